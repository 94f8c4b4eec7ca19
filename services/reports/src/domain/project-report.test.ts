import type { Spent } from "@aerotage/kernel/domain/projects";
import { describe, expect, it, test } from "vitest";
import {
  budgetMonth,
  listedProjects,
  type ProjectReportSources,
  projectRow,
  type ReportedProject,
} from "./project-report.js";
import { cell } from "./test-cells.js";

const project = (id: string, more: Partial<ReportedProject> = {}): ReportedProject => ({
  id,
  name: id.toUpperCase(),
  clientId: "acme",
  status: "active",
  ...more,
});
const spent = (minutes: number, amounts: Readonly<Record<string, number>> = {}) => ({ minutes, entries: 1, amounts });

const base: ProjectReportSources = {
  projects: [],
  clientNames: new Map([["acme", "Acme"]]),
  cells: [],
  passes: () => true,
  // Two weeks until today.
  period: { startDate: "2026-11-02", endDate: "2026-11-30" },
  today: "2026-11-15",
  statuses: undefined,
};
function rowOf(
  one: ReportedProject,
  { used, inMonth, ...more }: Partial<ProjectReportSources> & { readonly used?: Spent; readonly inMonth?: Spent } = {},
) {
  const sources = { ...base, projects: [one], ...more };
  const [listed] = listedProjects(sources).listed;
  return listed && projectRow(listed, { allTime: used, inMonth }, sources);
}

describe("a report of projects", () => {
  it("has those under way, and others with time in the period, by name", () => {
    const projects = [
      project("web"),
      project("app", { status: "paused" }),
      project("old", { status: "completed" }),
      project("done", { status: "cancelled" }),
    ];
    const cells = [cell({ kind: { projectId: "done" } }), cell({ kind: { projectId: "unknown" } })];
    const { listed, summary } = listedProjects({ ...base, projects, cells });
    expect(listed.map(({ project: { name } }) => name)).toEqual(["APP", "DONE", "WEB"]);
    expect(summary).toMatchObject({ projectCount: 3, totalHours: 1, entryCount: 1 });
    const completed = listedProjects({ ...base, projects, cells, statuses: ["completed"] });
    expect(completed.listed.map(({ project: { name } }) => name)).toEqual(["OLD"]);
  });

  it("tells what remains of hours, how fast they go, and when none is left", () => {
    const cells = [
      cell({ minutes: 600 }),
      cell({ minutes: 240, kind: { status: "approved" } }),
      cell({ minutes: 999, kind: { status: "rejected" } }),
    ];
    const web = project("web", { budget: { type: "hours", hours: 50 } });
    expect(rowOf(web, { cells, used: spent(30 * 60) })).toMatchObject({
      isOverBudget: false,
      // 14 hours in two weeks: 20 hours last for 20 days.
      budget: {
        type: "hours",
        value: 50,
        spent: 30,
        remaining: 20,
        completion: 0.6,
        burnPerWeek: 7,
        exhaustedOn: "2026-12-05",
      },
      allTime: { totalHours: 30, amounts: [] },
    });
  });

  it("reckons amounts in the budget's currency", () => {
    const budget = { type: "amount", amount: { minor: 100_000, currency: "EUR" } } as const;
    const cells = [
      cell({ kind: { status: "approved", currency: "EUR" }, minor: 14_000 }),
      cell({ kind: { status: "approved", currency: "USD" }, minor: 99_999 }),
    ];
    const amounts = { EUR: 110_000, USD: 5 };
    expect(rowOf(project("web", { budget }), { cells, used: spent(1, amounts) })).toMatchObject({
      isOverBudget: true,
      budget: { currency: "EUR", value: 1000, spent: 1100, remaining: -100, burnPerWeek: 70, exhaustedOn: null },
    });
  });

  it("knows no end of a budget that nothing uses up", () => {
    const web = project("web", { budget: { type: "hours", hours: 50 } });
    expect(rowOf(web)?.budget).toMatchObject({ spent: 0, remaining: 50, burnPerWeek: 0, exhaustedOn: null });
    // A minute a fortnight would last for centuries.
    expect(rowOf(web, { cells: [cell({ minutes: 1 })] })?.budget?.exhaustedOn).toBeNull();
  });

  describe("a monthly budget", () => {
    const web = project("web", { budget: { type: "hours", hours: 50, period: "monthly" } });
    const budgetOn = (today: string, inMonth: Spent, period = base.period) =>
      rowOf(web, { today, inMonth, period, used: spent(999 * 60) })?.budget;

    it("counts what is spent of the month, and says when that is used up within it", () => {
      // 30 hours in 15 days: 20 hours last for 10 days.
      expect(budgetOn("2026-11-15", spent(30 * 60))).toEqual({
        type: "hours",
        period: "monthly",
        month: "2026-11",
        value: 50,
        spent: 30,
        remaining: 20,
        completion: 0.6,
        burnPerWeek: 14,
        exhaustedOn: "2026-11-25",
      });
      // It lasts until the month ends, or is used up already.
      expect(budgetOn("2026-11-15", spent(15 * 60))?.exhaustedOn).toBeNull();
      expect(budgetOn("2026-11-15", spent(51 * 60))).toMatchObject({ remaining: -1, exhaustedOn: null });
    });

    it("is used up on a month's last day, a leap day too, but not on the one after", () => {
      // 48 hours in 24 days.
      const february = (year: number) => ({ startDate: `${year}-02-01`, endDate: `${year}-02-28` });
      const [leap, other] = [2028, 2027].map((year) => {
        const hours = web.budget?.type === "hours" ? 58 : 0;
        const one = project("web", { budget: { type: "hours", hours, period: "monthly" } });
        const sources = { today: `${year}-02-24`, inMonth: spent(48 * 60), period: february(year) };
        return rowOf(one, sources)?.budget?.exhaustedOn;
      });
      expect([leap, other]).toEqual(["2028-02-29", null]);
    });

    it("has no forecast for a month that is over", () => {
      const october = { startDate: "2026-10-01", endDate: "2026-10-31" };
      expect(budgetOn("2026-11-15", spent(31 * 60), october)).toMatchObject({
        month: "2026-10",
        burnPerWeek: 7,
        exhaustedOn: null,
      });
    });
  });

  test.each([
    ["2026-10-29", "2026-11-27", "2026-11-27", "2026-11"],
    ["2026-10-29", "2026-11-27", "2026-11-01", "2026-11"],
    ["2026-10-01", "2026-12-31", "2026-10-31", "2026-10"],
    ["2028-01-31", "2028-02-29", "2030-01-01", "2028-02"],
    ["2026-12-01", "2026-12-31", "2026-11-30", "2026-12"],
  ])("from %s to %s a monthly budget is looked at on %s in %s", (startDate, endDate, today, month) => {
    expect(budgetMonth({ startDate, endDate }, today)).toBe(month);
  });

  test.each([
    ["2026-11-14", "active", true],
    ["2026-11-15", "active", false],
    ["2026-11-14", "paused", true],
    ["2026-11-14", "completed", false],
  ] as const)("with the deadline %s and %s is overdue: %s", (deadline, status, isOverdue) => {
    expect(rowOf(project("web", { deadline, status }), { statuses: [status] })?.isOverdue).toBe(isOverdue);
  });
});
