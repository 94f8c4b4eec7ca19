import { createClient, updateClient } from "@aerotage/clients/contract";
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
import { updateSettings } from "@aerotage/organization/contract/organization";
import { createProject } from "@aerotage/projects/contract";
import { approveTimeEntries, createTimeEntry, submitTimeEntries } from "@aerotage/time-entries/contract/time-entries";
import type { ApiRequest } from "../../client/api-client.js";
import { type BenchCase, type CaseTools, nothing } from "./case.js";

/** A line beside time. */
const additionalLineItems = [{ type: "fixed", description: "Licence for a year", rate: 1200 }];
/** Days on which somebody has recorded time that is billed. */
const dates = Array.from({ length: 25 }, (_, index) => `2026-10-${String(index + 1).padStart(2, "0")}`);
const entriesPerDay = 10;

/** Approved entries of a new project, of half an hour each. */
async function approvedTime(tools: CaseTools, count: number) {
  const { call, administrator, unique, newPerson } = tools;
  const email = `client-${unique()}@example.com`;
  const client = { name: `Client ${unique()}`, currency: "EUR", taxRate: 0.19, contactInfo: { email } };
  const { id: clientId } = await call(createClient, administrator, { body: client });
  const project = { name: `Website ${unique()}`, clientId, defaultHourlyRate: 110 };
  const { id: projectId } = await call(createProject, administrator, { body: project });
  const timeEntryIds: string[] = [];
  while (timeEntryIds.length < count) {
    const owner = await newPerson("employee");
    const ids: string[] = [];
    for (const date of dates) {
      for (let index = 0; index < entriesPerDay && timeEntryIds.length + ids.length < count; index += 1) {
        const body = { projectId, date, duration: 30, description: "Wrote the offer and went through it." };
        ids.push((await call(createTimeEntry, owner, { body })).id);
      }
    }
    await call(submitTimeEntries, owner, { body: { timeEntryIds: ids } });
    await call(approveTimeEntries, administrator, { body: { timeEntryIds: ids } });
    timeEntryIds.push(...ids);
  }
  return { clientId, projectId, timeEntryIds, email };
}

/** A draft without time. */
async function draft(tools: CaseTools) {
  const { clientId, email } = await approvedTime(tools, 0);
  const body = { clientId, additionalLineItems };
  const { id } = await tools.call(createInvoice, tools.administrator, { body });
  return { id, clientId, email };
}

const ofDraft = async (tools: CaseTools): Promise<ApiRequest> => ({ path: { id: (await draft(tools)).id } });

/** A draft of a client that gets electronic invoices, and its organization. */
async function electronic(tools: CaseTools) {
  const { call, administrator } = tools;
  const made = await draft(tools);
  const address = { street: "Long Street 5", postcode: "10115", city: "Berlin", country: "DE" };
  const settings = { legalName: "Bench GmbH", address, vatId: "DE123456789" };
  await call(updateSettings, administrator, { body: settings });
  await call(updateClient, administrator, { path: { id: made.clientId }, body: { eInvoice: "facturX", address } });
  return made;
}

/** An invoice that was mailed. */
async function sent(tools: CaseTools) {
  const made = await draft(tools);
  await tools.call(sendInvoice, tools.administrator, { path: { id: made.id }, body: {} });
  return made;
}

const recurringBody = (clientId: string) => ({
  clientId,
  name: "Hosting",
  frequency: "monthly",
  startDate: "2026-12-31",
  additionalLineItems,
});

/** A recurring invoice of a client of its own. */
async function recurring(tools: CaseTools) {
  const { clientId } = await approvedTime(tools, 0);
  const { id } = await tools.call(createRecurringInvoice, tools.administrator, { body: recurringBody(clientId) });
  return { path: { recurringId: id } };
}

const creation = (count: number, latencyCalls?: number): BenchCase => ({
  operation: createInvoice,
  title: count === 1 ? "1 entry" : `${count} entries`,
  ...(latencyCalls !== undefined && { latencyCalls }),
  parts: async (tools) => {
    const { clientId, timeEntryIds } = await approvedTime(tools, count);
    return { body: { clientId, timeEntryIds } };
  },
});

const manyInvoices = 200;
const stock = { count: manyInvoices, make: draft };

export const invoiceCases: readonly BenchCase[] = [
  { operation: listInvoices, title: `${manyInvoices} invoices at once`, stock, parts: nothing },
  { operation: listInvoices, title: "a page of 25", stock, parts: () => ({ query: { limit: "25" } }) },
  {
    operation: listInvoices,
    title: "those of a client",
    stock,
    parts: async (tools) => ({ query: { clientId: (await draft(tools)).clientId } }),
  },
  creation(1),
  creation(50, 5),
  creation(500, 1),
  {
    operation: createInvoice,
    title: "50 entries, of their project",
    latencyCalls: 5,
    parts: async (tools) => {
      const { clientId, projectId } = await approvedTime(tools, 50);
      return { body: { clientId, projectIds: [projectId] } };
    },
  },
  {
    operation: createInvoice,
    title: "no time, one line",
    parts: async (tools) => ({ body: { clientId: (await approvedTime(tools, 0)).clientId, additionalLineItems } }),
  },
  {
    operation: previewInvoice,
    title: "50 entries of a project",
    latencyCalls: 5,
    parts: async (tools) => {
      const { clientId, projectId } = await approvedTime(tools, 50);
      return { body: { clientId, projectIds: [projectId] } };
    },
  },
  { operation: getInvoice, title: "a draft", parts: ofDraft },
  {
    operation: updateInvoice,
    title: "another line",
    parts: async (tools) => ({ ...(await ofDraft(tools)), body: { additionalLineItems } }),
  },
  {
    operation: sendInvoice,
    title: "with its document",
    parts: async (tools) => ({ ...(await ofDraft(tools)), body: {} }),
  },
  {
    operation: updateInvoiceStatus,
    title: "a payment",
    parts: async (tools) => ({
      path: { id: (await sent(tools)).id },
      body: { operation: "recordPayment", amount: 100, paymentMethod: "bank_transfer" },
    }),
  },
  {
    operation: updateInvoiceStatus,
    title: "cancelling one of 1 entry",
    parts: async (tools) => {
      const { clientId, timeEntryIds } = await approvedTime(tools, 1);
      const { id } = await tools.call(createInvoice, tools.administrator, { body: { clientId, timeEntryIds } });
      return { path: { id }, body: { status: "cancelled" } };
    },
  },
  {
    operation: creditInvoice,
    title: "one that was sent, whole",
    parts: async (tools) => ({ path: { id: (await sent(tools)).id }, body: { reason: "Cancelled by the client" } }),
  },
  {
    operation: listRecurringInvoices,
    title: "a page of 25",
    stock: { count: 50, make: recurring },
    parts: () => ({ query: { limit: "25" } }),
  },
  {
    operation: createRecurringInvoice,
    title: "one line, each month",
    parts: async (tools) => ({ body: recurringBody((await approvedTime(tools, 0)).clientId) }),
  },
  { operation: getRecurringInvoice, title: "one", parts: recurring },
  {
    operation: updateRecurringInvoice,
    title: "its name",
    parts: async (tools) => ({ ...(await recurring(tools)), body: { name: "Hosting and support" } }),
  },
  { operation: deleteRecurringInvoice, title: "one", parts: recurring },
  {
    operation: getInvoicePdf,
    title: "one that was sent",
    parts: async (tools) => ({ path: { id: (await sent(tools)).id } }),
  },
  {
    operation: getInvoiceXml,
    title: "of a draft",
    parts: async (tools) => ({ path: { id: (await electronic(tools)).id } }),
  },
  {
    operation: viewInvoice,
    title: "the link of a mail",
    parts: async (tools) => {
      const { email } = await sent(tools);
      return { path: { token: await tools.mailedToken(email) } };
    },
  },
];
