/** Money on invoices, over HTTP: currencies, rounding of time, taxes, overdue invoices. */
import { updateClient } from "@aerotage/clients/contract";
import { updateInvoiceStatus } from "@aerotage/invoices/contract/change";
import { getInvoice, listInvoices } from "@aerotage/invoices/contract/read";
import { beforeAll, describe, expect, it } from "vitest";
import { call, type Person, person } from "../../support/api.js";
import { approved, invoiced, newBilled, runInvoices } from "../../support/invoicing.js";
import { daysAgo } from "../../support/time.js";

let admin: Person;
beforeAll(async () => {
  admin = await person("admin");
  await call(listInvoices, admin);
});

describe("amounts", () => {
  it.each([
    ["JPY", 1000, 1333, 133, 1466],
    ["EUR", 10.01, 13.35, 1.34, 14.69],
    ["KWD", 1.001, 1.335, 0.134, 1.469],
  ])("in %s have its digits: 80 minutes at %d are %d", async (currency, rate, subtotal, taxAmount, totalAmount) => {
    const { clientId, projectId } = await newBilled({ currency }, { defaultHourlyRate: rate });
    const timeEntryIds = await approved(projectId, [50, 30]);
    const invoice = await invoiced(admin, { clientId, timeEntryIds, taxRate: 0.1 });
    expect(invoice).toMatchObject({ currency, subtotal, taxAmount, totalAmount, balance: totalAmount });
    expect(invoice.lineItems.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(subtotal, 3);
  });

  it("of time are rounded per line as the client has it; what was recorded stays", async () => {
    const { clientId, projectId } = await newBilled();
    const path = { id: clientId };
    const body = { timeRounding: { mode: "up", minutes: 15 } };
    expect((await call(updateClient, admin, { path, body })).status).toBe(200);
    const timeEntryIds = await approved(projectId, [20, 20, 7]);
    const invoice = await invoiced(admin, { clientId, timeEntryIds });
    expect(invoice.lineItems[0]).toMatchObject({ minutes: 60, quantity: 1, amount: 60 });
    const exact = await call(updateClient, admin, { path, body: { timeRounding: null } });
    expect(exact.status).toBe(200);
  });

  it("are taxed by the line, else the client, else the request", async () => {
    const { clientId, projectId } = await newBilled({ taxRate: 0.19 });
    const timeEntryIds = await approved(projectId, [60]);
    const additionalLineItems = [
      { type: "expense", description: "Book", rate: 10, taxRate: 0.07 },
      { type: "fixed", description: "Course", rate: 100, taxCategory: "exempt", taxReason: "Education" },
      { type: "expense", description: "Toll", rate: 5, taxable: false },
    ];
    const invoice = await invoiced(admin, { clientId, timeEntryIds, additionalLineItems, taxRate: 0.1 });
    expect(invoice.taxes).toEqual([
      { category: "standard", rate: 0.19, taxable: 60, tax: 11.4 },
      { category: "standard", rate: 0.07, taxable: 10, tax: 0.7 },
      { category: "exempt", rate: 0, taxable: 100, tax: 0, reason: "Education" },
      { category: "zero", rate: 0, taxable: 5, tax: 0 },
    ]);
    expect(invoice.totalAmount).toBe(187.1);
  });

  it("of a client in another country are not taxed, with the reason in the client's language", async () => {
    const { clientId } = await newBilled({ taxCategory: "reverseCharge", language: "de", taxRate: 0 });
    const additionalLineItems = [{ type: "fixed", description: "Lizenz", rate: 100 }];
    const { taxes, totalAmount } = await invoiced(admin, { clientId, additionalLineItems, taxRate: 0.1 });
    expect(taxes[0]).toMatchObject({ category: "reverseCharge", rate: 0, tax: 0 });
    expect(taxes[0]?.reason).toMatch(/Steuerschuldnerschaft/);
    expect(totalAmount).toBe(100);
  });
});

describe("the sweep", () => {
  it("marks what is past its due date, also if it was missed, and nothing else", async () => {
    const { clientId } = await newBilled();
    const additionalLineItems = [{ type: "fixed", description: "Licence", rate: 100 }];
    const issueDate = daysAgo(20);
    const make = async (dueDate: string, ...steps: object[]) => {
      const { id } = await invoiced(admin, { clientId, additionalLineItems, issueDate, dueDate });
      for (const body of steps) await call(updateInvoiceStatus, admin, { path: { id }, body });
      return id;
    };
    const late = await make(daysAgo(10), { status: "sent" });
    const part = await make(daysAgo(2), { status: "sent" }, { operation: "recordPayment", amount: 99 });
    const paid = await make(daysAgo(2), { status: "sent" }, { status: "paid" });
    const due = await make(daysAgo(-1), { status: "sent" });
    const draft = await make(daysAgo(10));
    await Promise.all([runInvoices("sweep"), runInvoices("sweep")]);
    const statuses = await Promise.all(
      [late, part, paid, due, draft].map(async (id) => (await call(getInvoice, admin, { path: { id } })).data.status),
    );
    expect(statuses).toEqual(["overdue", "overdue", "paid", "sent", "draft"]);
    const listed = await call(listInvoices, admin, { query: { status: "overdue", clientId } });
    expect(listed.data.items.map(({ id }) => id).toSorted()).toEqual([late, part].toSorted());
  });
});

describe("what one transaction could not hold", () => {
  it("is stored apart and read back whole: 200 long lines", async () => {
    const { clientId } = await newBilled();
    const additionalLineItems = Array.from({ length: 200 }, (_, index) => ({
      type: "fixed",
      description: `Licence ${index} ${"x".repeat(900)}`,
      rate: index,
    }));
    const made = await invoiced(admin, { clientId, additionalLineItems });
    const { data } = await call(getInvoice, admin, { path: { id: made.id } });
    expect(data.lineItems.map(({ rate }) => rate)).toEqual(additionalLineItems.map(({ rate }) => rate));
    const listed = await call(listInvoices, admin, { query: { clientId } });
    expect(listed.data.items[0]).toMatchObject({ lineItemCount: 200, lineItems: [] });
  });
});
