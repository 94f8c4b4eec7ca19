/** Invoices as files, and what a manager gets of them. */
import { updateInvoiceStatus } from "@aerotage/invoices/contract/change";
import { createExport } from "@aerotage/reports/contract/exports";
import { listTimeEntries } from "@aerotage/time-entries/contract";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, it } from "vitest";
import { call, newPerson, type Person, person } from "./api.js";
import { invoiced, newBilled } from "./invoicing.js";
import { daysAgo } from "./time.js";

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

/** The rows of a file of invoices. */
async function rowsOf(who: Person, filters: object): Promise<Record<string, string>[]> {
  const body = { type: "invoices", format: "csv", filters: { ...period, ...filters } };
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
