/** What rows would become: whose entries, under which ids, written together with which others. Pure. */
import { createHash } from "node:crypto";
import { monthTotalsId } from "@aerotage/kernel/domain/month-totals";
import type { NewEntry, Timing } from "../entry.js";
import { groupedByPerson, partsOf } from "../parts.js";
import type { Spending } from "../spending.js";
import { type TimesheetEntry, timesheetItemIds } from "../timesheet.js";
import { matched, type People, type Projects } from "./matching.js";
import { eachRow, type Refused, RowRefused } from "./refusals.js";
import type { Row } from "./rows.js";

/** A row that may become an entry. */
export interface Candidate {
  readonly line: number;
  readonly id: string;
  readonly userId: string;
  readonly projectId: string;
  readonly timing: Timing;
  readonly input: NewEntry["input"];
}

/** The candidates of some rows, in their order. Rows that are none are refused. */
export function candidatesOf(
  rows: readonly Row[],
  people: People,
  projects: Projects,
  refused: Refused[],
): Candidate[] {
  const occurrences = new Map<string, number>();
  return eachRow(rows, refused, (row) => {
    const { line, description, written, entry } = row;
    const owned = matched(row, people, projects);
    const content = JSON.stringify([owned.userId, owned.projectId, written.start, written.length, description]);
    // Rows that are refused count, so that the others keep their ids when these are put right.
    const occurrence = (occurrences.get(content) ?? 0) + 1;
    occurrences.set(content, occurrence);
    if ("refusal" in entry) throw new RowRefused(entry.refusal.code, entry.refusal.message);
    const { timing, ...input } = entry.value;
    const id = importedId(written.start, `${content}${occurrence}`);
    return { line, id, ...owned, timing, input: { description, ...input } };
  });
}

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const idLength = 26;
const bitsPerCharacter = 5n;
/** The part of a ULID that is not its time. */
const randomBits = 80n;
const randomHexDigits = 20;
/** A time that is read as if it were in UTC: the zone of the file's clock may be said otherwise the next time. */
const isWallClock = /T\d\d:\d\d$/;

/**
 * The id of an entry that was imported: the same whenever the same row is, in whatever zone, so that it is made once. A ULID whose time
 * is that of the row as the file writes it, and whose random part follows from its content.
 * @param start a date, or a date and a time
 */
export function importedId(start: string, content: string): string {
  const random = createHash("sha256").update(content).digest("hex").slice(0, randomHexDigits);
  const milliseconds = Date.parse(isWallClock.test(start) ? `${start}Z` : start);
  // A ULID knows no time before 1970.
  let rest = (BigInt(Math.max(milliseconds, 0)) << randomBits) | BigInt(`0x${random}`);
  let id = "";
  while (id.length < idLength) {
    id = `${alphabet[Number(rest & 31n)]}${id}`;
    rest >>= bitsPerCharacter;
  }
  return id;
}

/** What of a candidate stands in the book, and counts for its project, as a draft. */
export function timesheetEntryOf({ id, userId, projectId, timing }: Candidate): TimesheetEntry & Spending {
  return { id, userId, projectId, ...timing, isBillable: true, status: "draft" };
}

/**
 * The candidates of each person, in the order of time and then of the file: what is near in time shares pages of the book, and every
 * upload decides in the same order.
 */
export function byPerson(candidates: readonly Candidate[]): Candidate[][] {
  const moment = ({ timing }: Candidate) => timing.startedAt ?? timing.date;
  return groupedByPerson(candidates).map((ofPerson) =>
    ofPerson.sort((a, b) => Number(moment(a) > moment(b)) - Number(moment(a) < moment(b))),
  );
}

/** The most rows of one transaction. */
const maxTogether = 20;
/** An entry and its activity record. */
const actionsPerRow = 2;
/** What a person has spent of a project, that they have, and that it is still the client's. */
const actionsPerProject = 3;
/** The earliest month. */
const actionsBeside = 1;
/** A project, and what the person has spent of it. */
const keysPerProject = 2;
/** The earliest month, and the person. */
const keysBeside = 2;

/** Parts of one person's candidates that can be written together. */
export function chunksOf(candidates: readonly Candidate[]): Candidate[][] {
  return partsOf(candidates, maxTogether, (chunk) => {
    const timesheetEntry = chunk.map(timesheetEntryOf);
    const pages =
      new Set(timesheetEntry.flatMap(timesheetItemIds)).size +
      new Set(timesheetEntry.map(({ userId, date }) => monthTotalsId(userId, date))).size;
    const projects = new Set(chunk.map(({ projectId }) => projectId)).size;
    return {
      actions: actionsPerRow * chunk.length + pages + actionsPerProject * projects + actionsBeside,
      keys: pages + keysPerProject * projects + keysBeside,
    };
  });
}
