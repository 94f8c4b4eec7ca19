/**
 * Makes the demo company's invoices, one in every state. Each has a reference of its own, by which it is found again: so a seed that was
 * interrupted goes on where it ended, and running it again makes nothing twice.
 */
import { daysAfter, lastDateOf, monthsAfter } from "@aerotage/core/time/dates";
import { dateIn } from "@aerotage/core/time/zones";
import type { InvoiceResponse } from "@aerotage/invoices/contract/invoice";
import type { IssuedStatus } from "@aerotage/kernel/domain/invoices";
import { demoTimezone } from "./demo-company.js";
import type { SeedApi } from "./seed-api.js";

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
  readonly lines?: readonly { readonly type: string; readonly description: string; readonly rate: number }[];
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

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Seeds invoices, and returns how many there are. */
export async function seedInvoices(admin: SeedApi): Promise<number> {
  const [clients, { items: there }] = await Promise.all([
    admin.call<{ items: Named[] }>("GET", "/clients"),
    admin.call<{ items: InvoiceResponse[] }>("GET", "/invoices"),
  ]);
  for (const planned of invoices) {
    const clientId = clients.items.find(({ name }) => name === planned.client)?.id ?? "";
    const known = there.find(({ buyerReference }) => buyerReference === planned.reference);
    const invoice =
      known ?? (await admin.call<InvoiceResponse>("POST", "/invoices", await bodyOf(admin, planned, clientId)));
    await bring(admin, invoice, planned);
  }
  return invoices.length;
}

async function bodyOf(admin: SeedApi, planned: DemoInvoice, clientId: string) {
  const { reference, issuedDaysAgo, monthsAgo, lines, groupBy, discountRate } = planned;
  const today = dateIn(demoTimezone, new Date());
  const month = monthsAfter(today.slice(0, 7), -(monthsAgo ?? 0));
  const period = { periodStart: `${month}-01`, periodEnd: lastDateOf(month) };
  const projects = (await admin.call<{ items: Named[] }>("GET", `/projects?clientId=${clientId}`)).items;
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
async function bring(admin: SeedApi, invoice: InvoiceResponse, { status, payments = [] }: DemoInvoice): Promise<void> {
  let current = invoice;
  const change = async (body: object) => {
    current = await admin.call<InvoiceResponse>("PUT", `/invoices/${invoice.id}/status`, body);
  };
  if (current.status === status) return;
  if (current.status === "draft") {
    // One mail shows what clients get.
    if (status === "sent") return void (await admin.call("POST", `/invoices/${invoice.id}/send`, { sendCopy: true }));
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
  if (current.status !== status && status !== "paid") await change({ status });
}
