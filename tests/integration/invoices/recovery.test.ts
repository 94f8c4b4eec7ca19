/** Functions that are killed while they bill much time: somebody goes on, and no time stays claimed without an invoice. */

import { setTimeout as sleep } from "node:timers/promises";
import { updateInvoiceStatus } from "@aerotage/invoices/contract/change";
import { createInvoice } from "@aerotage/invoices/contract/create";
import { getInvoice, listInvoices } from "@aerotage/invoices/contract/read";
import { reopenTimeEntries } from "@aerotage/time-entries/contract/time-entries";
import { BatchGetCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, it } from "vitest";
import { call, eventually, type Person, person, tableOf, tables } from "../../support/api.js";
import { type Billed, invoiced, killed, newBilled, runInvoices, writeApproved } from "../../support/invoicing.js";
import { itemOf } from "../../support/people.js";

let admin: Person;
beforeAll(async () => {
  admin = await person("admin");
  await call(listInvoices, admin);
});

/** The invoices that entries are on, each as often as it has entries; undefined for those on none. */
async function ownersOf(ids: readonly string[]): Promise<Map<string | undefined, number>> {
  const owners = new Map<string | undefined, number>();
  const TableName = tableOf("TimeEntries");
  for (let from = 0; from < ids.length; from += 100) {
    const Keys = ids.slice(from, from + 100).map((id) => ({ id }));
    const request = { [TableName]: { Keys, ConsistentRead: true, ProjectionExpression: "invoiceId" } };
    const { Responses = {} } = await tables.send(new BatchGetCommand({ RequestItems: request }));
    for (const { invoiceId } of Responses[TableName] ?? [])
      owners.set(invoiceId as string | undefined, (owners.get(invoiceId as string | undefined) ?? 0) + 1);
  }
  return owners;
}

const invoicesOf = async ({ clientId }: Billed) =>
  (await call(listInvoices, admin, { query: { clientId } })).data.items;
/** True while something is still to be done for a client. */
const isLocked = async ({ clientId }: Billed) =>
  (await itemOf("Invoices", { id: `preparing#${clientId}` })) !== undefined;

/** Sweeps, now and then; a sweep that is killed is followed by another one. */
async function sweep(): Promise<void> {
  await sleep(1000);
  await runInvoices("sweep").catch(() => undefined);
}

/** Sweeps until nobody has left anything of some clients: a holder that died has its task for a quarter of a minute. */
async function sweepUntilDone(...all: readonly Billed[]): Promise<void> {
  await eventually(
    "the end of all tasks",
    async () => {
      await sweep();
      const locked = await Promise.all(all.map(isLocked));
      return locked.includes(true) ? undefined : true;
    },
    120,
  );
}

const steps = ["task-begun", "part-moved-1", "part-moved-4", "before-task-end", "after-task-end", "before-commit"];

/** Side by side, since each waits until a dead holder has lost its task. */
describe.concurrent("an invoice of 500 entries", () => {
  it.each(steps)(
    "is made once whose function is killed at %s",
    async (step) => {
      const billed = await newBilled();
      const ids = await writeApproved(billed, 500);
      const body = { clientId: billed.clientId, timeEntryIds: ids };
      await killed(createInvoice, admin, step, { body });
      await sweepUntilDone(billed);
      const invoices = await invoicesOf(billed);
      expect(invoices).toHaveLength(1);
      const [{ id = "", ...invoice } = {} as (typeof invoices)[number]] = invoices;
      expect(invoice).toMatchObject({ status: "draft", timeEntryCount: 500, totalAmount: 30_000 });
      expect(await ownersOf(ids)).toEqual(new Map([[id, 500]]));
      expect(await itemOf("Invoices", { id: `task#${id}` })).toBeUndefined();
      expect(await itemOf("Invoices", { id: `selection#${id}` })).toBeUndefined();
    },
    180_000,
  );

  it("is given up where an entry of exactly these was re-opened meanwhile, and frees what it had claimed", async () => {
    const billed = await newBilled();
    const ids = await writeApproved(billed, 500);
    const body = { clientId: billed.clientId, timeEntryIds: ids };
    await killed(createInvoice, admin, "part-moved-1", { body });
    const [last = ""] = ids.slice(-1);
    const reopened = await call(reopenTimeEntries, admin, { body: { timeEntryIds: [last], reason: "Wrong" } });
    expect(reopened.status, reopened.text).toBe(200);
    await sweepUntilDone(billed);
    expect(await invoicesOf(billed)).toEqual([]);
    expect(await ownersOf(ids)).toEqual(new Map([[undefined, 500]]));
  }, 180_000);

  it("is cancelled once whose function is killed while it frees the time", async () => {
    const billed = await newBilled();
    const ids = await writeApproved(billed, 500);
    const { id } = await invoiced(admin, { clientId: billed.clientId, timeEntryIds: ids });
    await killed(updateInvoiceStatus, admin, "part-moved-2", { path: { id }, body: { status: "cancelled" } });
    await eventually(
      "the freed time",
      async () => {
        await sweep();
        return (await ownersOf(ids)).get(undefined) === 500 ? true : undefined;
      },
      120,
    );
    expect(await itemOf("Invoices", { id: `task#${id}` })).toBeUndefined();
    const again = await invoiced(admin, { clientId: billed.clientId, timeEntryIds: ids.slice(0, 3) });
    expect(again.timeEntryCount).toBe(3);
  }, 180_000);
});

describe("an invoice of 5,000 entries", () => {
  it("is made after the response, whenever its worker is killed", async () => {
    const billed = await newBilled();
    const ids = await writeApproved(billed, 5000, 20);
    const body = { clientId: billed.clientId, projectIds: [billed.projectId], groupBy: "user" };
    // The first is the request's; each further run is killed at the next one.
    const kills = ["part-moved-1", "part-moved-70", "before-task-end", "after-task-end"].map((step) => `${step}=exit`);
    const { status, data } = await call(createInvoice, admin, { body, headers: { "x-fault": `;${kills.join(";")}` } });
    expect(status).toBe(202);
    expect(data).toMatchObject({ status: "preparing", timeEntryCount: 5000 });
    expect(data.invoiceNumber).toBeUndefined();
    const other = await call(createInvoice, admin, { body: { ...body, timeEntryIds: ids.slice(0, 2) } });
    expect([other.status, other.error.code]).toEqual([409, "INVOICE_IN_PREPARATION"]);
    expect(other.headers.get("retry-after")).toBe("2");
    const preparing = await call(listInvoices, admin, { query: { status: "preparing", clientId: billed.clientId } });
    expect(preparing.data.items.map(({ id }) => id)).toEqual([data.id]);
    await sweepUntilDone(billed);
    const { data: made } = await call(getInvoice, admin, { path: { id: data.id } });
    expect(made).toMatchObject({ status: "draft", timeEntryCount: 5000, lineItemCount: 20, totalAmount: 300_000 });
    expect(made.invoiceNumber).toBeDefined();
    expect(new Set(made.timeEntryIds)).toEqual(new Set(ids));
    expect(await ownersOf(ids)).toEqual(new Map([[data.id, 5000]]));
    expect(await itemOf("Invoices", { id: `task#${data.id}` })).toBeUndefined();
    const cancelled = await call(updateInvoiceStatus, admin, { path: { id: data.id }, body: { status: "cancelled" } });
    expect(cancelled.status).toBe(200);
    await eventually(
      "the freed time",
      async () => {
        await sweep();
        return (await ownersOf(ids)).get(undefined) === 5000 ? true : undefined;
      },
      120,
    );
  }, 400_000);

  it("is refused above 5,000", async () => {
    const billed = await newBilled();
    const ids = await writeApproved(billed, 5001, 20);
    const body = { clientId: billed.clientId, projectIds: [billed.projectId] };
    expect((await call(createInvoice, admin, { body })).error.code).toBe("TOO_MANY_TIME_ENTRIES");
    const exact = await call(createInvoice, admin, { body: { clientId: billed.clientId, timeEntryIds: ids } });
    expect(exact.error.details?.[0]?.path).toBe("timeEntryIds");
  }, 60_000);
});
