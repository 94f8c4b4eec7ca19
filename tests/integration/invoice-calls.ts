/** Calls every function of invoices in all the ways that it has, so that whatever its manifest grants is used. */
import { randomUUID } from "node:crypto";
import { sendInvoice, updateInvoice, updateInvoiceStatus } from "@aerotage/invoices/contract/change";
import { createInvoice, previewInvoice } from "@aerotage/invoices/contract/create";
import { getInvoice, getInvoicePdf, listInvoices, viewInvoice } from "@aerotage/invoices/contract/read";
import { listTimeEntries } from "@aerotage/time-entries/contract";
import { call, eventually, newPerson, type Person, person } from "./api.js";
import { approved, killed, newBilled, runInvoices, writeApproved } from "./invoicing.js";
import { mailTo, newAddress, tokenIn } from "./people.js";

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
    const { data } = await call(listInvoices, admin, { query: { status: "preparing", clientId: left.clientId } });
    await madeBy(data.items[0]?.id ?? "", () => runInvoices("sweep"));
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

async function callReading(first: () => Promise<Person>, manager: Person, clientId: string): Promise<void> {
  const { data } = await call(listInvoices, await first());
  const invoiceNumber = data.items[0]?.invoiceNumber ?? "";
  for (const query of [{ clientId }, { status: "draft" }, { invoiceNumber }] as Record<string, string>[])
    await call(listInvoices, await first(), { query });
  await call(listInvoices, manager);
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
  await callReading(first, manager, own.clientId);
  await runInvoices("sweep");
}
