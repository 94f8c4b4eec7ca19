/** What is reported of people: pure rules. */

import { compareText } from "@aerotage/core/text/order";
import { hoursOf } from "@aerotage/core/time/dates";
import { type Period, timeStatuses } from "../contract/filters.js";
import type { UserReport, UserReportRow } from "../contract/user-report.js";
import { cellsByPerson, isApproved, minutesOf, type OwnedCell, sumsOf } from "./sums.js";
import { shareOf, type TargetContext, unsubmittedOf, type Worker, workdaysOf } from "./targets.js";

/** What the rows of a report are made of. */
export interface UserReportSources {
  readonly workers: readonly Worker[];
  /** All time of these people in the period. */
  readonly cells: readonly OwnedCell[];
  /** True for the time that is counted. */
  readonly passes: (cell: OwnedCell) => boolean;
  readonly period: Period;
  readonly context: TargetContext;
}

/** A row, and what sums over rows need of it. */
interface CountedRow {
  readonly row: UserReportRow;
  readonly counted: readonly OwnedCell[];
  readonly targetMinutes: number;
}

/** The rows of a report by name, and the sums over them. @param keep the rows that are asked for */
export function userReport(
  sources: UserReportSources,
  keep: (row: UserReportRow) => boolean,
): Pick<UserReport, "summary"> & { readonly rows: UserReportRow[] } {
  const ofPerson = cellsByPerson(sources.cells);
  const rows = sources.workers
    .map((worker) => countedRow(worker, ofPerson.get(worker.id) ?? [], sources))
    .filter(({ row }) => (row.isActive || row.entryCount > 0) && keep(row))
    .sort((a, b) => compareText(a.row.name, b.row.name) || compareText(a.row.userId, b.row.userId));
  return {
    rows: rows.map(({ row }) => row),
    summary: {
      ...fieldsOf(
        rows.flatMap(({ counted }) => counted),
        rows.reduce((total, { targetMinutes }) => total + targetMinutes, 0),
      ),
      userCount: rows.length,
      notSubmittedCount: rows.filter(({ row }) => row.notSubmitted).length,
    },
  };
}

function countedRow(worker: Worker, cells: readonly OwnedCell[], sources: UserReportSources): CountedRow {
  const workdays = workdaysOf(worker, sources.period, sources.context);
  const counted = cells.filter(sources.passes);
  const targetMinutes = [...workdays.values()].reduce((total, minutes) => total + minutes, 0);
  const unsubmitted = unsubmittedOf(worker, cells, workdays);
  const { id: userId, name, teamId, isActive } = worker;
  const row = {
    userId,
    name,
    ...(teamId !== undefined && { teamId }),
    isActive,
    ...fieldsOf(counted, targetMinutes),
    notSubmitted: unsubmitted.missingDates.length + unsubmitted.openDates.length > 0,
    ...unsubmitted,
  };
  return { row, counted, targetMinutes };
}

const minutesPerHour = 60;

function fieldsOf(cells: readonly OwnedCell[], targetMinutes: number) {
  const sums = sumsOf(cells);
  const billable = cells.filter(({ kind }) => kind.isBillable);
  const approved = cells.filter(({ kind }) => isApproved(kind.status));
  const approvals = approved.reduce((total, { entries }) => total + entries, 0);
  const waited = approved.reduce((total, { approvalMinutes }) => total + approvalMinutes, 0);
  const counts = timeStatuses.map((status): [typeof status, number] => [
    status,
    cells.reduce((total, { kind, entries }) => total + (kind.status === status ? entries : 0), 0),
  ]);
  return {
    ...sums.fields(true),
    targetHours: hoursOf(targetMinutes),
    utilizationRate: shareOf(sums.minutes, targetMinutes),
    billableShare: shareOf(minutesOf(billable), sums.minutes),
    entriesByStatus: Object.fromEntries(counts) as UserReportRow["entriesByStatus"],
    meanApprovalHours: approvals === 0 ? null : Math.round((waited / approvals / minutesPerHour) * 100) / 100,
  };
}
