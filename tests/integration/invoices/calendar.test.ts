/** What the clock makes of invoices: recurring ones and reminders, each once, whenever the run dies and however many run at once. */
import { updateInvoiceStatus } from "@aerotage/invoices/contract/change";
import { getInvoice, listInvoices } from "@aerotage/invoices/contract/read";
import {
  createRecurringInvoice,
  deleteRecurringInvoice,
  getRecurringInvoice,
  listRecurringInvoices,
  updateRecurringInvoice,
} from "@aerotage/invoices/contract/recurring";
import { getSettings, updateSettings } from "@aerotage/organization/contract/organization";
import { beforeAll, describe, expect, it } from "vitest";
import { call, eventually, type Person, person, withoutConflict } from "../../support/api.js";
import { approved, key, newBilled, newOverdue, runInvoices, writeApproved } from "../../support/invoicing.js";
import { activitiesOf, mailsTo, mailTo, newAddress } from "../../support/people.js";
import { daysAgo } from "../../support/time.js";

let admin: Person;
beforeAll(async () => {
  admin = await person("admin");
  await call(listInvoices, admin);
});

const additionalLineItems = [{ type: "fixed", description: "Hosting", rate: 50 }];

/** Runs the calendar; it may die of a fault. */
const run = (faults?: string) => runInvoices("calendar", { faults });
const dies = (faults: string) => expect(run(faults)).rejects.toThrow();

async function newRecurring(body: Record<string, unknown> = {}) {
  const email = newAddress("client");
  const { clientId, projectId } = await newBilled({ contactInfo: { email } });
  const all = { clientId, name: "Hosting", frequency: "monthly", startDate: daysAgo(0), additionalLineItems, ...body };
  const { status, text, data } = await call(createRecurringInvoice, admin, { body: all });
  expect(status, text).toBe(201);
  return { email, clientId, projectId, path: { recurringId: data.id }, recurring: data };
}

const read = async (path: { recurringId: string }) => (await call(getRecurringInvoice, admin, { path })).data;
const invoicesOf = async (clientId: string) =>
  (await call(listInvoices, admin, { query: { clientId, sortOrder: "asc", limit: "100" } })).data.items;

/** Runs until a recurring invoice has dealt with so many dates: a holder that died keeps what it held for a while. */
const dealtWith = (path: { recurringId: string }, occurrences: number) =>
  eventually(
    "the run of a recurring invoice",
    async () => {
      await run().catch(() => undefined);
      const recurring = await read(path);
      return recurring.occurrences >= occurrences ? recurring : undefined;
    },
    120,
  );

/** The ends of three months that have passed, the second one of 30 days; within the year for which invoices may be made. */
function monthEnds(): string[] {
  const today = daysAgo(0);
  const year = Number(today.slice(0, 4));
  const [of, days] =
    today < `${year}-07-31` ? [year - 1, ["10-31", "11-30", "12-31"]] : [year, ["05-31", "06-30", "07-31"]];
  return (days as string[]).map((day) => `${of}-${day}`);
}

describe("a recurring invoice", () => {
  it("is made on each of its dates, those that were missed too: the 31st at the end of shorter months", async () => {
    const dates = monthEnds();
    const { clientId, path, recurring } = await newRecurring({ startDate: dates[0], count: 3 });
    expect(recurring).toMatchObject({ isActive: true, autoSend: false, occurrences: 0, nextDate: dates[0] });
    const after = await dealtWith(path, 3);
    expect(after.nextDate).toBeUndefined();
    const invoices = await invoicesOf(clientId);
    expect(invoices.map(({ issueDate }) => issueDate)).toEqual(dates);
    expect(after.lastRun).toEqual({ date: dates[2], status: "made", invoiceId: invoices[2]?.id });
    for (const invoice of invoices)
      expect(invoice).toMatchObject({ status: "draft", totalAmount: 50, isRecurring: true });
    await run();
    expect(await invoicesOf(clientId)).toHaveLength(3);
  });

  it("bills the approved time since the date before, and says where there is none", async () => {
    const { clientId, projectId } = await newBilled();
    const timeEntryIds = await approved(projectId, [60, 30]);
    const body = {
      clientId,
      projectIds: [projectId],
      additionalLineItems: null,
      frequency: "weekly",
      interval: 2,
    };
    const { path } = await newRecurring({ ...body, startDate: daysAgo(14) });
    const { lastRun } = await dealtWith(path, 2);
    const [invoice, ...others] = await invoicesOf(clientId);
    expect(others).toEqual([]);
    expect(invoice).toMatchObject({ totalAmount: 90, timeEntryCount: 2, issueDate: daysAgo(0) });
    expect([...(invoice?.timeEntryIds ?? [])].sort()).toEqual([...timeEntryIds].sort());
    expect(lastRun).toEqual({ date: daysAgo(0), status: "made", invoiceId: invoice?.id });
    const { path: idle } = await newRecurring(body);
    expect((await dealtWith(idle, 1)).lastRun).toEqual({ date: daysAgo(0), status: "nothing" });
  });

  const steps = ["task-begun", "before-mail", "after-mail", "before-task-end", "after-task-end"];
  it.each(steps)(
    "is made once whose run dies at %s, and mailed at most once",
    async (step) => {
      const { clientId, email, path } = await newRecurring({ autoSend: true });
      await dies(`${step}=exit`);
      const { lastRun } = await dealtWith(path, 1);
      const invoices = await invoicesOf(clientId);
      expect(invoices).toHaveLength(1);
      expect(lastRun).toMatchObject({ status: "made", invoiceId: invoices[0]?.id });
      const mails = await mailsTo(email);
      expect(mails).toHaveLength(step === "before-mail" ? 0 : 1);
      if (step.endsWith("-mail")) {
        // Nobody knows whether it went out: people decide.
        expect(invoices[0]).toMatchObject({ status: "draft", deliveryUncertain: true });
        expect(lastRun?.message).toMatch(/Nobody knows/);
      } else {
        expect(invoices[0]?.status).toBe("sent");
        expect(lastRun?.message).toBeUndefined();
      }
    },
    180_000,
  );

  it("is made once of more time than a transaction takes, though its run dies between two", async () => {
    const billed = await newBilled();
    const entries = await writeApproved(billed, 120, 2);
    const { path } = await newRecurring({
      clientId: billed.clientId,
      projectIds: [billed.projectId],
      additionalLineItems: null,
      frequency: "yearly",
      startDate: daysAgo(0),
    });
    await dies("part-moved-1=exit");
    await dealtWith(path, 1);
    const invoices = await invoicesOf(billed.clientId);
    expect(invoices).toHaveLength(1);
    expect(invoices[0]).toMatchObject({ status: "draft", timeEntryCount: entries.length, isRecurring: true });
  }, 180_000);

  it("is made and mailed once by runs at the same time", async () => {
    const { clientId, email, path } = await newRecurring({ autoSend: true, startDate: daysAgo(0) });
    await Promise.all(Array.from({ length: 4 }, () => run().catch(() => undefined)));
    await dealtWith(path, 1);
    expect(await invoicesOf(clientId)).toHaveLength(1);
    expect(await mailsTo(email)).toHaveLength(1);
  });

  it("says why it was not mailed", async () => {
    const { clientId, path } = await newRecurring({ autoSend: true, recipientEmails: [newAddress("refused")] });
    const { lastRun } = await dealtWith(path, 1);
    expect(lastRun).toMatchObject({ status: "made", message: expect.stringMatching(/refused/) });
    expect((await invoicesOf(clientId))[0]?.status).toBe("draft");
  });

  it("says why it could not be made, and goes on with the next date", async () => {
    const { clientId } = await newBilled();
    const discount = { type: "discount", description: "Discount", rate: 60 };
    const body = { clientId, startDate: daysAgo(7), frequency: "weekly" };
    const { path } = await newRecurring({ ...body, additionalLineItems: [...additionalLineItems, discount] });
    const { lastRun } = await dealtWith(path, 2);
    expect(lastRun).toMatchObject({ date: daysAgo(0), status: "failed", message: expect.stringMatching(/discount/i) });
    expect(await invoicesOf(clientId)).toEqual([]);
  });

  it("is read, changed, paused, ended and deleted", async () => {
    const { clientId, path, recurring } = await newRecurring({ startDate: daysAgo(-10) });
    const { data: list } = await call(listRecurringInvoices, admin, { query: { limit: "100" } });
    expect(list.items.find(({ id }) => id === recurring.id)).toEqual(recurring);
    const paused = await call(updateRecurringInvoice, admin, {
      path,
      body: { isActive: false, clientNotes: "Thanks" },
    });
    expect(paused.data).toMatchObject({ isActive: false, clientNotes: "Thanks", version: 2 });
    const match = { "if-match": '"1"' };
    const stale = await call(updateRecurringInvoice, admin, { path, body: { name: "Lost" }, headers: match });
    expect(stale.status).toBe(412);
    const body = { endDate: daysAgo(-11), clientNotes: null };
    const { data } = await call(updateRecurringInvoice, admin, { path, body });
    expect(data).toMatchObject({ nextDate: daysAgo(-10), endDate: daysAgo(-11) });
    expect(data.clientNotes).toBeUndefined();
    expect((await call(deleteRecurringInvoice, admin, { path })).status).toBe(200);
    const gone = await call(getRecurringInvoice, admin, { path });
    expect(gone.error.code).toBe("RECURRING_INVOICE_NOT_FOUND");
    expect(await invoicesOf(clientId)).toEqual([]);
    const types = (await activitiesOf(recurring.id)).map(({ activityType }) => activityType);
    const changes = ["created", "updated", "updated", "deleted"];
    expect(types).toEqual(changes.map((change) => `recurring-invoice.${change}`));
  });

  it("that is paused is not made", async () => {
    const { clientId, path } = await newRecurring({ isActive: false });
    await run();
    expect(await invoicesOf(clientId)).toEqual([]);
    expect((await read(path)).occurrences).toBe(0);
  });

  it("is refused that bills nothing, ends before it begins, or bills a project of others", async () => {
    const { clientId } = await newBilled();
    const { projectId } = await newBilled();
    const body = { clientId, name: "X", frequency: "monthly", startDate: daysAgo(0), additionalLineItems };
    for (const [wrong, path] of [
      [{ additionalLineItems: null }, "additionalLineItems"],
      [{ endDate: daysAgo(1) }, "endDate"],
      [{ frequency: "hourly" }, "frequency"],
      [{ interval: 13 }, "interval"],
      [{ startDate: daysAgo(370) }, "startDate"],
    ] as const) {
      const { error } = await call(createRecurringInvoice, admin, { body: { ...body, ...wrong } });
      expect(error.details?.[0]?.path).toBe(path);
    }
    const { error } = await call(createRecurringInvoice, admin, { body: { ...body, projectIds: [projectId] } });
    expect(error.code).toBe("PROJECT_NOT_FOUND");
  });

  it("is made once by a request that is repeated", async () => {
    const { clientId } = await newBilled();
    const body = { clientId, name: "Once", frequency: "yearly", startDate: daysAgo(-30), additionalLineItems };
    const headers = key();
    const [first, again] = [
      await call(createRecurringInvoice, admin, { body, headers }),
      await call(createRecurringInvoice, admin, { body, headers }),
    ];
    expect(again.text).toBe(first.text);
  });
});

const overdue = (days: number, email?: string) => newOverdue(admin, days, email);

async function set(body: Record<string, unknown>): Promise<void> {
  const { status, text } = await withoutConflict(() => call(updateSettings, admin, { body }));
  expect(status, text).toBe(200);
}

/** Another file may write the settings while a test needs its own. */
const undisturbed = { retry: 2 };

describe("a reminder", () => {
  it("goes out once, by runs at the same time, with the document, and is no part of the invoice", async () => {
    const { path, email } = await overdue(8);
    const before = (await call(getInvoice, admin, { path })).data;
    await Promise.all(Array.from({ length: 3 }, () => run().catch(() => undefined)));
    const mail = await mailTo(email);
    expect(mail.subject).toContain(before.invoiceNumber);
    expect(mail.attachments).toHaveLength(1);
    await run();
    expect(await mailsTo(email)).toHaveLength(1);
    const { data } = await call(getInvoice, admin, { path });
    expect(data).toMatchObject({ remindersSent: 1, totalAmount: before.totalAmount, balance: before.balance });
    expect(data.reminders).toMatchObject([{ day: 7, status: "accepted" }]);
  });

  it("before the due date asks for nothing but to pay in time", undisturbed, async () => {
    await set({ reminderDays: [-5, 7] });
    const { path, email } = await overdue(-3);
    await run();
    const mail = await mailTo(email);
    expect(mail.subject).toMatch(/^Reminder: /);
    expect((await call(getInvoice, admin, { path })).data.reminders).toMatchObject([{ day: -5, status: "accepted" }]);
    await set({ reminderDays: null });
  });

  it("costs what the company asks for it, which is no part of the invoice", undisturbed, async () => {
    const { currency } = (await call(getSettings, admin)).data;
    const { path, email } = await overdue(8);
    const { data: before } = await call(getInvoice, admin, { path });
    expect(before.currency).toBe(currency);
    await set({ reminderFee: 12.5 });
    await run();
    await set({ reminderFee: null });
    expect((await mailTo(email)).text).toMatch(/12\.50/);
    const { data } = await call(getInvoice, admin, { path });
    expect(data).toMatchObject({ balance: before.balance, reminders: [{ day: 7, status: "accepted", fee: 12.5 }] });
  });

  it("that is refused says why, and is not sent again", async () => {
    const { path, email } = await overdue(8, newAddress("refused"));
    await run();
    await run();
    const { data } = await call(getInvoice, admin, { path });
    expect(data).toMatchObject({ remindersSent: 0, reminders: [{ day: 7, status: "refused" }] });
    expect(data.reminders?.[0]?.reason).toEqual(expect.any(String));
    expect(await mailsTo(email)).toEqual([]);
  });

  it("that is throttled is sent by the next run", async () => {
    const { path, email } = await overdue(8, newAddress("throttled"));
    await run();
    expect((await call(getInvoice, admin, { path })).data).toMatchObject({ remindersSent: 0 });
    expect(await mailsTo(email)).toEqual([]);
    await run();
    await run();
    expect(await mailsTo(email)).toHaveLength(1);
    const { data } = await call(getInvoice, admin, { path });
    expect(data.reminders).toMatchObject([{ day: 7, status: "accepted" }]);
  });

  it.each([
    ["task-begun", 1, "accepted"],
    ["before-mail", 0, "sending"],
    ["after-mail", 1, "sending"],
  ])("whose run dies at %s is mailed %d times", async (step, count, status) => {
    const { path, email } = await overdue(8);
    await dies(`${step}=exit`);
    await run();
    await run();
    expect(await mailsTo(email)).toHaveLength(count);
    expect((await call(getInvoice, admin, { path })).data.reminders).toMatchObject([{ day: 7, status }]);
  });

  it("is sent of no invoice that is paid", async () => {
    const { path, email } = await overdue(8);
    await call(updateInvoiceStatus, admin, { path, body: { status: "paid" } });
    await run();
    expect(await mailsTo(email)).toEqual([]);
  });
});
