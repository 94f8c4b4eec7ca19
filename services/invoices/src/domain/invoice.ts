/** What an invoice is: pure rules. */
import type { DocumentLanguage, EInvoiceFormat } from "@aerotage/kernel/contract/billing";
import type { InvoiceStatus, LineType } from "../contract/invoice.js";
import type { Buyer, Seller } from "./document.js";
import type { LineTax, Totals } from "./totals.js";

/** A line. Amounts are minor units of the invoice's currency. */
export interface InvoiceLine {
  readonly id: string;
  readonly type: LineType;
  readonly description: string;
  /** Billed minutes of recorded time. */
  readonly minutes?: number;
  /** Of everything else. */
  readonly quantity?: number;
  /** Per hour of recorded time, else per unit. */
  readonly rate: number;
  /** Negative for a discount. */
  readonly amount: number;
  /** Missing for a discount that all taxes share. */
  readonly tax?: LineTax;
  /** True where the line says itself how it is taxed. */
  readonly hasOwnTax?: true;
  readonly projectId?: string;
  readonly userId?: string;
  readonly timeEntryIds?: readonly string[];
}

/** Money that came, or went back. */
export interface Payment {
  readonly id: string;
  readonly kind: "payment" | "refund";
  /** Minor units. */
  readonly amount: number;
  readonly paymentDate: string;
  readonly paymentMethod: string;
  readonly reference?: string;
  readonly notes?: string;
  readonly recordedAt: string;
  readonly recordedBy: string;
  readonly voidedAt?: string;
  readonly voidedBy?: string;
  readonly voidReason?: string;
}

/** A mail that is being handed over, was taken, was refused, or was taken and then failed. */
export interface Delivery {
  readonly status: "sending" | "accepted" | "refused" | "bounced" | "complained";
  readonly recipients: readonly string[];
  /** Whoever has a copy beside the recipients. */
  readonly copies?: readonly string[];
  /** When it began. */
  readonly at: string;
  /** Until when the function that hands it over may run, epoch milliseconds. */
  readonly until?: number;
  readonly reason?: string;
  readonly messageId?: string;
  /** The request that asked for it, where that can be repeated. */
  readonly repetition?: string;
}

/** A reminder that was mailed, or is being mailed. */
export interface Reminder {
  /** Relative to the due date. */
  readonly day: number;
  readonly at: string;
  /** `sending`: nobody knows yet, or ever, whether it went out. */
  readonly status: "sending" | "accepted" | "refused";
  /** Minor units of the invoice's currency: a line of the reminder alone. */
  readonly fee?: number;
  readonly reason?: string;
  readonly messageId?: string;
}

/** What was settled when an invoice was sent: its documents are made from it and the lines alone. */
export interface Settlement {
  readonly at: string;
  readonly seller: Seller;
  readonly buyer: Buyer;
  /** The electronic invoice that belongs to the document. */
  readonly eInvoice?: EInvoiceFormat;
}

/** An invoice as it is stored. */
export interface Invoice {
  readonly id: string;
  /** Missing for invoices. */
  readonly type?: "creditNote";
  /** The invoice that a credit note is of. */
  readonly credits?: { readonly id: string; readonly invoiceNumber: string; readonly issueDate: string };
  /** Missing while it is being prepared. */
  readonly invoiceNumber?: string;
  readonly clientId: string;
  readonly clientName: string;
  readonly projectIds: readonly string[];
  readonly timeEntryCount: number;
  readonly status: InvoiceStatus;
  readonly currency: string;
  readonly language: DocumentLanguage;
  readonly issueDate: string;
  readonly dueDate: string;
  readonly periodStart?: string;
  readonly periodEnd?: string;
  readonly lines: readonly InvoiceLine[];
  /** The ids of the items that have the lines, where these are too many for the invoice's own. */
  readonly lineChunks?: readonly string[];
  /** Of lines that have none of their own. */
  readonly defaultTax: LineTax;
  readonly discountRate?: number;
  readonly totals: Totals;
  readonly paymentTerms: string;
  readonly payments: readonly Payment[];
  /** The sum of its credit notes, in minor units. */
  readonly credited?: number;
  readonly creditNoteIds?: readonly string[];
  /** How much of each line is credited, by the ids of lines: minutes of recorded time, else millionths of units. */
  readonly creditedUnits?: Readonly<Record<string, number>>;
  readonly buyerReference?: string;
  readonly purchaseOrder?: string;
  readonly notes?: string;
  readonly clientNotes?: string;
  readonly settlement?: Settlement;
  readonly delivery?: Delivery;
  readonly reminders?: readonly Reminder[];
  /** The recurring invoice that made it. */
  readonly recurringId?: string;
  readonly sentAt?: string;
  readonly sentDate?: string;
  readonly viewedAt?: string;
  readonly paidDate?: string;
  readonly cancelledAt?: string;
  readonly failure?: { readonly code: string; readonly message: string };
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly createdBy: string;
  readonly version: number;
}

/** Statuses of an invoice that exists: it has a number. */
export function isIssued({ status }: Pick<Invoice, "status">): boolean {
  return status !== "preparing" && status !== "failed";
}

/** Payments without those that were voided, refunds taken off; minor units. */
export function paidOf(payments: readonly Payment[]): number {
  return payments
    .filter(({ voidedAt }) => voidedAt === undefined)
    .reduce((sum, { kind, amount }) => sum + (kind === "payment" ? amount : -amount), 0);
}

/** What is open of an invoice, in minor units; negative where the client is owed something. Nothing is open of a credit note. */
export function balanceOf({
  type,
  status,
  totals,
  payments,
  credited = 0,
}: Pick<Invoice, "type" | "status" | "totals" | "payments" | "credited">): number {
  if (type === "creditNote" || status === "cancelled" || status === "refunded") return 0;
  return totals.total - paidOf(payments) - credited;
}

/** True if nobody knows whether the last mail went out: whoever handed it over has not come back. */
export function isDeliveryUncertain({ delivery }: Pick<Invoice, "delivery">, now: Date): boolean {
  return delivery?.status === "sending" && (delivery.until ?? 0) < now.getTime();
}

/** True while a mail is being handed over. */
export function isBeingDelivered({ delivery }: Pick<Invoice, "delivery">, now: Date): boolean {
  return delivery?.status === "sending" && (delivery.until ?? 0) >= now.getTime();
}

/** The text of a number: `INV-2026-0001`. */
export function numberText(prefix: string, year: number, count: number): string {
  return `${prefix}-${year}-${String(count).padStart(4, "0")}`;
}
