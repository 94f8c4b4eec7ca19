import { describe, expect, it } from "vitest";
import { analyticsOf } from "./analytics.js";
import { cell } from "./test-cells.js";

const period = { startDate: "2026-11-29", endDate: "2026-12-01" };
const names = { project: new Map([["web", "Website"]]), client: new Map([["acme", "Acme"]]) };
const options = { names, withAmounts: true };

describe("series to plot", () => {
  const cells = [
    cell({ date: "2026-11-29", minutes: 90 }),
    cell({ date: "2026-12-01", minutes: 30, kind: { isBillable: false, status: "submitted" }, entries: 2 }),
    cell({ date: "2026-12-01", kind: { status: "approved", currency: "EUR" }, minor: 9000 }),
  ];

  it("have each day and month of the period, those without time too", () => {
    const { hoursPerDay, revenuePerMonth } = analyticsOf(cells, period, options);
    expect(hoursPerDay).toEqual([
      { date: "2026-11-29", totalHours: 1.5, billableHours: 1.5 },
      { date: "2026-11-30", totalHours: 0, billableHours: 0 },
      { date: "2026-12-01", totalHours: 1.5, billableHours: 1 },
    ]);
    expect(revenuePerMonth).toEqual([
      { month: "2026-11", amounts: [] },
      { month: "2026-12", amounts: [{ currency: "EUR", amount: 90 }] },
    ]);
  });

  it("tell the billable share, and what waits for approval", () => {
    const { billableShare, approvalsWaiting } = analyticsOf(cells, period, options);
    expect([billableShare, approvalsWaiting]).toEqual([0.8333, { entryCount: 2, totalHours: 0.5 }]);
    expect(analyticsOf([], period, options).billableShare).toBeNull();
  });

  it("have the ten projects and clients with the most hours, equal ones by name", () => {
    const many = Array.from({ length: 12 }, (_, index) =>
      cell({ minutes: index < 2 ? 120 : 60, kind: { projectId: `p${index}`, clientId: "acme" } }),
    );
    const project = new Map(many.map(({ kind }, index) => [kind.projectId, `Name ${99 - index}`]));
    const { topProjects, topClients } = analyticsOf(many, period, { ...options, names: { ...names, project } });
    expect(topProjects.map(({ id }) => id)).toEqual(["p1", "p0", "p11", "p10", "p9", "p8", "p7", "p6", "p5", "p4"]);
    expect(topClients).toMatchObject([{ id: "acme", name: "Acme", totalHours: 14 }]);
  });

  it("have no amount for those who may see none", () => {
    expect(JSON.stringify(analyticsOf(cells, period, { ...options, withAmounts: false }))).not.toMatch(
      /amount|revenue/,
    );
  });
});
