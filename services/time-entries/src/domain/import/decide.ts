/** Which candidates become entries: the rules of recording, each row for itself. Pure. */
import { ApiError } from "@aerotage/core/contract/errors";
import { minutesInDay } from "@aerotage/core/time/calendar";
import { projectNotFound } from "@aerotage/kernel/contract/errors";
import type { TimesheetTransaction } from "../../persistence/timesheet-transaction.js";
import { type Entry, newEntry, requireOpenPeriod } from "../entry.js";
import type { Candidate } from "./candidates.js";
import { eachRow, type Refused } from "./refusals.js";

/** What is the same for all rows. */
export interface Circumstances {
  /** Calendar date. */
  readonly lockedUntil: string | undefined;
  /** Who imports. */
  readonly importerId: string;
  readonly now: Date;
}

/**
 * The entries that have a place in their owner's time, which have it from then on; the others are refused. What is imported is history:
 * neither must the project be active nor the owner its member.
 */
export function decide(
  candidates: readonly Candidate[],
  transaction: Pick<TimesheetTransaction, "timesheet" | "projects" | "users" | "change">,
  { lockedUntil, importerId, now }: Circumstances,
): { readonly entries: Entry[]; readonly refused: Refused[] } {
  const refused: Refused[] = [];
  const entries = eachRow(candidates, refused, ({ id, userId, projectId, timing, input }) => {
    const project = transaction.projects.get(projectId);
    if (project === undefined) throw new ApiError(projectNotFound, `There is no project ${projectId}.`);
    requireOpenPeriod(timing.date, lockedUntil, { role: "admin" });
    const teamId = transaction.users.get(userId)?.teamId;
    const entry = newEntry({
      id,
      userId,
      teamId,
      project,
      timing,
      input,
      source: "import",
      createdBy: importerId,
      now,
    });
    transaction.timesheet.requireFreeSlot(entry, minutesInDay(entry.date, entry.timezone));
    transaction.change(undefined, entry);
    return entry;
  });
  return { entries, refused };
}
