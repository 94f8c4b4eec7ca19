/** The part of the tour in which a manager sets up what runs by the clock, and corrects an invoice. */

import { getClient } from "@aerotage/clients/contract";
import { lastDateOf } from "@aerotage/core/time/dates";
import { dateIn } from "@aerotage/core/time/zones";
import { creditInvoice } from "@aerotage/invoices/contract/credit";
import type { InvoiceResponse } from "@aerotage/invoices/contract/invoice";
import { getInvoiceXml } from "@aerotage/invoices/contract/read";
import { createRecurringInvoice, deleteRecurringInvoice } from "@aerotage/invoices/contract/recurring";
import { createConfig, deleteConfig } from "@aerotage/reports/contract/configs";
import { getReceivables } from "@aerotage/reports/contract/receivables";
import type { TourCalls, Visitor } from "./tour-calls.js";

const timezone = "UTC";

/** Credits a line of an invoice that was paid, and goes through what repeats by itself; that is deleted again. */
export async function closeMonth(
  calls: TourCalls,
  { manager, email }: { manager: Visitor; email: string },
  invoice: Pick<InvoiceResponse, "id" | "clientId" | "currency">,
): Promise<void> {
  const path = { id: invoice.id };
  const { clientId } = invoice;

  calls.begin(`${manager.name} reads the electronic invoice`);
  const { eInvoice = "none" } = await calls.call(
    manager,
    getClient,
    { path: { id: clientId } },
    (data) => `the client gets ${data.eInvoice ?? "no electronic invoice"}`,
  );
  if (eInvoice === "none") await calls.refused(manager, getInvoiceXml, { path }, "E_INVOICE_DISABLED");
  else await calls.call(manager, getInvoiceXml, { path }, (data) => data.fileName);

  calls.begin(`${manager.name} credits the invoice: a paid one is never changed`);
  const credit = { path, body: { reason: "The client returned the work" } };
  const note = await calls.call(
    manager,
    creditInvoice,
    credit,
    (data) => `${data.invoiceNumber} of ${data.credits?.invoiceNumber}: ${data.totalAmount} ${data.currency}`,
  );
  calls.expect(note.type === "creditNote", "a credit note should be made");
  const query = { clientId };
  await calls.call(
    manager,
    getReceivables,
    { query },
    (data) =>
      `what this client has to pay: ${data.totals.map(({ total, currency }) => `${total} ${currency}`).join(", ") || "nothing"}`,
  );

  calls.begin(`${manager.name} makes an invoice that repeats at the end of each month`);
  const today = dateIn(timezone, new Date());
  const startDate = lastDateOf(today.slice(0, 7));
  const lines = [{ type: "fixed", description: "Support", rate: 250 }];
  const repeats = { clientId, name: "Support", frequency: "monthly", startDate, additionalLineItems: lines } as const;
  const recurring = await calls.call(
    manager,
    createRecurringInvoice,
    { body: repeats },
    (data) => `${data.name}, ${data.frequency}: the next one on ${data.nextDate}`,
  );
  calls.expect(recurring.nextDate === startDate, `the first one should be made on ${startDate}`);
  await calls.call(
    manager,
    deleteRecurringInvoice,
    { path: { recurringId: recurring.id } },
    () => "ended, since this is a tour",
  );

  calls.begin(`${manager.name} has the month's report mailed on the first of each month`);
  const schedule = { frequency: "monthly", dayOfMonth: 1, hour: 7, timezone, recipients: [email] } as const;
  const saved = { name: "Hours of last month", type: "time", filters: { preset: "lastMonth" }, schedule } as const;
  const report = await calls.call(
    manager,
    createConfig,
    { body: saved },
    (data) => `${data.name}: the next one at ${data.nextRunAt}`,
  );
  calls.expect(report.nextRunAt?.slice(8, 10) === "01", "the next run should be on the first of a month");
  await calls.call(manager, deleteConfig, { path: { configId: report.id } }, () => "deleted, since this is a tour");
}
