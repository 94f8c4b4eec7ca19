/** Calls every function of invoices in all the ways that it has, so that whatever its manifest grants is used. */
import { randomUUID } from "node:crypto";
import { newId } from "@aerotage/core/runtime/ids";
import { sendInvoice, updateInvoice, updateInvoiceStatus } from "@aerotage/invoices/contract/change";
import { createInvoice, previewInvoice } from "@aerotage/invoices/contract/create";
import { creditInvoice } from "@aerotage/invoices/contract/credit";
import { getInvoice, getInvoicePdf, getInvoiceXml, listInvoices, viewInvoice } from "@aerotage/invoices/contract/read";
import {
  createRecurringInvoice,
  deleteRecurringInvoice,
  getRecurringInvoice,
  listRecurringInvoices,
  updateRecurringInvoice,
} from "@aerotage/invoices/contract/recurring";
import { listTimeEntries } from "@aerotage/time-entries/contract/time-entries";
import { call, eventually, newPerson, type Person, person } from "./api.js";
import { approved, killed, newBilled, newOverdue, runInvoices, writeApproved } from "./invoicing.js";
import { mailTo, newAddress, tokenIn } from "./people.js";
import { daysAgo } from "./time.js";

const key = () => ({ headers: { "idempotency-key": randomUUID() } });
const additionalLineItems = [{ type: "fixed", description: "Licence", rate: 10 }];

/** Lines that are stored apart from their invoice. */
const longLines = Array.from({ length: 120 }, () => ({ ...additionalLineItems[0], description: "x".repeat(900) }));

async function callMaking(first: () => Promise<Person>, manager: Person, own: { clientId: string; projectId: string }) {
  const ids = await approved(own.projectId, [30, 30]);
  const body = { clientId: own.clientId, projectIds: [own.projectId], groupBy: "user" };
  await call(previewInvoice, await first(), { body, ...key() });
  await call(previewInvoice, manager, { body: { ...body, groupBy: "project" } });
  await call(createInvoice, await first(), { body: { ...body, timeEntryIds: ids.slice(0, 1) }, ...key() });
  const { data } = await call(createInvoice, manager, { body });
  // An error frees its key.
  await call(createInvoice, await first(), { body, ...key() });
  // More than one transaction takes: made while the caller waits, and freed again.
  const many = await newBilled();
  await writeApproved(many, 120, 2);
  const made = await call(createInvoice, await first(), {
    body: { clientId: many.clientId, projectIds: [many.projectId] },
  });
  const cancel = { path: { id: made.data.id }, body: { status: "cancelled" } };
  await call(updateInvoiceStatus, await first(), cancel);
  await callTasks(first);
  return data.id;
}

/** What the worker makes, what it gives up, and what the sweep goes on with. */
async function callTasks(first: () => Promise<Person>): Promise<void> {
  const admin = await person("admin");
  const madeBy = (id: string, run: () => Promise<void> = async () => undefined) =>
    eventually(
      "an invoice that is made later",
      async () => {
        await run();
        const { data } = await call(getInvoice, admin, { path: { id } });
        return data.status === "draft" ? data : undefined;
      },
      60,
    );
  for (const groupBy of ["user", "project"]) {
    const huge = await newBilled();
    await writeApproved(huge, 501);
    const body = { clientId: huge.clientId, projectIds: [huge.projectId], groupBy };
    const { data: requested } = await call(createInvoice, await first(), { body });
    await madeBy(requested.id);
    const left = await newBilled();
    await writeApproved(left, 120, 2);
    const leftBody = { clientId: left.clientId, projectIds: [left.projectId], groupBy };
    await killed(createInvoice, admin, "part-moved-1", { body: leftBody });
    // The sweep of the schedule may have gone on with it already.
    const lists = await Promise.all(
      ["preparing", "draft"].map((status) =>
        call(listInvoices, admin, { query: { status, clientId: left.clientId, limit: "1" } }),
      ),
    );
    const [invoice] = lists.flatMap(({ data }) => data.items);
    await madeBy(invoice?.id ?? "", () => runInvoices("sweep"));
  }
}

async function callSending(first: () => Promise<Person>, manager: Person, clientId: string): Promise<void> {
  const { data: draft } = await call(createInvoice, await first(), {
    body: { clientId, additionalLineItems: longLines },
  });
  const path = { id: draft.id };
  await call(updateInvoice, await first(), { path, body: { additionalLineItems: longLines } });
  await call(updateInvoice, manager, { path, body: { additionalLineItems } });
  await call(getInvoicePdf, await first(), { path });
  // It says that the client gets none.
  await call(getInvoiceXml, await first(), { path });
  const email = newAddress("called");
  await call(sendInvoice, await first(), { path, body: { recipientEmails: [email] }, ...key() });
  // An error frees its key.
  await call(sendInvoice, manager, { path, body: {}, ...key() });
  const token = tokenIn(await mailTo(email));
  await call(viewInvoice, undefined, { path: { token } });
  await call(getInvoicePdf, manager, { path });
  await call(getInvoice, await first(), { path });
  await call(updateInvoiceStatus, manager, { path, body: { operation: "recordPayment", amount: 1 } });
  // One that is settled without a mail has its document made when it is asked for.
  const { data: other } = await call(createInvoice, await first(), { body: { clientId, additionalLineItems } });
  await call(updateInvoiceStatus, await first(), { path: { id: other.id }, body: { status: "sent" } });
  await call(getInvoicePdf, manager, { path: { id: other.id } });
}

/** A mail that bounces: `follow-mail` marks the invoice. */
async function callBouncing(first: () => Promise<Person>, clientId: string): Promise<void> {
  const admin = await first();
  const { data: draft } = await call(createInvoice, admin, { body: { clientId, additionalLineItems } });
  const path = { id: draft.id };
  await call(sendInvoice, admin, { path, body: { recipientEmails: [newAddress("bounce")] } });
  await eventually("the mark of a bounce", async () => {
    const { data } = await call(getInvoice, admin, { path });
    return data.delivery?.status === "bounced" ? data : undefined;
  });
}

async function callReading(first: () => Promise<Person>, manager: Person, clientId: string): Promise<void> {
  const { data } = await call(listInvoices, await first());
  const invoiceNumber = data.items[0]?.invoiceNumber ?? "";
  for (const query of [{ clientId }, { status: "draft" }, { invoiceNumber }] as Record<string, string>[])
    await call(listInvoices, await first(), { query });
  await call(listInvoices, manager);
}

/** Credit notes: of lines that are stored apart, and of time, which becomes free. */
async function callCredits(
  first: () => Promise<Person>,
  manager: Person,
  own: { clientId: string; projectId: string },
) {
  const credit = { reason: "Called", releaseEntries: true };
  const timeEntryIds = await approved(own.projectId, [15, 15]);
  const [long, timed] = [
    await call(createInvoice, manager, { body: { clientId: own.clientId, additionalLineItems: longLines } }),
    await call(createInvoice, manager, { body: { clientId: own.clientId, timeEntryIds } }),
  ];
  for (const { data } of [long, timed]) {
    const path = { id: data.id };
    await call(updateInvoiceStatus, await first(), { path, body: { status: "sent" } });
    await call(creditInvoice, await first(), { path, body: credit, ...key() });
  }
  await call(creditInvoice, manager, { path: { id: timed.data.id }, body: credit, ...key() });
}

/** Recurring invoices, and what the clock makes of them. */
async function callRecurring(
  first: () => Promise<Person>,
  manager: Person,
  own: { clientId: string; projectId: string },
): Promise<void> {
  const email = newAddress("recurring");
  const startDate = daysAgo(0);
  const body = {
    clientId: own.clientId,
    name: "Called",
    frequency: "weekly",
    startDate,
    additionalLineItems,
    autoSend: true,
    recipientEmails: [email],
  };
  const { data } = await call(createRecurringInvoice, await first(), { body, ...key() });
  // An error frees its key.
  await call(createRecurringInvoice, await first(), { body: { ...body, clientId: newId() }, ...key() });
  const path = { recurringId: data.id };
  const projectIds = [own.projectId];
  await call(updateRecurringInvoice, manager, { path, body: { projectIds } });
  await call(getRecurringInvoice, await first(), { path });
  await call(listRecurringInvoices, await first());
  const many = await newBilled();
  await writeApproved(many, 120, 2);
  const ofMany = { ...body, ...many, projectIds: [many.projectId], startDate, frequency: "yearly", groupBy: "user" };
  await call(createRecurringInvoice, await first(), { body: ofMany });
  await runInvoices("calendar");
  await mailTo(email);
  await newOverdue(await person("admin"), 8);
  await newOverdue(await person("admin"), 8, newAddress("refused"));
  await runInvoices("calendar");
  const { data: other } = await call(createRecurringInvoice, manager, { body: { ...body, startDate: daysAgo(-9) } });
  await call(deleteRecurringInvoice, await first(), { path: { recurringId: other.id } });
}

/** Calls them all; `first` makes an administrator whose first call it will be. */
export async function callInvoices(first: () => Promise<Person>): Promise<void> {
  const manager = await newPerson("manager");
  await call(listInvoices, manager);
  const employee = await person("employee");
  await call(listTimeEntries, employee);
  const own = await newBilled({}, { teamMembers: [manager.id, employee.id] });
  await callMaking(first, manager, own);
  await callSending(first, manager, own.clientId);
  await callCredits(first, manager, own);
  await callRecurring(first, manager, own);
  await callBouncing(first, own.clientId);
  await callReading(first, manager, own.clientId);
  await runInvoices("sweep");
}
