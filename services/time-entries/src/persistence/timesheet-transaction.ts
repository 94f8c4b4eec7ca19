/**
 * What entries are written together with: the pages of their owners' books, the totals of their owners' months, and what they use up of
 * their projects. It is read consistently in one call, changed in memory by the rules of the domain, and planned into one transaction.
 */

import { batchGet } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { OptimisticLockError } from "@aerotage/core/database/optimistic-lock";
import type { Item, UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { tableName } from "@aerotage/core/runtime/environment";
import { newId } from "@aerotage/core/runtime/ids";
import type { ClientItem } from "@aerotage/kernel/domain/clients";
import { type MonthTotalsItem, monthTotalsId, packCells, unpackCells } from "@aerotage/kernel/domain/month-totals";
import type { ProjectItem, SpentItem } from "@aerotage/kernel/domain/projects";
import { spentId } from "@aerotage/kernel/domain/projects";
import type { UserItem } from "@aerotage/kernel/domain/users";
import { planSpent } from "@aerotage/kernel/persistence/projects";
import type { Entry } from "../domain/entry.js";
import { type Spending, SpendingChanges } from "../domain/spending.js";
import { isEmptyItem, type Page, Timesheet, type TimesheetEntry, timesheetItemIds } from "../domain/timesheet.js";
import { type ChangedMonth, MonthChanges, type StoredMonth } from "../domain/totals.js";
import { type MonthsItem, monthsKey } from "./earliest-month.js";

/** What is to be read: at most 100 items in all. */
export interface TimesheetRequest {
  /** The entries, in every version that the change knows; guards are read where it may change times. */
  readonly entries: readonly (TimesheetEntry & Spending)[];
  /** False where no entry changes its time: then no guard is read. */
  readonly changesTimes: boolean;
  /** False where the change uses up nothing of a project: then neither projects nor what is spent of them are read. @default true */
  readonly spending?: boolean;
  readonly clientIds?: readonly string[];
  readonly userIds?: readonly string[];
  /** Pages by id as a rehearsal has left them, in place of those that are there. */
  readonly rehearsed?: ReadonlyMap<string, Page>;
}

/** What was read, and what changes with some entries. */
export class TimesheetTransaction {
  readonly timesheet: Timesheet;
  readonly projects: ReadonlyMap<string, ProjectItem>;
  readonly clients: ReadonlyMap<string, ClientItem>;
  readonly users: ReadonlyMap<string, UserItem>;
  /** The earliest month with entries, where entries are placed. */
  readonly earliestMonth: string | undefined;
  readonly #spentThere: ReadonlySet<string>;
  readonly #spending = new SpendingChanges();
  readonly #months: MonthChanges;

  constructor(read: {
    readonly pages: readonly Page[];
    readonly months: readonly StoredMonth[];
    readonly projects: readonly ProjectItem[];
    readonly spent: readonly SpentItem[];
    readonly clients: readonly ClientItem[];
    readonly users: readonly UserItem[];
    readonly earliestMonth?: string | undefined;
  }) {
    this.timesheet = new Timesheet(read.pages);
    this.#months = new MonthChanges(read.months);
    this.projects = byId(read.projects);
    this.clients = byId(read.clients);
    this.users = byId(read.users);
    this.earliestMonth = read.earliestMonth;
    this.#spentThere = new Set(read.spent.map(({ id }) => id));
  }

  /** Notes the change from one version of an entry to the next. */
  change(before: Entry | undefined, after: Entry | undefined): void {
    this.timesheet.write(before, after);
    this.#months.add(before, after);
    this.#spending.add(before, after);
  }

  /** Plans the check that the people who were read are in the same teams still: what they submit lies in their team's queue. */
  requireTeams(unitOfWork: UnitOfWork): void {
    for (const user of this.users.values()) planTeamCheck(unitOfWork, user);
  }

  /** Plans everything that changed. A page or sum that is no longer what was read is `OptimisticLockError`. */
  plan(unitOfWork: UnitOfWork): void {
    for (const { page, read } of this.timesheet.changes()) planPage(unitOfWork, { ...page }, isEmptyItem(page), read);
    for (const month of this.#months.changes()) planMonth(unitOfWork, month);
    for (const delta of this.#spending.deltas()) {
      const there = this.#spentThere.has(spentId(delta.projectId, delta.userId));
      const clientId = this.projects.get(delta.projectId)?.clientId;
      planSpent(
        unitOfWork,
        delta,
        there || clientId === undefined ? undefined : { clientId },
        () => new OptimisticLockError(),
      );
    }
  }
}

/** Plans the check that somebody is still in the team that was read; decided again if not. */
function planTeamCheck(unitOfWork: UnitOfWork, { id, teamId }: UserItem): void {
  unitOfWork.add(
    {
      ConditionCheck: {
        TableName: tableName("Users"),
        Key: { id },
        ConditionExpression: teamId === undefined ? "attribute_not_exists(teamId)" : "teamId = :team",
        ...(teamId !== undefined && { ExpressionAttributeValues: { ":team": teamId } }),
      },
    },
    () => new OptimisticLockError(),
  );
}

function planMonth(unitOfWork: UnitOfWork, { id, totals, read }: ChangedMonth): void {
  planPage(unitOfWork, { id, cells: packCells(totals.cells()) }, totals.isEmpty, read);
}

/** Plans an item of which it is known what was read, or that there was none. It is deleted once it is empty. */
function planPage(
  unitOfWork: UnitOfWork,
  page: Item & { readonly id: string },
  isEmpty: boolean,
  read: string | undefined,
): void {
  const TableName = tableName("TimeEntries");
  const refused = () => new OptimisticLockError();
  const unchanged =
    read === undefined
      ? { ConditionExpression: "attribute_not_exists(id)" }
      : { ConditionExpression: "revision = :read", ExpressionAttributeValues: { ":read": read } };
  if (!isEmpty) {
    unitOfWork.add({ Put: { TableName, Item: { ...page, revision: newId(unitOfWork.now) }, ...unchanged } }, refused);
  } else if (read !== undefined) {
    unitOfWork.add({ Delete: { TableName, Key: { id: page.id }, ...unchanged } }, refused);
  }
}

/** The items that are read together with entries. */
interface Found {
  readonly TimeEntries: Page | MonthTotalsItem | MonthsItem;
  readonly Projects: ProjectItem | SpentItem;
  readonly Clients: ClientItem;
  readonly Users: UserItem;
}

/** Reads a timesheet transaction, consistently. */
export async function readTimesheetTransaction(
  request: TimesheetRequest,
  tables: Database = database,
): Promise<TimesheetTransaction> {
  const {
    entries,
    changesTimes,
    spending = true,
    clientIds = [],
    userIds = [],
    rehearsed = new Map<string, Page>(),
  } = request;
  const pages = entries.flatMap((entry) => timesheetItemIds(changesTimes ? entry : untimed(entry)));
  const months = entries.map(({ userId, date }) => monthTotalsId(userId, date));
  const projects = entries.map(({ projectId }) => projectId);
  const spent = entries.map(({ projectId, userId }) => spentId(projectId, userId));
  const found = await batchGet<Found>(tables, {
    TimeEntries: keysOf([...pages, ...months, ...(changesTimes ? [monthsKey] : [])]),
    ...(spending && { Projects: keysOf([...projects, ...spent]) }),
    ...(clientIds.length > 0 && { Clients: keysOf(clientIds) }),
    ...(userIds.length > 0 && { Users: keysOf(userIds) }),
  });
  const ofTime = found.TimeEntries ?? [];
  const ofProjects = found.Projects ?? [];
  return new TimesheetTransaction({
    pages: [
      ...ofTime.filter((item): item is Page => "intervals" in item || "entries" in item),
      ...pages.flatMap((key) => rehearsed.get(key) ?? []),
    ],
    months: ofTime
      .filter((item): item is MonthTotalsItem => "cells" in item)
      .map(({ id, cells, revision }) => ({ id, cells: unpackCells(cells), revision })),
    earliestMonth: ofTime.find((item): item is MonthsItem => item.id === monthsKey)?.earliest,
    projects: ofProjects.filter((item): item is ProjectItem => "kind" in item && item.kind === "project"),
    spent: ofProjects.filter((item): item is SpentItem => !("kind" in item)),
    clients: found.Clients ?? [],
    users: found.Users ?? [],
  });
}

function untimed(entry: TimesheetEntry): TimesheetEntry {
  const { startedAt: _from, endedAt: _to, ...rest } = entry;
  return rest;
}

function keysOf(ids: readonly string[]): { readonly id: string }[] {
  return [...new Set(ids)].map((id) => ({ id }));
}

function byId<T extends { readonly id: string }>(items: readonly T[]): Map<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}
