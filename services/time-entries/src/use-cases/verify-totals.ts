/**
 * Holds what is stored beside entries against the entries, and repairs it: the totals of months, the pages of days, and what people have used up
 * of projects. It runs while the system does. Indexes lag behind, so a difference counts only once it is confirmed by consistent reads between
 * which nothing was written.
 */

import type { Database } from "@aerotage/core/database/client";
import { canonicalJson } from "@aerotage/core/text/canonical-json";
import { monthsAfter } from "@aerotage/core/time/dates";
import { MonthTotals, monthTotalsId, unpackCells } from "@aerotage/kernel/domain/month-totals";
import { recordersId, type SpentItem } from "@aerotage/kernel/domain/projects";
import { cellsText, type Derived, derivedFrom, type SpentSums, withoutZeros } from "../domain/derived.js";
import type { Entry } from "../domain/entry.js";
import { dayTotalsId } from "../domain/timesheet.js";
import {
  addRecorder,
  addSpent,
  allUserIds,
  datesOf,
  entriesOfUser,
  isRecorder,
  readDays,
  readMonth,
  readSpent,
  type StoredMonth,
  storedSpentIds,
  writeMonth,
} from "../persistence/derived-items.js";
import { earliestMonth } from "../persistence/earliest-month.js";
import { getEntries } from "../persistence/entries.js";

/** Something that is stored otherwise than the entries say. */
export interface Difference {
  /** The id of the item. */
  readonly id: string;
  /** What is stored, and what should be, as JSON; empty where there is no item. */
  readonly stored: string;
  readonly expected: string;
}

/** What was looked at, and what differs. */
export interface Verification {
  readonly people: number;
  readonly entries: number;
  readonly differences: readonly Difference[];
}

export interface VerifyOptions {
  readonly tables: Database;
  /** Some people alone; everybody without it. */
  readonly userIds?: readonly string[] | undefined;
  /** True to repair what differs. */
  readonly repair: boolean;
  /** Told of each difference once it is confirmed. */
  readonly onDifference: (difference: Difference) => void;
  readonly now: Date;
}

/** How often a person's month is read again while it is being written. */
const confirmations = 10;
const peopleAtOnce = 4;

/** Verifies all totals, and repairs them where it is asked for. */
export async function verifyTotals(options: VerifyOptions): Promise<Verification> {
  const { tables, now } = options;
  const [earliest, userIds] = await Promise.all([earliestMonth(tables), options.userIds ?? allUserIds(tables)]);
  const months = earliest === undefined ? [] : monthsBetween(earliest, monthsAfter(now.toISOString().slice(0, 7), 1));
  const differences: Difference[] = [];
  const verified: VerifyOptions = {
    ...options,
    onDifference: (difference) => {
      differences.push(difference);
      options.onDifference(difference);
    },
  };
  let entries = 0;
  const spent = new Map<string, SpentSums>();
  const waiting = [...userIds];
  const takeTurns = async () => {
    for (let userId = waiting.shift(); userId !== undefined; userId = waiting.shift()) {
      const person = await verifyPerson(userId, months, verified);
      entries += person.entries;
      for (const [key, sums] of person.spent) spent.set(key, sums);
    }
  };
  await Promise.all(Array.from({ length: peopleAtOnce }, takeTurns));
  await verifySpent(spent, months, verified);
  return { people: userIds.length, entries, differences };
}

function monthsBetween(first: string, last: string): string[] {
  const months: string[] = [];
  for (let month = first; month <= last; month = monthsAfter(month, 1)) months.push(month);
  return months;
}

/** Verifies what is stored of a person; returns how many entries they have, and what these use up. */
async function verifyPerson(userId: string, months: readonly string[], options: VerifyOptions) {
  const { tables } = options;
  const entries = await entriesOfUser(userId, tables);
  const ofMonth = new Map(months.map((month) => [month, [] as Entry[]]));
  for (const entry of entries) ofMonth.get(entry.date.slice(0, 7))?.push(entry);
  const derived = derivedFrom(entries);
  for (const [month, known] of ofMonth) {
    const stored = await readMonth(userId, month, tables);
    if (differencesOf(stored, derived, userId, month).length > 0)
      await confirmMonth(
        userId,
        month,
        known.map(({ id }) => id),
        options,
      );
  }
  return { entries: entries.length, spent: derived.spent };
}

function differencesOf({ totals, days }: StoredMonth, derived: Derived, userId: string, month: string): Difference[] {
  const id = monthTotalsId(userId, month);
  const found = [
    {
      id,
      stored: totals === undefined ? "" : cellsText(new MonthTotals(unpackCells(totals.cells))),
      expected: derived.months.has(id) ? cellsText(derived.months.get(id)) : "",
    },
    ...datesOf(month).map((date) => {
      const key = dayTotalsId(userId, date);
      return { id: key, stored: canonicalJson(days.get(key)?.entries), expected: canonicalJson(derived.days.get(key)) };
    }),
  ];
  return found.filter(({ stored, expected }) => stored !== expected);
}

/** Compares a person's month by consistent reads between which nothing was written; then tells of what differs, and repairs it. */
async function confirmMonth(
  userId: string,
  month: string,
  knownIds: readonly string[],
  { tables, repair, onDifference, now }: VerifyOptions,
): Promise<void> {
  for (let attempt = 0; attempt < confirmations; attempt += 1) {
    const stored = await readMonth(userId, month, tables);
    const ids = [...stored.days.values()].flatMap(({ entries }) => Object.keys(entries));
    const entries = (await getEntries([...knownIds, ...ids], tables)).filter(
      (entry) => entry.userId === userId && entry.date.startsWith(month),
    );
    const again = await readMonth(userId, month, tables);
    if (revisionsOf(again) !== revisionsOf(stored)) continue;
    const derived = derivedFrom(entries);
    const differences = differencesOf(stored, derived, userId, month);
    for (const difference of differences) onDifference(difference);
    if (!repair || differences.length === 0) return;
    const differing = differences.map(({ id }) => id);
    if (await writeMonth(differing, stored, derived, tables, now)) return;
  }
  throw new Error(`The month ${month} of ${userId} was written too often to be compared. Verify again.`);
}

function revisionsOf({ totals, days }: StoredMonth): string {
  return canonicalJson([totals?.revision, [...days].map(([id, { revision }]) => [id, revision]).sort()]);
}

/** Verifies what people have used up of projects. @param expected by the ids of items, as the indexes know the entries */
async function verifySpent(
  expected: ReadonlyMap<string, SpentSums>,
  months: readonly string[],
  options: VerifyOptions,
): Promise<void> {
  const { tables } = options;
  const stored = await storedSpentIds(tables);
  const requestedUsers = options.userIds && new Set(options.userIds);
  const keys = [...new Set([...stored, ...expected.keys()])].filter(
    (key) => requestedUsers?.has(key.split("#")[2] ?? "") ?? true,
  );
  await verifyRecorders(new Set(stored), keys, expected, options);
  const items = new Map((await readSpent(keys, tables)).map((item) => [item.id, item]));
  for (const key of keys)
    if (sumsText(items.get(key)) !== sumsText(expected.get(key))) await confirmSpent(key, months, options);
}

/** Verifies that whoever has entries of a project is among its recorders: by these the sums, and reports, find them. */
async function verifyRecorders(
  stored: ReadonlySet<string>,
  keys: readonly string[],
  expected: ReadonlyMap<string, SpentSums>,
  { tables, repair, onDifference }: VerifyOptions,
): Promise<void> {
  for (const key of keys) {
    if (stored.has(key) || (expected.get(key)?.entries ?? 0) === 0) continue;
    const [, projectId = "", userId = ""] = key.split("#");
    // The first entry of a project makes it, with the entry; what was read just before may be older.
    if (await isRecorder(projectId, userId, tables)) continue;
    onDifference({ id: recordersId(projectId), stored: "", expected: canonicalJson(userId) });
    if (repair) await addRecorder(projectId, userId, tables);
  }
}

const amountPrefix = "amount";

function sumsOf({ minutes, entries, ...rest }: SpentItem): SpentSums {
  const amounts = Object.entries(rest).filter(([name]) => name.startsWith(amountPrefix));
  return withoutZeros({
    minutes,
    entries,
    amounts: Object.fromEntries(amounts.map(([name, minor]) => [name.slice(amountPrefix.length), Number(minor)])),
  });
}

const nothing: SpentSums = { minutes: 0, entries: 0, amounts: {} };

/** Sums as text. An item that is missing says the same as one of zeros. */
function sumsText(sums: SpentItem | SpentSums | undefined): string {
  return canonicalJson(sums === undefined ? nothing : "id" in sums ? sumsOf(sums) : sums);
}

/** Compares what a person has used up of a project by consistent reads; then tells of what differs, and repairs it. */
async function confirmSpent(
  key: string,
  months: readonly string[],
  { tables, repair, onDifference }: VerifyOptions,
): Promise<void> {
  const [, projectId = "", userId = ""] = key.split("#");
  for (let attempt = 0; attempt < confirmations; attempt += 1) {
    const [stored] = await readSpent([key], tables);
    const days = await readDays(userId, months, tables);
    const ids = days.flatMap(({ entries }) => Object.keys(entries));
    const entries = (await getEntries(ids, tables)).filter((entry) => entry.projectId === projectId);
    const expected = derivedFrom(entries).spent.get(key) ?? nothing;
    const [again] = await readSpent([key], tables);
    if (canonicalJson(again) !== canonicalJson(stored)) continue;
    if (sumsText(stored) === sumsText(expected)) return;
    onDifference({ id: key, stored: sumsText(stored), expected: sumsText(expected) });
    if (repair) await repairSpent(key, stored, expected, tables);
    return;
  }
  throw new Error(`${key} was written too often to be compared. Verify again.`);
}

/**
 * Adds what is missing, or takes away what is too much. Recording time only adds to the item, so what it adds meanwhile stays. Who has used up
 * something of a project is one of its recorders.
 */
async function repairSpent(
  key: string,
  stored: SpentItem | undefined,
  expected: SpentSums,
  tables: Database,
): Promise<void> {
  const [, projectId = "", userId = ""] = key.split("#");
  const [now, wanted] = [numbersOf(stored === undefined ? nothing : sumsOf(stored)), numbersOf(expected)];
  const names = [...new Set([...Object.keys(now), ...Object.keys(wanted)])];
  const differences = Object.fromEntries(names.map((name) => [name, (wanted[name] ?? 0) - (now[name] ?? 0)]));
  await addSpent(key, { projectId, userId }, differences, tables);
}

function numbersOf({ minutes, entries, amounts }: SpentSums): Record<string, number> {
  const named = Object.entries(amounts).map(([currency, minor]) => [`${amountPrefix}${currency}`, minor] as const);
  return { minutes, entries, ...Object.fromEntries(named) };
}
