/** Makes what runs by the clock at the demo company: a recurring invoice and a scheduled report. Each is made once. */
import { lastDateOf } from "@aerotage/core/time/dates";
import { dateIn } from "@aerotage/core/time/zones";
import { demoPeople, demoTimezone } from "./demo-company.js";
import type { SeedApi } from "./seed-api.js";

const recurringName = "On-call nights";
const reportName = "Hours of last month";

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Seeds what runs by the clock. */
export async function seedSchedules(admin: SeedApi): Promise<void> {
  await seedRecurring(admin);
  await seedReport(admin);
}

async function seedRecurring(admin: SeedApi): Promise<void> {
  const { items: there } = await admin.call<{ items: Named[] }>("GET", "/invoices/recurring");
  if (there.some(({ name }) => name === recurringName)) return;
  const { items: clients } = await admin.call<{ items: Named[] }>("GET", "/clients");
  const today = dateIn(demoTimezone, new Date());
  await admin.call("POST", "/invoices/recurring", {
    clientId: clients.find(({ name }) => name === "Meadow Foods")?.id,
    name: recurringName,
    frequency: "monthly",
    startDate: lastDateOf(today.slice(0, 7)),
    additionalLineItems: [{ type: "fixed", description: "On-call nights", rate: 600 }],
  });
}

async function seedReport(admin: SeedApi): Promise<void> {
  const { items: there } = await admin.call<{ items: Named[] }>("GET", "/reports/configs");
  if (there.some(({ name }) => name === reportName)) return;
  await admin.call("POST", "/reports/configs", {
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
      recipients: [demoPeople[0]?.email],
    },
  });
}
