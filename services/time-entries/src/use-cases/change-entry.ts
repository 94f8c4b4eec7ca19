/** Changing and deleting what was recorded. */

import { ApiError } from "@aerotage/core/contract/errors";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import type { Caller } from "@aerotage/core/lambda/caller";
import { type Money, toMajor } from "@aerotage/kernel/domain/money";
import type { CompanySettings } from "@aerotage/kernel/domain/organization";
import { noteAmounts } from "@aerotage/kernel/persistence/clients";
import { type TimeEntryUpdate, timeEntryHasRate } from "../contract/time-entries.js";
import { entryActivity } from "../domain/activity.js";
import { changedEntry, type Entry, requireOpenPeriod, timingOf } from "../domain/entry.js";
import { requireRecordable } from "../domain/recordable.js";
import { concernsTiming, resolveChangedTiming } from "../domain/timing.js";
import { noteMonth } from "../persistence/earliest-month.js";
import { removeEntry, updateEntry } from "../persistence/entries.js";
import { readTimesheetTransaction } from "../persistence/timesheet-transaction.js";
import { ownCurrencyOf, ownRate, reserveSlot } from "./record-entry.js";

interface RewriteContext {
  readonly caller: Caller;
  readonly settings: CompanySettings;
}

/**
 * Plans an entry's next version with all that goes along; nothing where nothing differs.
 * @throws the errors of `timingErrors`
 */
export async function changeEntry(
  unitOfWork: UnitOfWork,
  before: Entry,
  input: TimeEntryUpdate,
  { caller, settings }: RewriteContext,
): Promise<Entry> {
  const timing = concernsTiming(input) ? resolveChangedTiming(before, input, unitOfWork.now) : timingOf(before);
  requireOpenPeriod(timing.date, settings.lockedUntil, caller);
  const projectId = input.projectId ?? before.projectId;
  const transaction = await readTimesheetTransaction({
    entries: [before, { ...before, ...timing, projectId }],
    changesTimes: true,
  });
  // Somebody may still correct time on a project that was closed since.
  const project =
    projectId === before.projectId
      ? { id: projectId, clientId: before.clientId }
      : requireRecordable(transaction.projects.get(projectId), projectId, before.userId, caller);
  const hourlyRate = await rateAfter(unitOfWork, before, input, project.clientId, settings.currency);
  const after = changedEntry(before, input, { timing, project, hourlyRate, now: unitOfWork.now });
  if (after === before) return before;
  noteMonth(unitOfWork, after.date, transaction.earliestMonth);
  reserveSlot(transaction, before, after);
  // Before the pages: of two changes of one entry the loser is told so, and does not decide again on what the winner wrote.
  updateEntry(unitOfWork, before, after);
  transaction.plan(unitOfWork);
  unitOfWork.audit(entryActivity("updated", before, after));
  return after;
}

/**
 * The entry's own rate after a change. The same number sent back, as whole forms do, is no change.
 * @throws `TIME_ENTRY_HAS_RATE` if the rate stays and the entry goes to a client of another currency
 */
async function rateAfter(
  unitOfWork: UnitOfWork,
  { hourlyRate: stored, clientId: before }: Entry,
  { hourlyRate: said }: TimeEntryUpdate,
  clientId: string,
  companyCurrency: string,
): Promise<Money | undefined> {
  const stays = said === undefined || (stored !== undefined && said === toMajor(stored));
  if (!stays) return said === null ? undefined : ownRate(unitOfWork, said, clientId, companyCurrency);
  if (stored === undefined || clientId === before) return stored;
  const own = await ownCurrencyOf(clientId);
  const currency = own ?? companyCurrency;
  if (stored.currency !== currency)
    throw new ApiError(
      timeEntryHasRate,
      `The entry has a rate of its own in ${stored.currency}, and this project is billed in ${currency}. An administrator must clear that rate, or set another one.`,
    );
  noteAmounts(unitOfWork, { id: clientId, ...(own !== undefined && { currency: own }) }, "entry");
  return stored;
}

/** Plans that an entry is there no more, and nothing of it counts. */
export async function eraseEntry(unitOfWork: UnitOfWork, entry: Entry): Promise<void> {
  const transaction = await readTimesheetTransaction({ entries: [entry], changesTimes: true });
  transaction.change(entry, undefined);
  removeEntry(unitOfWork, entry);
  transaction.plan(unitOfWork);
  unitOfWork.audit(entryActivity("deleted", entry, undefined));
}
