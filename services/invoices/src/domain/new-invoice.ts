/** A new invoice: pure rules. */
import type { InvoiceInput } from "../contract/create.js";
import type { Invoice } from "./invoice.js";
import type { LineTax, Totals } from "./totals.js";

/** What a new invoice is made of. */
export interface NewInvoice {
  readonly id: string;
  readonly body: Omit<InvoiceInput, "timeEntryIds">;
  readonly client: {
    readonly id: string;
    readonly name: string;
    readonly language?: Invoice["language"];
    readonly buyerReference?: string;
    readonly purchaseOrder?: string;
  };
  readonly currency: string;
  readonly dates: Pick<Invoice, "issueDate" | "dueDate" | "paymentTerms">;
  readonly defaultTax: LineTax;
  readonly callerId: string;
  readonly now: Date;
  readonly recurringId?: string | undefined;
}

/** An invoice that has no lines and no number yet. */
export function preparingInvoice(parts: NewInvoice, timeEntryCount: number): Invoice {
  const { id, body, client, currency, dates, defaultTax, callerId, now, recurringId } = parts;
  const at = now.toISOString();
  const text = (value: string | null | undefined) => value ?? undefined;
  const given = {
    discountRate: body.discountRate ?? undefined,
    recurringId,
    notes: text(body.notes),
    clientNotes: text(body.clientNotes),
    buyerReference: body.buyerReference === undefined ? client.buyerReference : text(body.buyerReference),
    purchaseOrder: body.purchaseOrder === undefined ? client.purchaseOrder : text(body.purchaseOrder),
  };
  const { issueDate, dueDate, paymentTerms } = dates;
  return {
    id,
    clientId: client.id,
    clientName: client.name,
    projectIds: [],
    timeEntryCount,
    status: "preparing",
    currency,
    language: client.language ?? "en",
    issueDate,
    dueDate,
    paymentTerms,
    lines: [],
    defaultTax,
    totals: noTotals,
    payments: [],
    ...(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<Invoice>),
    createdAt: at,
    updatedAt: at,
    createdBy: callerId,
    version: 1,
  };
}

const noTotals: Totals = { subtotal: 0, discount: 0, taxes: [], tax: 0, total: 0 };
