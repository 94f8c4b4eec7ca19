/** Credit notes: pure rules. All credit notes of an invoice come to its total exactly, whatever is credited when. */
import { ApiError, fieldError } from "@aerotage/core/contract/errors";
import { nextVersion } from "@aerotage/core/contract/versions";
import { divideHalfUp } from "@aerotage/kernel/domain/money";
import { type CreditInput, nothingToCredit } from "../contract/credit.js";
import { invalidStatusTransition } from "../contract/invoice.js";
import { balanceOf, type Invoice, type InvoiceLine, paidOf, type Settlement } from "./invoice.js";
import { settledStatuses } from "./status.js";
import type { TaxGroup, Totals } from "./totals.js";

/** How much of each line is credited, by the ids of lines: minutes of recorded time, else millionths of units. */
export type CreditedUnits = Readonly<Record<string, number>>;

const millionths = 1_000_000;
const minutesPerHour = 60;

/** What a credit note is made with. */
export interface CreditContext {
  readonly id: string;
  readonly callerId: string;
  readonly now: Date;
  /** Calendar date of the organization. */
  readonly today: string;
  readonly settlement: Settlement;
  readonly newId: () => string;
}

/** A credit note that has no number yet, and the invoice that it is of. */
export interface Credited {
  readonly creditNote: Invoice;
  readonly invoice: Invoice;
  /** The time of lines that are credited as a whole. */
  readonly timeEntryIds: readonly string[];
}

/**
 * Credits an invoice.
 * @throws `INVALID_STATUS_TRANSITION`, `NOTHING_TO_CREDIT`, `VALIDATION_ERROR`
 */
export function credited(invoice: Invoice, input: CreditInput, context: CreditContext): Credited {
  requireCreditable(invoice);
  const before = invoice.creditedUnits ?? {};
  const after = { ...before, ...unitsAfter(invoice, before, input) };
  const lines = invoice.lines.flatMap((line) => creditLine(line, before[line.id] ?? 0, after[line.id] ?? 0, context));
  const totals = difference(totalsAt(invoice, after), totalsAt(invoice, before));
  const whole = invoice.lines.filter((line) => after[line.id] === unitsOf(line) && before[line.id] !== unitsOf(line));
  const timeEntryIds = whole.flatMap((line) => line.timeEntryIds ?? []);
  const creditNote = creditNoteOf(invoice, lines, totals, input.reason, context);
  return { creditNote, invoice: creditedInvoice(invoice, after, creditNote, context), timeEntryIds };
}

function requireCreditable({ type, status }: Invoice): void {
  if (type === "creditNote") throw new ApiError(invalidStatusTransition, "A credit note cannot be credited itself.");
  if (!settledStatuses.includes(status))
    throw new ApiError(
      invalidStatusTransition,
      `The invoice is ${status}, so it cannot be credited.${status === "draft" ? " Change it, or cancel it." : ""}`,
    );
}

/** The units of a whole line. */
export function unitsOf({ minutes, quantity = 1 }: InvoiceLine): number {
  return minutes ?? Math.round(quantity * millionths);
}

function unitsAfter(invoice: Invoice, before: CreditedUnits, { lineItems }: CreditInput): CreditedUnits {
  const left = (line: InvoiceLine) => unitsOf(line) - (before[line.id] ?? 0);
  if (lineItems === undefined) {
    if (invoice.lines.every((line) => left(line) === 0))
      throw new ApiError(nothingToCredit, "All is credited already.");
    return Object.fromEntries(invoice.lines.map((line) => [line.id, unitsOf(line)]));
  }
  const lines = new Map(invoice.lines.map((line) => [line.id, line]));
  const requestedQuantities = lineItems.map(({ id, quantity }, index): readonly [string, number] => {
    const path = `lineItems.${index}`;
    const line = lines.get(id);
    if (line === undefined) throw fieldError(`${path}.id`, "is no line of the invoice");
    if (!isCredited(line)) throw fieldError(`${path}.id`, "is a discount, which is credited with what it lowers");
    if (lineItems.findIndex((other) => other.id === id) < index) throw fieldError(`${path}.id`, "is named twice");
    const units = quantity === undefined ? left(line) : askedUnits(line, quantity, path);
    if (units > left(line)) throw fieldError(`${path}.quantity`, `must be at most ${quantityText(line, left(line))}`);
    if (units === 0)
      throw new ApiError(nothingToCredit, "A line is credited already.", {
        details: [{ path: `${path}.id`, message: "is credited already" }],
      });
    return [id, (before[id] ?? 0) + units];
  });
  return Object.fromEntries(requestedQuantities);
}

function askedUnits({ minutes }: InvoiceLine, quantity: number, path: string): number {
  const units = quantity * (minutes === undefined ? millionths : minutesPerHour);
  const whole = Math.round(units);
  // Hours have four decimals: a minute is told from the next one.
  if (minutes !== undefined && Math.abs(units - whole) > 0.01)
    throw fieldError(`${path}.quantity`, "must be whole minutes, in hours");
  return whole;
}

function quantityText({ minutes }: InvoiceLine, units: number): string {
  return minutes === undefined ? String(units / millionths) : `${units} minutes`;
}

/** The amount of so much of a line. All of it is the line's own amount. */
function amountAt(line: InvoiceLine, units: number): number {
  if (units === unitsOf(line)) return line.amount;
  const per = BigInt(line.minutes === undefined ? millionths : minutesPerHour);
  return Number(divideHalfUp(BigInt(line.rate) * BigInt(units), per));
}

function creditLine(line: InvoiceLine, before: number, after: number, { newId }: CreditContext): InvoiceLine[] {
  if (before === after) return [];
  const { timeEntryIds: _ids, minutes, ...rest } = line;
  const part = after - before;
  return [
    {
      ...rest,
      id: newId(),
      amount: amountAt(line, after) - amountAt(line, before),
      ...(minutes === undefined ? { quantity: part / millionths } : { minutes: part }),
    },
  ];
}

/** Lines that are credited by themselves. Discounts are credited with what they lower, in proportion. */
function isCredited({ type }: InvoiceLine): boolean {
  return type !== "discount";
}

const keyOf = ({ category, rate }: Pick<TaxGroup, "category" | "rate">): string => `${category} ${rate}`;

/** What so much of an invoice comes to: of each tax its share by what is credited of its lines. It never falls as more is credited. */
function totalsAt({ lines, totals }: Invoice, units: CreditedUnits): Totals {
  const grossOf = (amountOf: (line: InvoiceLine) => number) => {
    const gross = new Map<string, bigint>();
    for (const line of lines.filter(isCredited)) {
      if (line.tax === undefined) continue;
      const key = keyOf(line.tax);
      gross.set(key, (gross.get(key) ?? 0n) + BigInt(amountOf(line)));
    }
    return gross;
  };
  const whole = grossOf(({ amount }) => amount);
  const part = grossOf((line) => amountAt(line, units[line.id] ?? 0));
  const taxes = totals.taxes.map((group) => {
    const [of, all] = [part.get(keyOf(group)) ?? 0n, whole.get(keyOf(group)) ?? 0n];
    const share = (amount: number) => (all === 0n ? 0 : Number(divideHalfUp(BigInt(amount) * of, all)));
    return { ...group, taxable: share(group.taxable), tax: share(group.tax) };
  });
  const subtotal = Number([...part.values()].reduce((sum, amount) => sum + amount, 0n));
  const taxable = taxes.reduce((sum, group) => sum + group.taxable, 0);
  const tax = taxes.reduce((sum, group) => sum + group.tax, 0);
  return { subtotal, discount: subtotal - taxable, taxes, tax, total: taxable + tax };
}

function difference(later: Totals, earlier: Totals): Totals {
  const known = new Map(earlier.taxes.map((group) => [keyOf(group), group]));
  return {
    subtotal: later.subtotal - earlier.subtotal,
    discount: later.discount - earlier.discount,
    taxes: later.taxes
      .map((group) => ({
        ...group,
        taxable: group.taxable - (known.get(keyOf(group))?.taxable ?? 0),
        tax: group.tax - (known.get(keyOf(group))?.tax ?? 0),
      }))
      .filter(({ taxable, tax }) => taxable !== 0 || tax !== 0),
    tax: later.tax - earlier.tax,
    total: later.total - earlier.total,
  };
}

function creditNoteOf(
  invoice: Invoice,
  lines: readonly InvoiceLine[],
  totals: Totals,
  reason: string,
  { id, callerId, now, today, settlement }: CreditContext,
): Invoice {
  const at = now.toISOString();
  const { clientId, clientName, currency, language, defaultTax, paymentTerms } = invoice;
  const { buyerReference, purchaseOrder, periodStart, periodEnd } = invoice;
  return {
    id,
    type: "creditNote",
    credits: { id: invoice.id, invoiceNumber: invoice.invoiceNumber ?? "", issueDate: invoice.issueDate },
    clientId,
    clientName,
    projectIds: [...new Set(lines.flatMap(({ projectId }) => projectId ?? []))],
    timeEntryCount: 0,
    status: "sent",
    currency,
    language,
    issueDate: today,
    dueDate: today,
    ...(periodStart !== undefined && { periodStart }),
    ...(periodEnd !== undefined && { periodEnd }),
    lines,
    defaultTax,
    totals,
    paymentTerms,
    payments: [],
    ...(buyerReference !== undefined && { buyerReference }),
    ...(purchaseOrder !== undefined && { purchaseOrder }),
    clientNotes: reason,
    settlement,
    sentAt: at,
    sentDate: today,
    createdAt: at,
    updatedAt: at,
    createdBy: callerId,
    version: 1,
  };
}

function creditedInvoice(
  before: Invoice,
  creditedUnits: CreditedUnits,
  { id, totals }: Invoice,
  { now, today }: CreditContext,
): Invoice {
  const after: Invoice = {
    ...before,
    creditedUnits,
    credited: (before.credited ?? 0) + totals.total,
    creditNoteIds: [...(before.creditNoteIds ?? []), id],
  };
  if (after.status === "paid" || balanceOf(after) > 0) return nextVersion(after, now);
  const settledNow: Invoice =
    paidOf(after.payments) === 0
      ? { ...after, status: "cancelled", cancelledAt: now.toISOString() }
      : { ...after, status: "paid", paidDate: today };
  return nextVersion(settledNow, now);
}
