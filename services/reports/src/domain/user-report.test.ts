import { describe, expect, it } from "vitest";
import type { Worker } from "./targets.js";
import { cell } from "./test-cells.js";
import { type UserReportSources, userReport } from "./user-report.js";

const worker = (id: string, more: Partial<Worker> = {}): Worker => ({
  id,
  name: id.toUpperCase(),
  isActive: true,
  startDate: "2020-01-01",
  schedules: [],
  ...more,
});

const sources: UserReportSources = {
  workers: [worker("bob"), worker("ada"), worker("gone", { isActive: false }), worker("left", { isActive: false })],
  cells: [
    cell({ minutes: 480, kind: { status: "approved", currency: "EUR" }, minor: 9600, approvalMinutes: 90, entries: 2 }),
    cell({ minutes: 240, kind: { isBillable: false, status: "rejected" }, date: "2026-11-06" }),
    cell({ userId: "left", minutes: 30 }),
  ],
  passes: () => true,
  // A Thursday and a Friday.
  period: { startDate: "2026-11-05", endDate: "2026-11-06" },
  context: { holidays: [], today: "2026-11-30" },
};
const all = () => true;

describe("a report of people", () => {
  it("has everybody who is active or has time, by name", () => {
    expect(userReport(sources, all).rows.map(({ userId }) => userId)).toEqual(["ada", "bob", "left"]);
  });

  it("tells hours against the target, states, approvals and what is not submitted", () => {
    const [ada, bob, left] = userReport(sources, all).rows;
    expect(ada).toEqual({
      userId: "ada",
      name: "ADA",
      isActive: true,
      totalHours: 12,
      billableHours: 8,
      nonBillableHours: 4,
      unapprovedBillableHours: 0,
      amounts: [{ currency: "EUR", amount: 96 }],
      entryCount: 3,
      targetHours: 16,
      utilizationRate: 0.75,
      billableShare: 0.6667,
      entriesByStatus: { draft: 0, submitted: 0, approved: 2, rejected: 1, invoiced: 0 },
      meanApprovalHours: 0.75,
      notSubmitted: true,
      missingDates: [],
      openDates: ["2026-11-06"],
    });
    expect(bob).toMatchObject({
      totalHours: 0,
      utilizationRate: 0,
      billableShare: null,
      meanApprovalHours: null,
      notSubmitted: true,
      missingDates: ["2026-11-05", "2026-11-06"],
    });
    // Nobody reminds a person who has left.
    expect(left).toMatchObject({ totalHours: 0.5, notSubmitted: false });
  });

  it("sums over the rows that are asked for", () => {
    const { summary } = userReport(sources, all);
    expect(summary).toMatchObject({ userCount: 3, notSubmittedCount: 2, totalHours: 12.5, targetHours: 48 });
    const submitted = userReport(sources, ({ notSubmitted }) => !notSubmitted);
    expect(submitted.summary).toMatchObject({ userCount: 1, notSubmittedCount: 0, totalHours: 0.5 });
  });

  it("counts what filters let through, and looks at all time for what is not submitted", () => {
    const passes = ({ kind }: { readonly kind: { readonly isBillable: boolean } }) => kind.isBillable;
    const [ada] = userReport({ ...sources, passes }, all).rows;
    expect(ada).toMatchObject({ totalHours: 8, utilizationRate: 0.5, openDates: ["2026-11-06"] });
  });
});
