/** Invoices and payments as files, and what a manager gets of them. */
import { updateInvoiceStatus } from "@aerotage/invoices/contract/change";
import { createExport } from "@aerotage/reports/contract/exports";
import { listTimeEntries } from "@aerotage/time-entries/contract/time-entries";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, it } from "vitest";
import { call, newPerson, type Person, person } from "../../support/api.js";
import { invoiced, newBilled, newOpen, settledBy } from "../../support/invoicing.js";
import { daysAgo } from "../../support/time.js";

let admin: Person;
let manager: Person;
let own: { clientId: string; projectId: string };
let foreign: { clientId: string; projectId: string };
const period = { startDate: daysAgo(30), endDate: daysAgo(0) };

beforeAll(async () => {
  [admin, manager] = await Promise.all([person("admin"), newPerson("manager")]);
  await Promise.all([admin, manager].map((who) => call(listTimeEntries, who)));
  own = await newBilled({ currency: "EUR" }, { teamMembers: [manager.id] });
  foreign = await newBilled({ currency: "JPY" });
  const lines = (rate: number) => [{ type: "fixed", description: "Licence", rate, taxRate: 0.19 }];
  const first = await invoiced(admin, { ...own, additionalLineItems: lines(100), issueDate: daysAgo(9) });
  const path = { id: first.id };
  await call(updateInvoiceStatus, admin, { path, body: { status: "sent" } });
  await call(updateInvoiceStatus, admin, { path, body: { operation: "recordPayment", amount: 19 } });
  const second = await invoiced(admin, { ...own, additionalLineItems: lines(50), issueDate: daysAgo(3) });
  await call(updateInvoiceStatus, admin, { path: { id: second.id }, body: { status: "cancelled" } });
  await invoiced(admin, { ...foreign, additionalLineItems: lines(1000), issueDate: daysAgo(5) });
  await invoiced(admin, { ...own, additionalLineItems: lines(70), issueDate: daysAgo(60) });
});

/** The rows of a file of invoices, or of payments. */
async function rowsOf(who: Person, filters: object, type = "invoices"): Promise<Record<string, string>[]> {
  const body = { type, format: "csv", filters: { ...period, ...filters } };
  const { status, text, data } = await call(createExport, who, { body });
  if (status !== 201) throw new Error(`createExport answered ${status} ${text}`);
  const file = await (await fetch(data.downloadUrl ?? "")).text();
  return parse(file, { columns: true, bom: true }) as Record<string, string>[];
}

describe("an export of invoices", () => {
  it("has those that were issued in the period, with their amounts, by date of issue", async () => {
    const rows = await rowsOf(admin, { clientId: [own.clientId, foreign.clientId] });
    const short = rows.map((row) => [row.Status, row.Currency, row.Subtotal, row.Tax, row.Total, row.Paid, row.Open]);
    expect(short).toEqual([
      ["sent", "EUR", "100", "19", "119", "19", "100"],
      ["draft", "JPY", "1000", "190", "1190", "0", "1190"],
      ["cancelled", "EUR", "50", "9.5", "59.5", "0", "0"],
    ]);
    expect(rows.map((row) => row.Issued)).toEqual([daysAgo(9), daysAgo(5), daysAgo(3)]);
  });

  it("has those of a status, and of a project", async () => {
    const sent = await rowsOf(admin, { clientId: own.clientId, status: ["sent"] });
    expect(sent).toHaveLength(1);
    expect(await rowsOf(admin, { clientId: own.clientId, projectId: foreign.projectId })).toEqual([]);
  });

  it("has for a manager those of the clients of their projects, whatever is asked for", async () => {
    expect(await rowsOf(manager, {})).toHaveLength(2);
    expect(await rowsOf(manager, { clientId: foreign.clientId })).toEqual([]);
  });

  it("is no employee's, and takes no filters of time", async () => {
    const body = { type: "invoices", format: "csv", filters: period };
    expect((await call(createExport, await person("employee"), { body })).status).toBe(403);
    for (const [filter, path] of [
      [{ tag: ["a"] }, "filters.tag"],
      [{ status: ["approved"] }, "filters.status.0"],
    ] as const) {
      const answer = await call(createExport, admin, { body: { ...body, filters: { ...period, ...filter } } });
      expect([answer.status, answer.error.details?.[0]?.path]).toEqual([400, path]);
    }
  });

  it.each(["xlsx", "pdf", "json"])("is written as %s too", async (format) => {
    const body = { type: "invoices", format, filters: { ...period, clientId: own.clientId } };
    const { status, data } = await call(createExport, admin, { body });
    expect(status).toBe(201);
    expect(data.rowCount).toBe(2);
    expect((await fetch(data.downloadUrl ?? "")).status).toBe(200);
  });
});

describe("an export of payments", () => {
  let client: { clientId: string; projectId: string };
  let other: { clientId: string; projectId: string };

  /** A payment or refund of an invoice some days ago. */
  const paid = (id: string, operation: string, amount: number, days: number, rest: object = {}) =>
    settledBy(admin, id, { operation, amount, paymentDate: daysAgo(days), paymentMethod: "bank", ...rest });

  const files = (who: Person, filters: object) => rowsOf(who, filters, "payments");

  beforeAll(async () => {
    client = await newBilled({ currency: "EUR" }, { teamMembers: [manager.id] });
    other = await newBilled({ currency: "JPY" });
    // It was issued before the period.
    const early = await newOpen(admin, { clientId: client.clientId, issueDate: daysAgo(60) });
    const late = await newOpen(admin, { clientId: client.clientId, issueDate: daysAgo(20) });
    const foreignOne = await newOpen(admin, { clientId: other.clientId, rate: 1000, issueDate: daysAgo(20) });
    await paid(early.id, "recordPayment", 30.3, 40);
    await paid(early.id, "recordPayment", 40.4, 5, { reference: "=1+1" });
    await paid(late.id, "recordPayment", 10, 10);
    const { payments } = await paid(late.id, "recordPayment", 20, 9);
    await settledBy(admin, late.id, { operation: "voidPayment", paymentId: payments.at(-1)?.id });
    await paid(late.id, "recordRefund", 2.5, 5);
    await paid(foreignOne.id, "recordPayment", 400, 7);
  });

  it("has payments and refunds of the period, by date and invoice, but none that is voided", async () => {
    const rows = await files(admin, { clientId: [client.clientId, other.clientId] });
    expect(rows.map((row) => [row.Date, row.Kind, row.Method, row.Reference, row.Currency, row.Amount])).toEqual([
      [daysAgo(10), "payment", "bank", "", "EUR", "10"],
      [daysAgo(7), "payment", "bank", "", "JPY", "400"],
      [daysAgo(5), "payment", "bank", "'=1+1", "EUR", "40.4"],
      [daysAgo(5), "refund", "bank", "", "EUR", "-2.5"],
    ]);
    expect(rows[0]?.Invoice).toBe(rows[3]?.Invoice);
    expect(rows[0]?.Client).toMatch(/^Client /);
  });

  it("has those of a project's invoices", async () => {
    const lines = [{ type: "fixed", description: "Licence", rate: 100, projectId: client.projectId }];
    const one = await invoiced(admin, { clientId: client.clientId, additionalLineItems: lines, issueDate: daysAgo(2) });
    await settledBy(admin, one.id, { status: "sent" });
    await paid(one.id, "recordPayment", 7, 1);
    const rows = await files(admin, { clientId: client.clientId, projectId: client.projectId });
    expect(rows.map((row) => row.Amount)).toEqual(["7"]);
    expect(await files(admin, { clientId: client.clientId, projectId: other.projectId })).toEqual([]);
  });

  it("has for a manager those of the clients of their projects, whatever is asked for", async () => {
    const rows = await files(manager, { startDate: daysAgo(10), endDate: daysAgo(5) });
    expect(rows.map((row) => row.Amount).filter((amount) => amount === "10" || amount === "400")).toEqual(["10"]);
    expect(await files(manager, { clientId: other.clientId })).toEqual([]);
  });

  it("is no employee's, and takes no status", async () => {
    const body = { type: "payments", format: "csv", filters: period };
    expect((await call(createExport, await person("employee"), { body })).status).toBe(403);
    const filters = { ...period, status: ["paid"] };
    const { status, error } = await call(createExport, admin, { body: { ...body, filters } });
    expect([status, error.details?.[0]?.path]).toEqual([400, "filters.status"]);
  });

  it.each(["xlsx", "pdf", "json"])("is written as %s too", async (format) => {
    const filters = { startDate: daysAgo(10), endDate: daysAgo(5), clientId: client.clientId };
    const { status, data } = await call(createExport, admin, { body: { type: "payments", format, filters } });
    expect(status).toBe(201);
    expect(data.rowCount).toBe(3);
    const file = await fetch(data.downloadUrl ?? "");
    expect(file.status).toBe(200);
    if (format === "json") expect(await file.text()).toContain('"paymentMethod"');
  });
});
