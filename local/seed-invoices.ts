/**
 * Makes the demo company's invoices, one in every state. Each has a reference of its own, by which it is found again: so a seed that was
 * interrupted goes on where it ended, and running it again makes nothing twice.
 */
import { listClients } from "@aerotage/clients/contract";
import { daysAfter, lastDateOf, monthsAfter } from "@aerotage/core/time/dates";
import { dateIn } from "@aerotage/core/time/zones";
import { sendInvoice, updateInvoiceStatus } from "@aerotage/invoices/contract/change";
import { createInvoice } from "@aerotage/invoices/contract/create";
import type { InvoiceResponse } from "@aerotage/invoices/contract/invoice";
import { listInvoices } from "@aerotage/invoices/contract/read";
import type { IssuedStatus } from "@aerotage/kernel/domain/invoices";
import { listProjects } from "@aerotage/projects/contract";
import type { ApiClient, RequestOf } from "../client/api-client.js";
import { demoTimezone } from "./demo-company.js";

/** An invoice as it is planned. */
interface DemoInvoice {
  readonly reference: string;
  readonly client: string;
  /** How many days ago it was issued. */
  readonly issuedDaysAgo: number;
  readonly status: IssuedStatus;
  /** The approved time of the client's projects in a month so many months ago. */
  readonly monthsAgo?: number;
  readonly groupBy?: "project" | "user";
  readonly discountRate?: number;
  readonly lines?: readonly {
    readonly type: "expense" | "fixed";
    readonly description: string;
    readonly rate: number;
  }[];
  /** Shares of the total that were paid, one after another; the last one comes to the balance. */
  readonly payments?: readonly number[];
}

const invoices: readonly DemoInvoice[] = [
  {
    reference: "DEMO-1",
    client: "Northwind Logistics",
    issuedDaysAgo: 40,
    status: "paid",
    monthsAgo: 2,
    lines: [{ type: "expense", description: "Bahnfahrt nach Hamburg", rate: 118.4 }],
    payments: [0.5, 1],
  },
  { reference: "DEMO-2", client: "Lumen Energy", issuedDaysAgo: 38, status: "overdue", monthsAgo: 2, payments: [0.3] },
  {
    reference: "DEMO-3",
    client: "Meadow Foods",
    issuedDaysAgo: 30,
    status: "refunded",
    lines: [{ type: "fixed", description: "Deposit for on-call nights", rate: 600 }],
    payments: [1],
  },
  {
    reference: "DEMO-4",
    client: "Harbor Health",
    issuedDaysAgo: 9,
    status: "viewed",
    monthsAgo: 2,
    groupBy: "user",
    discountRate: 0.05,
  },
  { reference: "DEMO-5", client: "Granite Insurance", issuedDaysAgo: 5, status: "sent", monthsAgo: 2 },
  { reference: "DEMO-6", client: "Meadow Foods", issuedDaysAgo: 3, status: "cancelled", monthsAgo: 2 },
  { reference: "DEMO-7", client: "Atelier Dupont", issuedDaysAgo: 0, status: "draft", monthsAgo: 2 },
];

/** Seeds invoices, and returns how many there are. */
export async function seedInvoices(admin: ApiClient): Promise<number> {
  const [clients, { items: there }] = await Promise.all([
    admin.call(listClients).then(({ data }) => data),
    admin.call(listInvoices).then(({ data }) => data),
  ]);
  for (const planned of invoices) {
    const clientId = clients.items.find(({ name }) => name === planned.client)?.id ?? "";
    const known = there.find(({ buyerReference }) => buyerReference === planned.reference);
    const invoice = known ?? (await admin.call(createInvoice, { body: await bodyOf(admin, planned, clientId) })).data;
    await bring(admin, invoice, planned);
  }
  return invoices.length;
}

async function bodyOf(admin: ApiClient, planned: DemoInvoice, clientId: string) {
  const { reference, issuedDaysAgo, monthsAgo, lines, groupBy, discountRate } = planned;
  const today = dateIn(demoTimezone, new Date());
  const month = monthsAfter(today.slice(0, 7), -(monthsAgo ?? 0));
  const period = { periodStart: `${month}-01`, periodEnd: lastDateOf(month) };
  const projects = (await admin.call(listProjects, { query: { clientId } })).data.items;
  return {
    clientId,
    ...(monthsAgo !== undefined && { projectIds: projects.map(({ id }) => id), ...period }),
    ...(lines !== undefined && { additionalLineItems: lines }),
    ...(groupBy !== undefined && { groupBy }),
    ...(discountRate !== undefined && { discountRate }),
    buyerReference: reference,
    issueDate: daysAfter(today, -issuedDaysAgo),
  };
}

/** Brings an invoice to where it is meant to be, from wherever it is. */
async function bring(
  admin: ApiClient,
  invoice: InvoiceResponse,
  { status, payments = [] }: DemoInvoice,
): Promise<void> {
  let current = invoice;
  const path = { id: invoice.id };
  const change = async (body: RequestOf<typeof updateInvoiceStatus>["body"]) => {
    current = (await admin.call(updateInvoiceStatus, { path, body })).data.invoice;
  };
  if (current.status === status) return;
  if (current.status === "draft") {
    // One mail shows what clients get.
    if (status === "sent") return void (await admin.call(sendInvoice, { path, body: { sendCopy: true } }));
    await change({ status: "sent" });
  }
  // One that was sent is cancelled by a credit note.
  if (status === "cancelled") return await change({ status });
  if (status === "viewed") return await change({ status });
  for (const share of payments.slice(current.payments.length)) {
    const amount = Math.min(Math.round(current.totalAmount * share * 100) / 100, current.balance);
    await change({
      operation: "recordPayment",
      amount,
      paymentMethod: "bank_transfer",
      reference: current.invoiceNumber,
    });
  }
  if (current.status !== status && status !== "paid" && status !== "draft") await change({ status });
}
