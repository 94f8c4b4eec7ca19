/** What clients have to pay, by age, and what a manager sees of it. */
import { creditInvoice } from "@aerotage/invoices/contract/credit";
import { getReceivables, type ReceivablesReport } from "@aerotage/reports/contract/receivables";
import { listTimeEntries } from "@aerotage/time-entries/contract/time-entries";
import { beforeAll, describe, expect, it } from "vitest";
import { call, newPerson, type Person, person } from "../../support/api.js";
import { invoiced, newBilled, newOpen, settledBy } from "../../support/invoicing.js";
import { daysAgo } from "../../support/time.js";

let admin: Person;
let manager: Person;
let own: { clientId: string; projectId: string };
let second: { clientId: string; projectId: string };
let foreign: { clientId: string; projectId: string };

const none = { current: 0, days1to30: 0, days31to60: 0, days61to90: 0, over90: 0 };

/** An open invoice that has been due for some days. */
function due(clientId: string, days: number, rate: number) {
  return newOpen(admin, { clientId, rate, issueDate: daysAgo(Math.max(days, 0)), dueDate: daysAgo(days) });
}

beforeAll(async () => {
  [admin, manager] = await Promise.all([person("admin"), newPerson("manager")]);
  await Promise.all([admin, manager].map((who) => call(listTimeEntries, who)));
  own = await newBilled({ currency: "EUR" }, { teamMembers: [manager.id] });
  second = await newBilled({ currency: "JPY" }, { teamMembers: [manager.id] });
  foreign = await newBilled({ currency: "EUR" });
  await due(own.clientId, -5, 10.1);
  const partly = await due(own.clientId, 10, 20.2);
  await settledBy(admin, partly.id, { operation: "recordPayment", amount: 0.3 });
  await due(own.clientId, 45, 40);
  await due(own.clientId, 45, 0.07);
  await due(own.clientId, 75, 80);
  const credited = await due(own.clientId, 120, 160);
  const credit = { reason: "Half of it", lineItems: [{ id: credited.lineItems[0]?.id, quantity: 0.5 }] };
  const { status, text } = await call(creditInvoice, admin, { path: { id: credited.id }, body: credit });
  if (status !== 201) throw new Error(`creditInvoice answered ${status} ${text}`);
  const paid = await due(own.clientId, 10, 1000);
  await settledBy(admin, paid.id, { status: "paid" });
  const cancelled = await due(own.clientId, 10, 2000);
  await settledBy(admin, cancelled.id, { status: "cancelled" });
  const lines = [{ type: "fixed", description: "Licence", rate: 4000 }];
  await invoiced(admin, { clientId: own.clientId, additionalLineItems: lines });
  await due(second.clientId, 10, 5000);
  await due(foreign.clientId, 75, 300);
});

/** The report, which must be answered. */
async function reported(who: Person, query: Record<string, string | string[]> = {}): Promise<ReceivablesReport> {
  const { status, text, data } = await call(getReceivables, who, { query });
  if (status !== 200) throw new Error(`getReceivables answered ${status} ${text}`);
  return data;
}

const all = () => ({ clientId: [own.clientId, second.clientId, foreign.clientId] });
const ownSums = {
  ...none,
  currency: "EUR",
  invoices: 6,
  current: 10.1,
  days1to30: 19.9,
  days31to60: 40.07,
  days61to90: 80,
  over90: 80,
  total: 230.07,
};
const yenSums = { ...none, currency: "JPY", invoices: 1, days1to30: 5000, total: 5000 };

describe("receivables", () => {
  it("are what is open of invoices by client, currency and days since the due date", async () => {
    const { items, totals } = await reported(admin, all());
    expect(items).toMatchObject([
      { clientId: foreign.clientId, ...none, currency: "EUR", invoices: 1, days61to90: 300, total: 300 },
      { clientId: own.clientId, ...ownSums },
      { clientId: second.clientId, ...yenSums },
    ]);
    expect(totals).toEqual([{ ...ownSums, invoices: 7, days61to90: 380, total: 530.07 }, yenSums]);
  });

  it("say at which date ages are counted, and clients by their names", async () => {
    const { asOf, items } = await reported(admin, { clientId: own.clientId });
    expect(asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(items.map(({ clientName }) => clientName)).toEqual([expect.stringMatching(/^Client /)]);
  });

  it("have for administrators the clients of everybody", async () => {
    const { items } = await reported(admin);
    const ids = items.map(({ clientId }) => clientId);
    expect(ids).toEqual(expect.arrayContaining([own.clientId, second.clientId, foreign.clientId]));
  });

  it("have for a manager the clients of their projects, whatever is asked for", async () => {
    for (const query of [{}, all()]) {
      const { items, totals } = await reported(manager, query);
      expect(items.map(({ clientId }) => clientId)).toEqual([own.clientId, second.clientId]);
      expect(totals).toEqual([ownSums, yenSums]);
    }
    expect(await reported(manager, { clientId: foreign.clientId })).toMatchObject({ items: [], totals: [] });
  });

  it("come in pages, with the totals of all", async () => {
    const first = await reported(manager, { limit: "1" });
    expect(first.items).toMatchObject([{ clientId: own.clientId }]);
    expect(first.totals).toEqual([ownSums, yenSums]);
    expect(first.pagination.hasMore).toBe(true);
    const next = await reported(manager, { limit: "1", cursor: first.pagination.nextCursor ?? "" });
    expect(next.items).toMatchObject([{ clientId: second.clientId }]);
    expect(next.pagination.hasMore).toBe(false);
  });

  it("are no employee's, nor a manager's without projects", async () => {
    expect((await call(getReceivables, await person("employee"))).status).toBe(403);
    expect(await reported(await newPerson("manager"))).toMatchObject({ items: [], totals: [] });
  });
});
