/**
 * Importing: a file becomes entries in parts that are written one by one, some people side by side. What was written stays, and has an
 * id that follows from its row; so the same file can be sent again after whatever ended an import, and goes on where that ended.
 */

import { OptimisticLockError, retryOnConflict } from "@aerotage/core/database/optimistic-lock";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import type { HandlerRequest } from "@aerotage/core/lambda/pipeline";
import { companySettings } from "@aerotage/kernel/persistence/organization";
import type { importTimeEntries } from "../contract/import.js";
import { entryActivity } from "../domain/activity.js";
import type { Entry } from "../domain/entry.js";
import { byPerson, type Candidate, candidatesOf, chunksOf, timesheetEntryOf } from "../domain/import/candidates.js";
import { type Circumstances, decide } from "../domain/import/decide.js";
import { reported, Tally } from "../domain/import/report.js";
import { readFile } from "../domain/import/rows.js";
import type { Page } from "../domain/timesheet.js";
import { noteMonth } from "../persistence/earliest-month.js";
import { insertEntry } from "../persistence/entries.js";
import { idsThere, peopleOf, projectsOf } from "../persistence/import-sources.js";
import { readTimesheetTransaction, type TimesheetTransaction } from "../persistence/timesheet-transaction.js";

type ImportRequest = Pick<HandlerRequest<typeof importTimeEntries>, "body" | "caller" | "unitOfWork" | "now">;

/** How many people's entries are written at once. */
const maxPeopleAtOnce = 4;
/** So long before the end of the request no part is begun any more: the last ones still have to be written, and answered. */
const closingMilliseconds = 5_000;

/** Imports a file, or says what would become of it. @throws the errors of `importTimeEntries` */
export async function importFile({ body, caller, unitOfWork, now }: ImportRequest) {
  const { dryRun = false, people: peopleNames, projects: projectNames } = body;
  const { timezone, lockedUntil } = await companySettings();
  const { format, count, rows, refused, zeroDuration, columns } = readFile(body, body.timezone ?? timezone, now);
  const [people, projects] = await Promise.all([peopleOf(rows, peopleNames), projectsOf(rows, projectNames)]);
  const candidates = candidatesOf(rows, people, projects, refused);
  const run: Run = {
    unitOfWork,
    dryRun,
    circumstances: { lockedUntil, importerId: caller.id, now },
    closingAt: (unitOfWork.deadline ?? Number.POSITIVE_INFINITY) - closingMilliseconds,
    tally: new Tally(refused),
  };
  await importPeople(byPerson(candidates), run);
  const unmapped = { people: people.missing, projects: projects.missing };
  return reported(run.tally, { dryRun, format, rows: count, zeroDuration, unmapped, columns });
}

/** One import. */
interface Run {
  readonly unitOfWork: UnitOfWork;
  readonly dryRun: boolean;
  readonly circumstances: Circumstances;
  /** When no part is begun any more, epoch milliseconds. */
  readonly closingAt: number;
  readonly tally: Tally;
}

async function importPeople(people: Candidate[][], run: Run): Promise<void> {
  const inTurn = async (): Promise<void> => {
    for (let next = people.shift(); next !== undefined; next = people.shift()) await importPerson(next, run);
  };
  // Each to the end, whatever becomes of the others: nothing may go on after the answer.
  const settled = await Promise.allSettled(Array.from({ length: maxPeopleAtOnce }, inTurn));
  for (const outcome of settled) if (outcome.status === "rejected") throw outcome.reason;
}

/** Imports what one person has worked, part by part: each is decided on by what the earlier ones have left. */
async function importPerson(candidates: readonly Candidate[], run: Run): Promise<void> {
  const { tally } = run;
  const rehearsed = new Map<string, Page>();
  if (Date.now() >= run.closingAt) return tally.leaveOff();
  const known = await idsThere(candidates.map(({ id }) => id));
  const missing = candidates.filter(({ id }) => !known.has(id));
  tally.skipped += candidates.length - missing.length;
  for (const chunk of chunksOf(missing)) {
    if (Date.now() >= run.closingAt) return tally.leaveOff();
    tally.add(await importChunk(chunk, run, rehearsed));
  }
}

/** Imports some candidates of one person in one transaction; what somebody else changes meanwhile is decided on again. */
function importChunk(chunk: readonly Candidate[], run: Run, rehearsed: Map<string, Page>) {
  // Before the first attempt they were looked up just now.
  let known: ReadonlySet<string> | undefined = new Set();
  return retryOnConflict(async () => {
    const there = known ?? (await idsThere(chunk.map(({ id }) => id)));
    known = undefined;
    const missing = chunk.filter(({ id }) => !there.has(id));
    const transaction = await readTimesheetTransaction({
      entries: missing.map(timesheetEntryOf),
      changesTimes: true,
      userIds: missing.map(({ userId }) => userId),
      rehearsed,
    });
    const { entries, refused } = decide(missing, transaction, run.circumstances);
    if (run.dryRun) for (const { page } of transaction.timesheet.changes()) rehearsed.set(page.id, page);
    else await write(entries, transaction, run.unitOfWork.separateTransaction());
    return { entries, refused, skipped: chunk.length - missing.length };
  }, run.unitOfWork);
}

async function write(entries: readonly Entry[], transaction: TimesheetTransaction, part: UnitOfWork): Promise<void> {
  const [earliest] = entries.map(({ date }) => date).sort();
  if (earliest === undefined) return;
  noteMonth(part, earliest, transaction.earliestMonth);
  transaction.plan(part);
  for (const entry of entries) {
    insertEntry(part, entry, () => new OptimisticLockError());
    part.audit(entryActivity("created", undefined, entry));
  }
  await part.commit();
}
