/** Where time entries lie. The pages of books are `transaction.ts`'s, timers, reminders and queues have files of their own beside theirs. */

import { ApiError } from "@aerotage/core/contract/errors";
import { getItem, getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { type ListResponse, list } from "@aerotage/core/database/list";
import { merged, type Range, type Source } from "@aerotage/core/database/merged";
import { ofKind, queryAll } from "@aerotage/core/database/query";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { sortComparison } from "@aerotage/core/text/order";
import { monthsAfter } from "@aerotage/core/time/dates";
import { monthShardOf, monthShardsOf } from "@aerotage/core/time/month-shards";
import { daysBetween, entrySource } from "@aerotage/kernel/persistence/time-entries";
import { timeEntryNotFound } from "../contract/time-entries.js";
import { awaitsBilling } from "../domain/billing.js";
import type { Entry } from "../domain/entry.js";
import { type EntryOrder, type IndexedOrder, listPosition, orderKey } from "../domain/list-order.js";
import { type DayTotals, dayTotalsId } from "../domain/timesheet.js";
import { earliestMonth } from "./earliest-month.js";

/**
 * The table holds entries under their ids; `guard#<user>#<UTC date>` and `day#<user>#<local date>`, the pages of a person's book;
 * `month#<user>#<month>`, the totals of a person's month (core/month-totals.ts); `timer#<user>`, a running timer; `reminder#<user>#<date>`, that somebody was reminded of a week; and `months`, the earliest month with
 * entries.
 */
export interface EntryItem extends Entry {
  /** `2026-11#0` to `#3` by person. */
  readonly monthShard: string;
  /** The sort key of the indexes that are read by date. */
  readonly dateOrder: string;
  /** The sort key of the queues, while the entry waits in them. */
  readonly queueOrder?: string;
  /** The same as `projectId`, while the entry waits to be billed. */
  readonly billableProjectId?: string;
}

/** An entry as its item. */
export function entryItem(entry: Entry): EntryItem & Record<string, unknown> {
  return {
    ...entry,
    monthShard: monthShardOf(entry.date, entry.userId),
    dateOrder: orderKey(entry, "date"),
    ...(entry.approvalTeamId !== undefined && { queueOrder: orderKey(entry, "submittedAt") }),
    ...(awaitsBilling(entry) && { billableProjectId: entry.projectId }),
  };
}

/** The entry of an item. */
export function fromItem(item: Record<string, unknown> | EntryItem): Entry {
  const {
    monthShard: _shard,
    dateOrder: _date,
    queueOrder: _queue,
    billableProjectId: _project,
    ...entry
  } = item as EntryItem;
  return entry;
}

/** Reads an entry, consistently. */
export async function findEntry(id: string, tables: Database = database): Promise<Entry | undefined> {
  const item = await getItem(tables, "TimeEntries", id);
  return item === undefined ? undefined : fromItem(item);
}

/** The error of an entry that is not there, or not for the caller's eyes. */
export function noSuchEntry(id: string): ApiError {
  return new ApiError(timeEntryNotFound, `There is no time entry ${id}.`);
}

/** The entries of some ids, consistently; what is not there is missing. */
export async function getEntries(ids: readonly string[], tables: Database = database): Promise<Entry[]> {
  return (await getMany(tables, "TimeEntries", ids)).map(fromItem);
}

/** The days of a person's book on some dates, consistently; a day without entries is missing. */
export async function daysOf(
  userId: string,
  dates: readonly string[],
  tables: Database = database,
): Promise<Map<string, DayTotals>> {
  const keys = dates.map((date) => dayTotalsId(userId, date));
  const pages = await getMany<DayTotals>(tables, "TimeEntries", keys);
  return new Map(pages.map((page) => [page.day, page]));
}

/** Plans a new entry. @param refused makes the error if its id is taken */
export function insertEntry(unitOfWork: UnitOfWork, entry: Entry, refused?: () => Error): void {
  unitOfWork.insert("TimeEntries", entryItem(entry), refused ?? (() => new Error(`The id ${entry.id} is taken.`)));
}

/** Plans an entry's next version. @param refused makes the error if it is no longer the stored one */
export function updateEntry(unitOfWork: UnitOfWork, before: Entry, after: Entry, refused?: () => Error): void {
  unitOfWork.update("TimeEntries", entryItem(before), entryItem(after), refused);
}

/** Plans that an entry is there no more. */
export function removeEntry(unitOfWork: UnitOfWork, entry: Entry): void {
  unitOfWork.remove("TimeEntries", entry);
}

/** Where a list is read. */
export type ListSelection =
  | { readonly kind: "user" | "project" | "client"; readonly ids: readonly string[] }
  /** Several people and projects at once. */
  | { readonly kind: "scope"; readonly userIds: readonly string[]; readonly projectIds: readonly string[] }
  /** What waits for a decision on people of teams, and on projects. */
  | { readonly kind: "queue"; readonly teamIds: readonly string[]; readonly projectIds: readonly string[] }
  | { readonly kind: "all" };

/** What a list of entries can be asked for. */
export interface EntryListRequest<Result> {
  readonly selection: ListSelection;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Undefined where the place has nothing else in it. */
  readonly filter: ((entry: Entry) => boolean) | undefined;
  readonly sortBy?: "date" | "duration" | "createdAt" | undefined;
  readonly sortOrder?: "asc" | "desc" | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** Everything that a cursor is bound to. */
  readonly query: unknown;
  readonly now: Date;
  readonly toResponse: (entry: Entry) => Result;
}

/** Lists entries by date, or a queue by when they were submitted. */
export async function listEntries<Result>(
  request: EntryListRequest<Result>,
  tables: Database = database,
): Promise<ListResponse<Result>> {
  const { selection, filter, sortBy, sortOrder, limit, cursor, query, toResponse } = request;
  const indexed: IndexedOrder = selection.kind === "queue" ? "submittedAt" : "date";
  const sortKey = sortKeys[indexed];
  // A queue is worked off from its oldest entry; time is read from the newest.
  const descending = (sortOrder ?? (indexed === "submittedAt" ? "asc" : "desc")) === "desc";
  const requestedOrder: { order: EntryOrder; descending: boolean } = {
    order: sortBy ?? indexed,
    descending: sortOrder === "desc",
  };
  let items: AsyncGenerator<EntryItem, void, undefined> | undefined;
  return list<EntryItem, Result>({
    limit,
    cursor,
    query,
    // The pages of one request go on where the last one ended, with what is read already.
    readPage: async ({ startKey, pageSize }) => {
      const start = startKey?.key as string | undefined;
      const range = { sortKey, ...boundsOf(request, indexed, descending, start), descending, wanted: pageSize };
      items ??= read(tables, selection, range, request.now);
      const page = await taken(items, Math.min(pageSize, mostAtOnce), (item) => item[sortKey] !== start);
      const last = page.at(-1);
      return { Items: page, ...(last !== undefined && { LastEvaluatedKey: positionIn(sortKey, last) }) };
    },
    position: (item) => positionIn(sortKey, item),
    filter: filter && ((item) => filter(fromItem(item))),
    // Each source reads pages of its own.
    readAhead: 0,
    unindexedSort:
      sortBy === undefined || sortBy === indexed
        ? undefined
        : { name: sortBy, descending: requestedOrder.descending, position: (item) => listPosition(item, sortBy) },
    createdAt: (item) => item.createdAt,
    // Without paging the newest come first, unless another order is asked for.
    unpagedOrder: sortBy === undefined && sortOrder === undefined ? undefined : comparisonOf(requestedOrder),
    toResponse: (item) => toResponse(fromItem(item)),
  });
}

/** The attributes that are the sort keys of the indexes. */
const sortKeys = { date: "dateOrder", submittedAt: "queueOrder" } as const satisfies Record<
  IndexedOrder,
  keyof EntryItem
>;
type SortKey = (typeof sortKeys)[IndexedOrder];

/** The most entries that are taken from the sources at once: an answer may be full before all that it may hold are read. */
const mostAtOnce = 500;

/** Where an entry stands in the order of an index, as a cursor has it. */
function positionIn(sortKey: SortKey, item: EntryItem): { readonly key: string; readonly id: string } {
  return { key: String(item[sortKey]), id: item.id };
}

function comparisonOf({ order, descending }: { readonly order: EntryOrder; readonly descending: boolean }) {
  const compare = sortComparison(descending);
  return (a: Entry, b: Entry) => compare(listPosition(a, order), listPosition(b, order));
}

/** The next items, as many as are wanted or there are. */
async function taken<Item>(
  items: AsyncGenerator<Item, void, undefined>,
  count: number,
  isMatch: (item: Item) => boolean,
): Promise<Item[]> {
  const found: Item[] = [];
  while (found.length < count) {
    const { value: item } = await items.next();
    if (item === undefined) break;
    if (isMatch(item)) found.push(item);
  }
  return found;
}

/** The bounds of the sort key, narrowed to where a page goes on; the item that it goes on behind is still within. */
function boundsOf(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  indexed: IndexedOrder,
  descending: boolean,
  start: string | undefined,
): Pick<Range<SortKey>, "from" | "to"> {
  const days = indexed === "date" ? daysBetween(from, to) : {};
  if (start === undefined) return days;
  return { ...days, [descending ? "to" : "from"]: start };
}

function read(
  tables: Database,
  selection: ListSelection,
  range: Range<SortKey>,
  now: Date,
): AsyncGenerator<EntryItem, void, undefined> {
  return selection.kind === "all" ? byMonth(tables, range, now) : merged(tables, sourcesOf(selection), range);
}

function sourcesOf(selection: Exclude<ListSelection, { kind: "all" }>): Source[] {
  const of = (index: string, attribute: string, values: readonly string[]) =>
    values.map((value) => entrySource(index, attribute, value));
  switch (selection.kind) {
    case "user":
      return of("UserIndex", "userId", selection.ids);
    case "project":
      return of("ProjectIndex", "projectId", selection.ids);
    case "client":
      return of("ClientIndex", "clientId", selection.ids);
    case "scope":
      return [
        ...of("UserIndex", "userId", selection.userIds),
        ...of("ProjectIndex", "projectId", selection.projectIds),
      ];
    case "queue":
      return [
        ...of("TeamApprovalIndex", "approvalTeamId", selection.teamIds),
        ...of("ProjectApprovalIndex", "approvalProjectId", selection.projectIds),
      ];
  }
}

/** The most months that are read side by side. */
const mostMonthsAtOnce = 24;

/**
 * All entries, from month to month: each is four partitions. The longer a list goes on without being full, the more months are read at
 * once: few entries over many years take few rounds.
 */
async function* byMonth(
  tables: Database,
  range: Range<SortKey>,
  now: Date,
): AsyncGenerator<EntryItem, void, undefined> {
  const earliest = await earliestMonth(tables);
  if (earliest === undefined) return;
  const first = later(earliest, range.from?.slice(0, 7));
  // Somewhere it may be tomorrow already.
  const last = earlier(monthsAfter(now.toISOString().slice(0, 7), 1), range.to?.slice(0, 7));
  const step = range.descending ? -1 : 1;
  let month = range.descending ? last : first;
  for (let together = 1; month >= first && month <= last; together = Math.min(2 * together, mostMonthsAtOnce)) {
    const months: string[] = [];
    for (; months.length < together && month >= first && month <= last; month = monthsAfter(month, step))
      months.push(month);
    const sources = months.flatMap((one) =>
      monthShardsOf(one).map((value) => entrySource("MonthIndex", "monthShard", value)),
    );
    yield* merged(tables, sources, range);
  }
}

function later(a: string, b: string | undefined): string {
  return b !== undefined && b > a ? b : a;
}

function earlier(a: string, b: string | undefined): string {
  return b !== undefined && b < a ? b : a;
}

/** The ids of all teams, for the queue of administrators. */
export async function allTeamIds(tables: Database = database): Promise<string[]> {
  const teams = await queryAll<{ readonly id: string }>(ofKind("Teams", "team"), tables);
  return teams.map(({ id }) => id);
}
