/** Recording time: how a new entry comes into somebody's book, whoever asks for it. */

import { ApiError, forbidden } from "@aerotage/core/contract/errors";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import type { Caller } from "@aerotage/core/lambda/caller";
import { minutesInDay } from "@aerotage/core/time/calendar";
import { dayAfter } from "@aerotage/core/time/dates";
import { userNotFound } from "@aerotage/kernel/contract/errors";
import { hourlyRate, type Money } from "@aerotage/kernel/domain/money";
import { timezoneOf } from "@aerotage/kernel/domain/users";
import { findClient, noteAmounts } from "@aerotage/kernel/persistence/clients";
import { companySettings } from "@aerotage/kernel/persistence/organization";
import { findUserItem } from "@aerotage/kernel/persistence/users";
import type { TimeEntryCreate } from "../contract/time-entries.js";
import { entryActivity } from "../domain/activity.js";
import { type Entry, newEntry, requireOpenPeriod, requireUnprotected, type Timing } from "../domain/entry.js";
import { requireRecordable } from "../domain/recordable.js";
import { partOf } from "../domain/timing.js";
import { noteMonth } from "../persistence/earliest-month.js";
import { insertEntry } from "../persistence/entries.js";
import { readTimesheetTransaction, type TimesheetTransaction } from "../persistence/timesheet-transaction.js";

/** Whose time it is. */
export interface Owner {
  readonly id: string;
  readonly teamId: string | undefined;
  /** IANA. */
  readonly timezone: string;
}

/** The owner of a new entry: the caller, or for administrators anybody. @throws `FORBIDDEN`, `USER_NOT_FOUND` */
export async function ownerOf(caller: Caller, userId: string | undefined): Promise<Owner> {
  if (userId === undefined || userId === caller.id) return caller;
  if (caller.role !== "admin") throw new ApiError(forbidden, "Only administrators may record time for others.");
  const user = await findUserItem(userId);
  if (user?.kind !== "user" || user.erasedAt !== undefined)
    throw new ApiError(userNotFound, `There is no user ${userId}.`);
  return { id: user.id, teamId: user.teamId, timezone: timezoneOf(user) };
}

/** A new entry as it is asked for. */
export interface NewEntryRequest {
  readonly owner: Owner;
  readonly caller: Pick<Caller, "id" | "role">;
  readonly projectId: string;
  readonly timing: Timing;
  /** Another reading of the same times, which counts where `timing` overlaps another entry. */
  readonly timingAsUtc?: Timing | undefined;
  readonly input: Pick<TimeEntryCreate, "description" | "isBillable" | "tags" | "notes" | "status" | "hourlyRate">;
  readonly source: Entry["source"];
  /** True if the entry may be shortened to where there is place for it. */
  readonly fillsGap?: boolean | undefined;
  /** True if the owner was admitted to the project when the work began: it may be closed to them since. */
  readonly isAdmitted?: boolean | undefined;
}

/**
 * Plans a new entry with all that goes along.
 * @throws the errors of `timingErrors`; `FORBIDDEN` for what the caller may not set
 */
export async function recordEntry(unitOfWork: UnitOfWork, recording: NewEntryRequest): Promise<Entry> {
  const { owner, caller, projectId, timingAsUtc, input, source } = recording;
  requireUnprotected({ status: "draft", userId: owner.id }, input, caller);
  const probeOf = (timing: Timing) =>
    ({ id: "", userId: owner.id, projectId, ...timing, isBillable: true, status: "draft" }) as const;
  const probe = probeOf(recording.timing);
  const probes = [
    probe,
    // A gap may begin on the next day.
    ...(recording.fillsGap === true ? [{ ...probe, date: dayAfter(probe.date) }] : []),
    ...(timingAsUtc === undefined ? [] : [probeOf(timingAsUtc)]),
  ];
  const rate = typeof input.hourlyRate === "number" ? input.hourlyRate : undefined;
  const [transaction, settings] = await Promise.all([
    readTimesheetTransaction({ entries: probes, changesTimes: true }),
    companySettings(),
  ]);
  const known = transaction.projects.get(projectId);
  const project =
    recording.isAdmitted === true && known !== undefined
      ? known
      : requireRecordable(known, projectId, owner.id, caller);
  const overlaps = transaction.timesheet.overlapOf(probe) !== undefined;
  const timing = overlaps && timingAsUtc !== undefined ? timingAsUtc : recording.timing;
  const free = recording.fillsGap === true ? transaction.timesheet.longestFreePart(probe) : undefined;
  const entry = newEntry({
    userId: owner.id,
    teamId: owner.teamId,
    project,
    timing: free === undefined ? timing : partOf(timing, free),
    input,
    hourlyRate: rate === undefined ? undefined : await ownRate(unitOfWork, rate, project.clientId, settings.currency),
    source,
    createdBy: caller.id,
    now: unitOfWork.now,
  });
  requireOpenPeriod(entry.date, settings.lockedUntil, caller);
  reserveSlot(transaction, undefined, entry);
  noteMonth(unitOfWork, entry.date, transaction.earliestMonth);
  transaction.plan(unitOfWork);
  insertEntry(unitOfWork, entry);
  unitOfWork.audit(entryActivity("created", undefined, entry));
  return entry;
}

/** Gives an entry its place in the owner's time. @throws `TIME_OVERLAP`, `DAY_LIMIT_EXCEEDED` */
export function reserveSlot(transaction: TimesheetTransaction, before: Entry | undefined, after: Entry): void {
  transaction.timesheet.requireFreeSlot(after, minutesInDay(after.date, after.timezone));
  transaction.change(before, after);
}

/** Plans a rate for one entry, in the client's currency, which it keeps from then on. @throws `VALIDATION_ERROR` */
export async function ownRate(
  unitOfWork: UnitOfWork,
  value: number,
  clientId: string,
  companyCurrency: string,
): Promise<Money> {
  const currency = await ownCurrencyOf(clientId);
  const rate = hourlyRate(value, currency ?? companyCurrency, "hourlyRate");
  noteAmounts(unitOfWork, { id: clientId, ...(currency !== undefined && { currency }) }, "entry");
  return rate;
}

/** The currency that a client has of its own. */
export async function ownCurrencyOf(clientId: string): Promise<string | undefined> {
  return (await findClient(clientId))?.currency;
}
