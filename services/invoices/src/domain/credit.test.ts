import { ApiError } from "@aerotage/core/contract/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CreditInput } from "../contract/credit.js";
import { type CreditContext, credited, unitsOf } from "./credit.js";
import { balanceOf, type Invoice, type InvoiceLine } from "./invoice.js";
import { withPayment } from "./status.js";
import { testInvoice, testNow } from "./test-invoice.js";
import { type LineTax, totalsOf } from "./totals.js";

const now = testNow;
const settlement = { at: now.toISOString(), seller: { name: "S" }, buyer: { name: "B" } };
let made = 0;
const context = (): CreditContext => ({
  id: `note-${++made}`,
  callerId: "u1",
  now,
  today: "2026-11-20",
  settlement,
  newId: () => `line-${++made}`,
});
const standard = (rate: number): LineTax => ({ category: "standard", rate });

function time(id: string, minutes: number, rate: number, tax = standard(0.19)): InvoiceLine {
  const amount = Math.round((rate * minutes) / 60);
  return { id, type: "time", description: id, minutes, rate, amount, tax, timeEntryIds: [`entry-${id}`] };
}

function invoiceOf(lines: readonly InvoiceLine[], parts: Partial<Invoice> = {}): Invoice {
  const totals = totalsOf(lines, parts.discountRate);
  if (typeof totals === "string") throw new Error(totals);
  return testInvoice({ lines, defaultTax: standard(0.19), totals, ...parts });
}

function credit(invoice: Invoice, input: Partial<CreditInput> = {}) {
  return credited(invoice, { reason: "Wrong", ...input }, context());
}

/** The path, or the code, of the error of something. */
function refused(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof ApiError) return error.details?.[0]?.path ?? error.definition.code;
    throw error;
  }
  return undefined;
}

describe("a credit note", () => {
  const lines = [time("a", 90, 6000), time("b", 30, 6000, standard(0.07))];

  it("of a whole invoice has its lines and totals, and cancels it where nothing was paid", () => {
    const invoice = invoiceOf(lines, { discountRate: 0.1 });
    const { creditNote, invoice: after, timeEntryIds } = credit(invoice);
    expect(creditNote).toMatchObject({
      type: "creditNote",
      status: "sent",
      totals: { subtotal: 12_000, discount: 1200, tax: invoice.totals.tax, total: invoice.totals.total },
      credits: { id: "i1", invoiceNumber: "INV-2026-0001" },
      clientNotes: "Wrong",
    });
    expect(creditNote.lines.map(({ amount, minutes }) => [amount, minutes])).toEqual([
      [9000, 90],
      [3000, 30],
    ]);
    expect(creditNote.lines.every((line) => line.timeEntryIds === undefined)).toBe(true);
    expect(after).toMatchObject({ status: "cancelled", credited: invoice.totals.total, version: 4 });
    expect(timeEntryIds).toEqual(["entry-a", "entry-b"]);
    expect(refused(() => credit({ ...after, status: "sent" }))).toBe("NOTHING_TO_CREDIT");
  });

  it("of a part of a line leaves the rest open", () => {
    const invoice = invoiceOf(lines);
    const { creditNote, invoice: after, timeEntryIds } = credit(invoice, { lineItems: [{ id: "a", quantity: 0.5 }] });
    expect(creditNote.lines[0]).toMatchObject({ minutes: 30, amount: 3000 });
    expect(creditNote.totals).toMatchObject({ subtotal: 3000, tax: 570, total: 3570 });
    expect(balanceOf(after)).toBe(invoice.totals.total - 3570);
    expect(after.status).toBe("sent");
    expect(timeEntryIds).toEqual([]);
    expect(refused(() => credit(after, { lineItems: [{ id: "a", quantity: 1.5 }] }))).toBe("lineItems.0.quantity");
    expect(credit(after, { lineItems: [{ id: "a" }] }).timeEntryIds).toEqual(["entry-a"]);
  });

  it("of what is left of a partly paid invoice makes it paid", () => {
    const { invoice } = withPayment(invoiceOf(lines), { amount: 10 }, context());
    expect(credit(invoice).invoice).toMatchObject({ status: "paid", paidDate: "2026-11-20" });
  });

  it("of a paid invoice leaves the client something that is owed", () => {
    const { invoice } = withPayment(invoiceOf(lines), {}, context());
    const { invoice: after } = credit(invoice, { lineItems: [{ id: "b" }] });
    expect(after.status).toBe("paid");
    expect(balanceOf(after)).toBe(-3210);
  });

  it("is of an invoice that was sent alone, and of its lines alone", () => {
    for (const status of ["draft", "cancelled", "refunded", "preparing"] as const)
      expect(refused(() => credit(invoiceOf(lines, { status })))).toBe("INVALID_STATUS_TRANSITION");
    expect(refused(() => credit(invoiceOf(lines, { type: "creditNote" })))).toBe("INVALID_STATUS_TRANSITION");
    const sent = invoiceOf(lines);
    expect(refused(() => credit(sent, { lineItems: [{ id: "x" }] }))).toBe("lineItems.0.id");
    expect(refused(() => credit(sent, { lineItems: [{ id: "a" }, { id: "a" }] }))).toBe("lineItems.1.id");
    expect(refused(() => credit(sent, { lineItems: [{ id: "a", quantity: 0.333 }] }))).toBe("lineItems.0.quantity");
  });

  it("takes discounts along in proportion, and has none by itself", () => {
    const discount: InvoiceLine = {
      id: "d",
      type: "discount",
      description: "",
      quantity: 1,
      rate: 1200,
      amount: -1200,
    };
    const invoice = invoiceOf([...lines, discount]);
    expect(refused(() => credit(invoice, { lineItems: [{ id: "d" }] }))).toBe("lineItems.0.id");
    const { creditNote } = credit(invoice, { lineItems: [{ id: "b" }] });
    expect(creditNote.totals).toMatchObject({ subtotal: 3000, discount: 300, tax: 189, total: 2889 });
    expect(credit(invoice).creditNote.totals).toMatchObject({ discount: 1200, total: invoice.totals.total });
  });

  it("and all others of an invoice come to its total exactly, whatever is credited when", () => {
    const line = fc.record({
      minutes: fc.integer({ min: 1, max: 600 }),
      rate: fc.integer({ min: 1, max: 20_000 }),
      tax: fc.constantFrom(0.19, 0.07, 0.055),
    });
    const step = fc.record({ which: fc.nat(7), part: fc.integer({ min: 1, max: 100 }) });
    const discountRate = fc.constantFrom(0, 0.05, 0.333333);
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), discountRate, fc.array(step), (all, rate, steps) => {
        const taxed = all.map((one, index) => time(`l${index}`, one.minutes, one.rate, standard(one.tax)));
        const invoice = invoiceOf(taxed, { discountRate: rate });
        let current: Invoice = invoice;
        const notes: Invoice[] = [];
        const take = (input: Partial<CreditInput>) => {
          // The status is no matter here: whether all is credited, whichever way.
          const result = credit({ ...current, status: "sent" }, input);
          for (const { taxable, tax } of result.creditNote.totals.taxes)
            expect(Math.min(taxable, tax)).toBeGreaterThanOrEqual(0);
          expect(result.creditNote.totals.discount).toBeGreaterThanOrEqual(0);
          notes.push(result.creditNote);
          current = result.invoice;
        };
        for (const { which, part } of steps) {
          const target = taxed[which % taxed.length] as InvoiceLine;
          const left = unitsOf(target) - (current.creditedUnits?.[target.id] ?? 0);
          const minutes = Math.ceil((left * part) / 100);
          if (minutes > 0) take({ lineItems: [{ id: target.id, quantity: Number((minutes / 60).toFixed(6)) }] });
        }
        if (taxed.some((one) => (current.creditedUnits?.[one.id] ?? 0) < unitsOf(one))) take({});
        const sum = (of: (note: Invoice) => number) => notes.reduce((total, note) => total + of(note), 0);
        expect(sum(({ totals }) => totals.total)).toBe(invoice.totals.total);
        expect(sum(({ totals }) => totals.tax)).toBe(invoice.totals.tax);
        expect(sum((note) => note.lines.reduce((total, { amount }) => total + amount, 0))).toBe(
          invoice.totals.subtotal,
        );
        expect(current.credited).toBe(invoice.totals.total);
      }),
    );
  });
});
