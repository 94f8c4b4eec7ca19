/** Errors of electronic invoices. */
import type { ErrorDefinition } from "@aerotage/core/contract/errors";

export const eInvoiceIncomplete = {
  status: 422,
  code: "E_INVOICE_INCOMPLETE",
  description:
    "The client gets electronic invoices, and a field that EN 16931 demands is missing or cannot be written; `details` names each field and where to set it.",
} as const satisfies ErrorDefinition;

export const eInvoiceDisabled = {
  status: 409,
  code: "E_INVOICE_DISABLED",
  description: "The invoice has no electronic invoice: its client's `eInvoice` is `none`, or was when it was sent.",
} as const satisfies ErrorDefinition;
