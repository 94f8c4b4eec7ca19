import { describe, expect, it, test } from "vitest";
import type { Delivery, ReportConfig } from "./report-config.js";
import { reportMail } from "./report-mail.js";
import { exportIdOf, exportOfRun, newRun, outcomeOf } from "./report-run.js";

const at = "2026-11-27T06:00:00.000Z";
const config: ReportConfig = {
  id: "c1",
  ownerId: "mia",
  name: "Hours",
  type: "time",
  format: "xlsx",
  filters: { preset: "lastMonth" },
  visibility: "private",
  schedule: { frequency: "daily", hour: 6, timezone: "UTC", recipients: ["mia", "ada"] },
  createdAt: at,
  updatedAt: at,
  version: 3,
};
const period = { startDate: "2026-10-01", endDate: "2026-10-31" };
const run = newRun(config, at, period, new Date("2026-11-27T06:03:00Z"));

describe("a run", () => {
  it("has all that it needs of its report, and nothing done", () => {
    expect(run).toMatchObject({ configId: "c1", plannedAt: at, name: "Hours", period, attempts: 0 });
    expect(run.deliveries).toEqual([
      { userId: "mia", status: "pending" },
      { userId: "ada", status: "pending" },
    ]);
  });

  it("makes the same export for a recipient whoever goes on with it, and another one for another moment", () => {
    const ids = [
      exportIdOf(run, "mia"),
      exportIdOf(run, "ada"),
      exportIdOf({ ...run, plannedAt: "2026-11-28T06:00:00.000Z" }, "mia"),
      exportIdOf({ ...run, configId: "c2" }, "mia"),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    const file = exportOfRun(run, "ada", new Date("2026-11-27T06:04:00Z"));
    expect(file).toMatchObject({ id: exportIdOf(run, "ada"), ownerId: "ada", period, status: "preparing" });
  });
});

test.each([
  [["pending", "sent"], "running"],
  [["mailing"], "running"],
  [["sent", "sent"], "completed"],
  [["sent", "skipped"], "incomplete"],
  [["uncertain", "refused", "failed", "skipped"], "failed"],
] as const)("a run with deliveries that are %j is %s", (statuses, status) => {
  const deliveries = statuses.map((one, index): Delivery => ({ userId: `u${index}`, status: one }));
  expect(outcomeOf({ plannedAt: at, deliveries })).toEqual({ at, status, deliveries });
});

test("the mail has the link, until when it works, and who has it sent; it is tried once", () => {
  const file = exportOfRun(run, "ada", new Date("2026-11-27T06:04:00Z"));
  const to = { email: "ada@example.com", name: "Ada" };
  const mail = reportMail({ run, file, to, ownerName: "Mia", link: "https://api.example.com/reports/files/t" });
  expect(mail).toMatchObject({ to: ["ada@example.com"], subject: "Hours: 2026-10-01 to 2026-10-31", tries: 1 });
  expect(mail.text).toContain("time-2026-10-01-2026-10-31.xlsx: https://api.example.com/reports/files/t\n");
  expect(mail.text).toContain("works until 2026-12-04.");
  expect(mail.text).toContain("Mia has this report mailed to you.");
});
