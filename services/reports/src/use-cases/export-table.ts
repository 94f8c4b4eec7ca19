/** A report as the table that a file shows. */

import { toMajor } from "@aerotage/kernel/domain/money";
import { entryAmount } from "@aerotage/kernel/domain/time-entries";
import { companySettings } from "@aerotage/kernel/persistence/organization";
import { hoursChart } from "../domain/chart.js";
import { columns as column, type Row, rowTable, type SumFields } from "../domain/export-columns.js";
import { timeFilters } from "../domain/export-filters.js";
import type { Cell, ExportTable } from "../domain/export-table.js";
import { budgetMonth, listedProjects, projectRow } from "../domain/project-report.js";
import type { OwnedCell } from "../domain/sums.js";
import { groupsOf, levelsOf } from "../domain/time-report.js";
import { userReport } from "../domain/user-report.js";
import { namesOf } from "../persistence/names.js";
import { reportedProjects, spentOfProjects } from "../persistence/projects.js";
import type { ExportSubject } from "./export-subject.js";
import { groupNames } from "./group-names.js";
import { invoiceTable } from "./invoice-table.js";
import { paymentTable } from "./payment-table.js";
import { peopleReader, type TimeReader, timeReader } from "./read-time.js";

/** The table of an export. Its rows are read while they are taken. */
export async function exportTable(subject: ExportSubject): Promise<ExportTable> {
  switch (subject.type) {
    case "time":
      return timeTable(subject);
    case "users":
      return userTable(subject);
    case "projects":
      return projectTable(subject);
    case "invoices":
      return await invoiceTable(subject);
    case "payments":
      return await paymentTable(subject);
  }
}

async function timeTable({ filters, period, caller }: ExportSubject): Promise<ExportTable> {
  const { groupBy } = filters;
  const rest = timeFilters(filters);
  const [{ weekStart }, reader] = await Promise.all([companySettings(), timeReader(caller, rest)]);
  const cells = (await reader.read(period)).filter(reader.passes);
  const withAmounts = caller.role !== "employee";
  const levels = levelsOf(groupBy);
  const chart = hoursChart(cells, period, weekStart);
  if (levels.length === 0) return { ...(await entryTable(cells, reader, withAmounts)), chart };
  const names = await groupNames(levels, cells, reader);
  const groups = groupsOf(cells, { levels, weekStart, names, withAmounts }, Number.POSITIVE_INFINITY);
  const titleOf = ({ key, name }: { readonly key: string | null; readonly name?: string | undefined }) =>
    name ?? key ?? "";
  const rows = groups.flatMap((group): Row<SumFields>[] =>
    group.groups === undefined
      ? [{ cells: [titleOf(group)], sums: group }]
      : group.groups.map((inner) => ({ cells: [titleOf(group), titleOf(inner)], sums: inner })),
  );
  const table = rowTable(levels.map(column.level), rows, { totalsOf: cells, withAmounts });
  return { ...table, addsUp: !levels.includes("tag"), chart };
}

/** Entries that are read together. */
const entriesReadAhead = 1000;

/** An entry per row, by date, start time and creation. The cells have the ids whose names are needed. */
async function entryTable(cells: readonly OwnedCell[], reader: TimeReader, withAmounts: boolean): Promise<ExportTable> {
  const names = await groupNames(["project", "client", "team"], cells, reader);
  async function* rows(): AsyncGenerator<Cell[], void, undefined> {
    for await (const entry of reader.entries(cells, { wanted: entriesReadAhead })) {
      const amount = entryAmount(entry);
      yield [
        entry.date,
        entry.startTime ?? null,
        entry.endTime ?? null,
        names.user?.get(entry.userId) ?? "",
        names.team?.get(entry.teamId ?? "") ?? "",
        names.client?.get(entry.clientId) ?? "",
        names.project?.get(entry.projectId) ?? "",
        entry.description,
        entry.tags.join(", "),
        entry.isBillable,
        entry.status,
        entry.duration,
        ...(withAmounts ? [amount?.currency ?? null, amount === undefined ? null : toMajor(amount)] : []),
      ];
    }
  }
  const { totals } = rowTable([], [], { totalsOf: cells, withAmounts });
  const minutes = totals.find(({ kind }) => kind === "hours")?.value ?? 0;
  const columns = column.entry
    .filter(({ field }) => withAmounts || (field !== "currency" && field !== "amount"))
    .map((each) => (each.kind === "hours" ? { ...each, sum: minutes } : each));
  const rowsTotal = cells.reduce((total, { entries }) => total + entries, 0);
  return { columns, rows: rows(), rowsTotal, totals, addsUp: true };
}

async function userTable({ filters, period, caller, today }: ExportSubject): Promise<ExportTable> {
  const rest = timeFilters(filters);
  const [{ holidays, weekStart }, reader] = await Promise.all([companySettings(), peopleReader(caller, rest)]);
  const { workers, passes } = reader;
  const cells = await reader.read(period);
  const sources = { workers, cells, passes, period, context: { holidays, today } };
  const { rows } = userReport(sources, () => true);
  const teams = await namesOf(
    "Teams",
    rows.flatMap((row) => row.teamId ?? []),
  );
  const listed = new Set(rows.map(({ userId }) => userId));
  const counted = cells.filter((cell) => listed.has(cell.userId) && reader.passes(cell));
  const table = rowTable(
    column.user,
    rows.map((row) => ({
      cells: [
        row.name,
        teams.get(row.teamId ?? "") ?? "",
        row.isActive,
        Math.round(row.targetHours * 60),
        row.utilizationRate,
        row.billableShare,
        ...column.entryCounts.map(({ status }) => row.entriesByStatus[status]),
        row.meanApprovalHours,
        row.notSubmitted,
      ],
      sums: row,
    })),
    { totalsOf: counted, withAmounts: true, sumsAfter: 3 },
  );
  return { ...table, chart: hoursChart(counted, period, weekStart) };
}

async function projectTable({ filters, period, caller, today }: ExportSubject): Promise<ExportTable> {
  const rest = timeFilters(filters);
  const [{ weekStart }, reader, projects] = await Promise.all([
    companySettings(),
    timeReader(caller, rest),
    reportedProjects(caller, rest),
  ]);
  const [cells, clientNames] = await Promise.all([
    reader.read(period),
    namesOf(
      "Clients",
      projects.map(({ clientId }) => clientId),
    ),
  ]);
  const { passes } = reader;
  const { listed } = listedProjects({ projects, clientNames, cells, passes, period, today, statuses: undefined });
  const spentOn = await spentOfProjects(
    listed.map(({ project }) => project),
    budgetMonth(period, today),
  );
  const rows = listed.map((one) => projectRow(one, spentOn(one.project.id), { clientNames, period, today }));
  const ids = new Set(listed.map(({ project }) => project.id));
  const counted = cells.filter((cell) => ids.has(cell.kind.projectId) && passes(cell));
  const table = rowTable(
    column.project,
    rows.map((row) => ({
      cells: [
        row.name,
        row.clientName,
        row.status,
        row.deadline ?? null,
        row.isOverdue,
        row.budget === undefined ? null : (row.budget.currency ?? "hours"),
        row.budget?.month ?? null,
        row.budget?.value ?? null,
        row.budget?.spent ?? null,
        row.budget?.remaining ?? null,
        row.budget?.completion ?? null,
        row.budget?.burnPerWeek ?? null,
        row.budget?.exhaustedOn ?? null,
      ],
      sums: row,
    })),
    { totalsOf: counted, withAmounts: true, sumsAfter: 5 },
  );
  return { ...table, chart: hoursChart(counted, period, weekStart) };
}
