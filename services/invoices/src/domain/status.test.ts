import { ApiError } from "@aerotage/core/contract/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type InvoiceStatus, invoiceStatuses } from "../contract/invoice.js";
import { balanceOf, paidOf } from "./invoice.js";
import {
  cancelled,
  isOverdue,
  overdue,
  requireTransition,
  type StatusContext,
  settled,
  transitions,
  viewed,
  withoutPayment,
  withPayment,
  withRefund,
} from "./status.js";
import { testInvoice, testNow } from "./test-invoice.js";

const invoice = testInvoice;
const now = testNow;

function contextOf(): StatusContext {
  let last = 0;
  return { callerId: "u1", now, today: "2026-11-20", newId: () => `payment-${++last}` };
}

/** The code of the error of something. */
function code(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof ApiError) return error.details?.[0]?.path ?? error.definition.code;
    throw error;
  }
  return undefined;
}

describe("the statuses of an invoice", () => {
  const allowed: Partial<Record<InvoiceStatus, readonly InvoiceStatus[]>> = {
    draft: ["sent", "cancelled"],
    sent: ["viewed", "paid", "overdue", "cancelled"],
    viewed: ["paid", "overdue", "cancelled"],
    overdue: ["paid", "cancelled"],
    paid: ["refunded"],
  };

  it.each(invoiceStatuses.flatMap((from) => invoiceStatuses.map((to) => [from, to] as const)))(
    "from %s to %s",
    (from, to) => {
      const refused = code(() => requireTransition({ status: from }, to));
      expect(refused).toBe(allowed[from]?.includes(to) ? undefined : "INVALID_STATUS_TRANSITION");
      expect(transitions[from].includes(to)).toBe(allowed[from]?.includes(to) ?? false);
    },
  );

  it("a draft is settled with the date of the organization", () => {
    const settlement = { at: now.toISOString(), seller: { name: "S" }, buyer: { name: "B" } };
    const after = settled(invoice({ status: "draft" }), settlement, contextOf());
    expect(after).toMatchObject({ status: "sent", sentDate: "2026-11-20", settlement, version: 4 });
  });

  it("a link that is opened marks what was sent, once, and nothing else", () => {
    expect(viewed(invoice(), now)).toMatchObject({ status: "viewed", viewedAt: now.toISOString() });
    expect(viewed(invoice({ status: "overdue" }), now)).toMatchObject({ status: "overdue", version: 4 });
    const before = invoice({ viewedAt: "2026-11-10T00:00:00.000Z" });
    expect(viewed(before, now)).toBe(before);
    const draft = invoice({ status: "draft" });
    expect(viewed(draft, now)).toBe(draft);
  });

  it("is overdue from the day after the due date, if something is open", () => {
    expect(isOverdue(invoice({ dueDate: "2026-11-20" }), "2026-11-20")).toBe(false);
    expect(isOverdue(invoice({ dueDate: "2026-11-19" }), "2026-11-20")).toBe(true);
    expect(isOverdue(invoice({ dueDate: "2026-11-19", status: "paid" }), "2026-11-20")).toBe(false);
    expect(code(() => overdue(invoice(), contextOf()))).toBe("status");
    const free = invoice({
      dueDate: "2026-11-19",
      totals: { subtotal: 0, discount: 0, taxes: [], tax: 0, total: 0 },
    });
    expect(isOverdue(free, "2026-11-20")).toBe(false);
  });

  it("an invoice of which something is paid is not cancelled", () => {
    const { invoice: paid } = withPayment(invoice(), { amount: 1 }, contextOf());
    expect(code(() => cancelled(paid, { now }))).toBe("INVOICE_HAS_PAYMENTS");
    expect(balanceOf(cancelled(invoice(), { now }))).toBe(0);
  });
});

describe("payments", () => {
  it("of a part leave the invoice open, of all settle it", () => {
    const { invoice: part, payment } = withPayment(invoice(), { amount: 40, paymentMethod: "bank" }, contextOf());
    expect(payment).toMatchObject({ amount: 4000, paymentDate: "2026-11-20", paymentMethod: "bank" });
    expect(part).toMatchObject({ status: "sent" });
    expect(balanceOf(part)).toBe(6000);
    const { invoice: whole } = withPayment(part, { paymentDate: "2026-11-19T23:00:00Z" }, contextOf());
    expect(whole).toMatchObject({ status: "paid", paidDate: "2026-11-19" });
    expect(balanceOf(whole)).toBe(0);
  });

  it("above the balance, before the issue or after today are refused", () => {
    const pay = (input: object) => code(() => withPayment(invoice(), input, contextOf(), "paymentData"));
    expect(pay({ amount: 100.01 })).toBe("amount");
    expect(pay({ amount: 1.234 })).toBe("paymentData.amount");
    expect(pay({ amount: 1, paymentDate: "2026-10-31" })).toBe("paymentData.paymentDate");
    expect(pay({ amount: 1, paymentDate: "2026-11-21" })).toBe("paymentData.paymentDate");
    expect(code(() => withPayment(invoice({ status: "draft" }), { amount: 1 }, contextOf()))).toBe(
      "INVALID_STATUS_TRANSITION",
    );
  });

  it("that went back are refunds: all of them refund the invoice", () => {
    const { invoice: paid } = withPayment(invoice(), {}, contextOf());
    const { invoice: part } = withRefund(paid, { amount: 30 }, contextOf());
    expect(part.status).toBe("paid");
    expect(balanceOf(part)).toBe(3000);
    const { invoice: all } = withRefund(part, { amount: 70 }, contextOf());
    expect(all.status).toBe("refunded");
    expect(balanceOf(all)).toBe(0);
    expect(code(() => withRefund(paid, { amount: 100.01 }, contextOf()))).toBe("amount");
  });

  it("that are voided count no more, and reopen the invoice", () => {
    const { invoice: paid, payment } = withPayment(invoice({ viewedAt: now.toISOString() }), {}, contextOf());
    const { invoice: open } = withoutPayment(paid, payment?.id ?? "", "Typed twice", contextOf());
    expect(open).toMatchObject({ status: "viewed" });
    expect(open.paidDate).toBeUndefined();
    expect(open.payments[0]).toMatchObject({ voidedBy: "u1", voidReason: "Typed twice" });
    expect(balanceOf(open)).toBe(10_000);
    const late = { ...paid, dueDate: "2026-11-19" };
    expect(withoutPayment(late, payment?.id ?? "", undefined, contextOf()).invoice.status).toBe("overdue");
    expect(code(() => withoutPayment(open, payment?.id ?? "", undefined, contextOf()))).toBe(
      "INVALID_STATUS_TRANSITION",
    );
    expect(code(() => withoutPayment(open, "other", undefined, contextOf()))).toBe("PAYMENT_NOT_FOUND");
  });

  it("are not voided below what was refunded", () => {
    const { invoice: paid, payment } = withPayment(invoice(), {}, contextOf());
    const { invoice: refunded } = withRefund(paid, { amount: 10 }, { ...contextOf(), newId: () => "refund" });
    expect(code(() => withoutPayment(refunded, payment?.id ?? "", undefined, contextOf()))).toBe(
      "PAYMENT_EXCEEDS_BALANCE",
    );
    const { invoice: again } = withoutPayment(refunded, "refund", undefined, contextOf());
    expect(again.status).toBe("paid");
  });

  it("never come to less than nothing or more than the total, whatever is done", () => {
    const step = fc.record({ kind: fc.constantFrom("pay", "refund", "void"), part: fc.nat(100), which: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const context = contextOf();
        let current = invoice();
        for (const { kind, part, which } of steps) {
          const amount = 1 + part;
          const target = current.payments[which % Math.max(current.payments.length, 1)]?.id ?? "none";
          const before = current;
          code(() => {
            if (kind === "pay") current = withPayment(before, { amount }, context).invoice;
            else if (kind === "refund") current = withRefund(before, { amount }, context).invoice;
            else current = withoutPayment(before, target, undefined, context).invoice;
          });
          const paid = paidOf(current.payments);
          expect(paid).toBeGreaterThanOrEqual(0);
          expect(paid).toBeLessThanOrEqual(current.totals.total);
          if (current.status === "refunded") expect(paid).toBe(0);
          if (paid === current.totals.total) expect(current.status).toBe("paid");
        }
      }),
    );
  });
});
