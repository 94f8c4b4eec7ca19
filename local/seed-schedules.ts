/** Makes what runs by the clock at the demo company: a recurring invoice and a scheduled report. Each is made once. */
import { listClients } from "@aerotage/clients/contract";
import { lastDateOf } from "@aerotage/core/time/dates";
import { dateIn } from "@aerotage/core/time/zones";
import { createRecurringInvoice, listRecurringInvoices } from "@aerotage/invoices/contract/recurring";
import { createConfig, listConfigs } from "@aerotage/reports/contract/configs";
import type { ApiClient } from "../client/api-client.js";
import { demoPeople, demoTimezone } from "./demo-company.js";

const recurringName = "On-call nights";
const reportName = "Hours of last month";

/** Seeds what runs by the clock. */
export async function seedSchedules(admin: ApiClient): Promise<void> {
  await seedRecurring(admin);
  await seedReport(admin);
}

async function seedRecurring(admin: ApiClient): Promise<void> {
  const { items: there } = (await admin.call(listRecurringInvoices)).data;
  if (there.some(({ name }) => name === recurringName)) return;
  const { items: clients } = (await admin.call(listClients)).data;
  const clientId = clients.find(({ name }) => name === "Meadow Foods")?.id;
  if (clientId === undefined) throw new Error("The client Meadow Foods was not made.");
  const today = dateIn(demoTimezone, new Date());
  await admin.call(createRecurringInvoice, {
    body: {
      clientId,
      name: recurringName,
      frequency: "monthly",
      startDate: lastDateOf(today.slice(0, 7)),
      additionalLineItems: [{ type: "fixed", description: "On-call nights", rate: 600 }],
    },
  });
}

async function seedReport(admin: ApiClient): Promise<void> {
  const [recipient] = demoPeople;
  if (recipient === undefined) throw new Error("The demo company has no administrator.");
  const { items: there } = (await admin.call(listConfigs)).data;
  if (there.some(({ name }) => name === reportName)) return;
  await admin.call(createConfig, {
    body: {
      name: reportName,
      type: "time",
      format: "xlsx",
      visibility: "shared",
      filters: { preset: "lastMonth", groupBy: "project,user" },
      schedule: {
        frequency: "monthly",
        dayOfMonth: 1,
        hour: 7,
        timezone: demoTimezone,
        recipients: [recipient.email],
      },
    },
  });
}
