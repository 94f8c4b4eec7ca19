/** Invoices that are made at the same time of the same time: nothing is billed twice, and no number is left out or given twice. */

import { createInvoice } from "@aerotage/invoices/contract/create";
import { listInvoices } from "@aerotage/invoices/contract/read";
import { invoiceNumbersKey, numberAttribute } from "@aerotage/kernel/persistence/invoices";
import { reopenTimeEntries } from "@aerotage/time-entries/contract/time-entries";
import { beforeAll, describe, expect, it } from "vitest";
import { call, type Person, person } from "../../support/api.js";
import { newBilled, writeApproved } from "../../support/invoicing.js";
import { itemOf } from "../../support/people.js";

let admin: Person;
beforeAll(async () => {
  admin = await person("admin");
  await call(listInvoices, admin);
});

/** What the losers of a race may be told. */
const losses = new Set(["INVOICE_IN_PREPARATION", "NO_BILLABLE_TIME_ENTRIES", "TIME_ENTRIES_NOT_BILLABLE"]);
const rounds = 20;
const invoiceIdOf = async (id: string) => (await itemOf("TimeEntries", { id }))?.invoiceId;

describe("invoices that are made at the same time", () => {
  it(`never have the same entry, in ${rounds} rounds, by ids and by project, in one transaction and in several`, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const billed = await newBilled();
      // Every other round has more than one transaction takes.
      const ids = await writeApproved(billed, round % 2 === 0 ? 8 : 70, 2);
      const { clientId, projectId } = billed;
      const bodies = [
        { clientId, timeEntryIds: ids },
        { clientId, projectIds: [projectId] },
        { clientId, timeEntryIds: ids.slice(0, 5) },
        { clientId, projectIds: [projectId], groupBy: "user" },
      ];
      const answers = await Promise.all(bodies.map((body) => call(createInvoice, admin, { body })));
      for (const { status, error, text } of answers) if (status !== 201) expect(losses, text).toContain(error.code);
      const made = answers.filter(({ status }) => status === 201);
      expect(made.length).toBeGreaterThan(0);
      const onInvoices = made.flatMap(({ data }) => data.timeEntryIds.map((id) => [id, data.id] as const));
      expect(new Set(onInvoices.map(([id]) => id)).size).toBe(onInvoices.length);
      const owners = new Map(onInvoices);
      for (const id of ids) expect(await invoiceIdOf(id)).toBe(owners.get(id));
    }
  }, 240_000);

  it("leave out an entry that is re-opened at the same time, or keep it", async () => {
    for (let round = 0; round < 5; round += 1) {
      const billed = await newBilled();
      const ids = await writeApproved(billed, 60, 2);
      const [last = ""] = ids.slice(-1);
      const body = { clientId: billed.clientId, projectIds: [billed.projectId] };
      const [created, reopened] = await Promise.all([
        call(createInvoice, admin, { body }),
        call(reopenTimeEntries, admin, { body: { timeEntryIds: [last], reason: "Raced" } }),
      ]);
      expect(created.status, created.text).toBe(201);
      const isBilled = created.data.timeEntryIds.includes(last);
      expect(reopened.status, reopened.text).toBe(isBilled ? 422 : 200);
      expect(created.data.timeEntryIds).toHaveLength(isBilled ? 60 : 59);
      expect(await invoiceIdOf(last)).toBe(isBilled ? created.data.id : undefined);
      expect(created.data.totalAmount).toBe(60 * created.data.timeEntryIds.length);
    }
  }, 120_000);

  it("have numbers without gaps, each once", async () => {
    const year = new Date().getUTCFullYear();
    const numbers = await itemOf("Invoices", { id: invoiceNumbersKey });
    const last = Number(numbers?.[numberAttribute(year)]);
    const { data } = await call(listInvoices, admin, { query: { dateFrom: `${year}-01-01`, dateTo: `${year}-12-31` } });
    expect(data.pagination.hasMore).toBe(false);
    const given = data.items.map(({ invoiceNumber = "" }) => Number(/(\d+)$/.exec(invoiceNumber)?.[1]));
    expect(new Set(given).size).toBe(given.length);
    const missing = Array.from({ length: last }, (_, index) => index + 1).filter((number) => !given.includes(number));
    expect(missing).toEqual([]);
    expect(last).toBeGreaterThanOrEqual(rounds);
  });
});
