/** Crediting an invoice. */
import { conflict, type ErrorDefinition, preconditionFailed } from "@aerotage/core/contract/errors";
import { defineOperation } from "@aerotage/core/contract/operation";
import { multilineText, numberInput, ulidSchema } from "@aerotage/core/contract/schemas";
import * as z from "zod/mini";
import { quantitySchema } from "./create.js";
import { invalidStatusTransition, invoiceNotFound, invoicePath, invoiceSchema } from "./invoice.js";

export const nothingToCredit = {
  status: 422,
  code: "NOTHING_TO_CREDIT",
  description: "All that is asked for is credited already; `details` names the lines.",
} as const satisfies ErrorDefinition;

const creditSchema = z
  .object({
    /** What is credited of which lines; all that is left of the invoice without it. */
    lineItems: z.optional(
      z
        .array(
          z.object({
            id: ulidSchema,
            /** Hours of time, else units; all that is left of the line without it. */
            quantity: z.optional(numberInput(quantitySchema)),
          }),
        )
        .check(z.minLength(1), z.maxLength(5000)),
    ),
    /** Why; it stands on the credit note. */
    reason: multilineText(1, 500),
    /** True to free the time of lines that are credited as a whole, so that it can be billed again. @default false */
    releaseEntries: z.optional(z.boolean()),
  })
  .register(z.globalRegistry, { id: "InvoiceCredit", description: "What to credit of an invoice." });
export type CreditInput = z.output<typeof creditSchema>;

export const creditInvoice = defineOperation({
  token: "access",
  roles: ["admin", "manager"],
  tag: "Invoices",
  id: "creditInvoice",
  method: "POST",
  path: "/invoices/{id}/credit",
  summary: "Credit an invoice",
  description:
    "Makes a credit note of an invoice that was sent: of all that is left of it, or of some lines. Its number is of a series of its own. Discounts and taxes are credited in proportion, so that all credit notes of an invoice come to its total exactly. An invoice of which nothing was paid and all is credited is cancelled; one with nothing left open is paid. Credit notes are listed with `type=creditNote` alone.",
  request: { path: invoicePath, body: creditSchema },
  response: { status: 201, description: "The credit note.", data: invoiceSchema, etag: true },
  errors: [invoiceNotFound, invalidStatusTransition, nothingToCredit, conflict, preconditionFailed],
});
