/** Reading invoices and their documents. */
import type { ErrorDefinition } from "@aerotage/core/contract/errors";
import { defineOperation } from "@aerotage/core/contract/operation";
import {
  dateSchema,
  instantSchema,
  listParameters,
  paginationSchema,
  text,
  ulidSchema,
} from "@aerotage/core/contract/schemas";
import { tokenSchema } from "@aerotage/core/runtime/tokens";
import * as z from "zod/mini";
import { eInvoiceDisabled, eInvoiceIncomplete } from "./e-invoice.js";
import { invoiceNotFound, invoicePath, invoiceSchema, invoiceStatuses } from "./invoice.js";

export const invoiceNotReady = {
  status: 409,
  code: "INVOICE_NOT_READY",
  description: "The invoice is being prepared, or could not be made, so it has no document.",
} as const satisfies ErrorDefinition;

export const invoiceLinkUnknown = {
  status: 404,
  code: "INVOICE_LINK_UNKNOWN",
  description: "There is no such link.",
} as const satisfies ErrorDefinition;

export const invoiceLinkRevoked = {
  status: 410,
  code: "INVOICE_LINK_REVOKED",
  description: "The invoice of the link was cancelled.",
} as const satisfies ErrorDefinition;

/** How long a link to a document is good, in seconds. */
export const documentLinkSeconds = 900;

const common = { token: "access", roles: ["admin", "manager"], tag: "Invoices" } as const;

export const listInvoices = defineOperation({
  ...common,
  id: "listInvoices",
  method: "GET",
  path: "/invoices",
  summary: "List invoices",
  description:
    "Administrators list all, managers those of the clients of their projects. Without `limit` and `cursor`: up to 5,000 or 4 MB, newest first. With them: pages by date of issue, or by due date where a `status` is asked for, newest first unless `sortOrder` is `asc`. Invoices that are being prepared, or could not be made, are listed only with that `status`. Lines and ids of time entries are left out above 100.",
  request: {
    query: z.object({
      ...listParameters,
      /** Credit notes are listed with `creditNote` alone. @default invoice */
      type: z.optional(z.enum(["invoice", "creditNote"])),
      clientId: z.optional(ulidSchema),
      projectId: z.optional(ulidSchema),
      status: z.optional(z.enum(invoiceStatuses)),
      invoiceNumber: z.optional(text(1, 40)),
      /** Of issue. */
      dateFrom: z.optional(dateSchema),
      dateTo: z.optional(dateSchema),
      dueDateFrom: z.optional(dateSchema),
      dueDateTo: z.optional(dateSchema),
    }),
  },
  response: {
    status: 200,
    description: "Invoices; `invoices` is the same array as `items`.",
    data: z.strictObject({
      items: z.array(invoiceSchema),
      invoices: z.array(invoiceSchema),
      pagination: paginationSchema,
    }),
  },
  errors: [],
  list: { index: "Invoices.ListIndex" },
});

export const getInvoice = defineOperation({
  ...common,
  id: "getInvoice",
  method: "GET",
  path: "/invoices/{id}",
  summary: "Get an invoice",
  description: "With all lines and ids of time entries, and a link to its document once it was sent.",
  request: { path: invoicePath },
  response: { status: 200, description: "The invoice.", data: invoiceSchema, etag: true },
  errors: [invoiceNotFound],
});

export const getInvoicePdf = defineOperation({
  ...common,
  id: "getInvoicePdf",
  method: "GET",
  path: "/invoices/{id}/pdf",
  summary: "Get a link to an invoice's document",
  description:
    "The document of an invoice that was sent is made from what was stored when it was sent: it is the same, byte for byte, whenever it is made. A draft's is marked as a draft, made anew each time, and not kept.",
  request: { path: invoicePath },
  response: {
    status: 200,
    description: "A link, good for 15 minutes.",
    data: z.strictObject({ downloadUrl: z.string(), fileName: z.string(), expiresAt: instantSchema }),
  },
  errors: [invoiceNotFound, invoiceNotReady],
});

export const getInvoiceXml = defineOperation({
  ...common,
  id: "getInvoiceXml",
  method: "GET",
  path: "/invoices/{id}/xml",
  summary: "Get a link to an invoice's electronic invoice",
  description:
    "The XML of EN 16931, for clients whose `eInvoice` is `ubl` (UBL) or `facturX` (CII, the same that is within the PDF). That of an invoice that was sent is made from what was stored when it was sent. A draft's says in a note that it is a draft, is made anew each time, and not kept.",
  request: { path: invoicePath },
  response: {
    status: 200,
    description: "A link, good for 15 minutes.",
    data: z.strictObject({ downloadUrl: z.string(), fileName: z.string(), expiresAt: instantSchema }),
  },
  errors: [invoiceNotFound, invoiceNotReady, eInvoiceDisabled, eInvoiceIncomplete],
});

export const viewInvoice = defineOperation({
  id: "viewInvoice",
  method: "GET",
  path: "/invoices/view/{token}",
  token: "none",
  roles: [],
  tag: "Invoices",
  summary: "Follow the link of an invoice's mail",
  description:
    "Leads to the document, and marks an invoice that was sent as viewed. Links of an invoice that was cancelled lead nowhere any more.",
  request: { path: z.object({ token: tokenSchema }) },
  response: {
    status: 302,
    description: "`Location` is a link to the document, good for 15 minutes; `data` has it too.",
    data: z.strictObject({ downloadUrl: z.string() }),
  },
  errors: [invoiceLinkUnknown, invoiceLinkRevoked],
});
