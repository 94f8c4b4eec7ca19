/**
 * Moving many entries to another state. The entries of one person go together, since they are written with that person's book; some
 * people go side by side. Each entry is decided on by itself: what keeps one back does not keep the others. Entries for which there is no
 * time are named as failed, to be sent again. Whatever was moved stays moved; a repetition of the request (by its idempotency key) finds it
 * done.
 */

import { ApiError, type ErrorDetail, unavailable } from "@aerotage/core/contract/errors";
import { OptimisticLockError, retryOnConflict } from "@aerotage/core/database/optimistic-lock";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import type { Caller } from "@aerotage/core/lambda/caller";
import { logger } from "@aerotage/core/runtime/logger";
import type { CompanySettings } from "@aerotage/kernel/domain/organization";
import { isProjectMember } from "@aerotage/kernel/domain/projects";
import { companySettings } from "@aerotage/kernel/persistence/organization";
import { scopeOf } from "@aerotage/kernel/persistence/teams";
import { type BulkResponse, nothingChanged } from "../contract/time-entries.js";
import { moveActivity } from "../domain/activity.js";
import type { Entry } from "../domain/entry.js";
import { frozenRate } from "../domain/frozen-rates.js";
import { groupedByPerson, partsOf } from "../domain/parts.js";
import { moved, notFound, type Obstacle, obstacleOf, type TransitionName, transitions } from "../domain/transition.js";
import { getEntries, updateEntry } from "../persistence/entries.js";
import { readTimesheetTransaction, type TimesheetTransaction } from "../persistence/timesheet-transaction.js";
import { inTurns } from "./run-in-turns.js";

/** What is to be done with some entries. */
export interface BulkRequest {
  readonly transition: TransitionName;
  readonly caller: Caller;
  readonly unitOfWork: UnitOfWork;
  readonly idempotencyFingerprint: string | undefined;
  readonly reason?: string | undefined;
  readonly comments?: string | undefined;
}

/** The most entries of one transaction. */
const maxTogether = 40;
/** An entry and its activity record. */
const actionsPerEntry = 2;
/** That the person is still in the same team. */
const actionsBeside = 1;
/** A project, what the person has spent of it, and its client. */
const keysPerProject = 3;
/** The person. */
const keysBeside = 1;
/**
 * How many people's entries are moved at once. All records of the change lie in the caller's partition of UserActivity, which takes 1,000
 * write units a second: more people would only wait for each other.
 */
const maxPeopleAtOnce = 4;
/** So long before the end of the request no part is begun any more: the last ones still have to be written, and answered. */
const closingMilliseconds = 5_000;
/** So long before the end of the request a part that others get ahead of is given up, so that the response can still be kept. */
const respondingMilliseconds = 2_000;

/** Moves entries by their ids. */
export async function moveAll(ids: readonly string[], request: BulkRequest): Promise<BulkResponse> {
  return moveEntries(ids, await getEntries(ids), request);
}

/** Moves entries that were read just now; those that are missing are answered as such. */
export async function moveEntries(
  ids: readonly string[],
  entries: readonly Entry[],
  request: BulkRequest,
): Promise<BulkResponse> {
  const result: BulkResponse = { successful: [], failed: [] };
  const present = new Set(entries.map(({ id }) => id));
  for (const id of ids) if (!present.has(id)) result.failed.push({ id, ...notFound(id) });
  await movePeople(entries, request, result);
  const order = new Map(ids.map((id, index) => [id, index]));
  const positionOf = (id: string) => order.get(id) ?? 0;
  result.successful.sort((a, b) => positionOf(a) - positionOf(b));
  result.failed.sort((a, b) => positionOf(a.id) - positionOf(b.id));
  return result;
}

/** Moves the entries of each person, in parts. */
async function movePeople(entries: readonly Entry[], request: BulkRequest, result: BulkResponse): Promise<void> {
  const circumstances = await circumstancesOf(request);
  await inTurns({
    people: groupedByPerson(entries).map(togetherOf),
    peopleAtOnce: maxPeopleAtOnce,
    closingAt: endOf(request) - closingMilliseconds,
    run: (part) => moveOrTell(part, request, circumstances, result),
    leaveOff: (part) => {
      const message = "There was no time left for it. Repeat the request for it.";
      result.failed.push(...part.map(({ id }) => ({ id, code: unavailable.code, message })));
    },
  });
}

/** Parts of one person's entries that can be moved together. */
function togetherOf(entries: readonly Entry[]): Entry[][] {
  return partsOf(entries, maxTogether, (part) => {
    const days = new Set(part.map(({ date }) => date)).size + new Set(part.map(({ date }) => date.slice(0, 7))).size;
    const projects = new Set(part.map(({ projectId }) => projectId)).size;
    return {
      actions: actionsPerEntry * part.length + days + projects + actionsBeside,
      keys: days + keysPerProject * projects + keysBeside,
    };
  });
}

/** The end of the request's time, epoch milliseconds. */
function endOf({ unitOfWork }: BulkRequest): number {
  return unitOfWork.deadline ?? Number.POSITIVE_INFINITY;
}

/** Moves entries of one person, and notes of each what became of it: an error of theirs is not the others'. */
async function moveOrTell(
  entries: readonly Entry[],
  request: BulkRequest,
  circumstances: Circumstances,
  result: BulkResponse,
): Promise<void> {
  try {
    const part = await moveTogether(entries, request, circumstances);
    result.successful.push(...part.successful);
    result.failed.push(...part.failed);
  } catch (error) {
    logger.error("Entries could not be moved", error as Error);
    const { code } = unavailable;
    result.failed.push(...entries.map(({ id }) => ({ id, code, message: "It could not be moved now. Repeat it." })));
  }
}

interface Circumstances {
  readonly settings: CompanySettings;
  readonly memberIds: ReadonlySet<string>;
}

async function circumstancesOf({ caller }: BulkRequest): Promise<Circumstances> {
  const [settings, { memberIds }] = await Promise.all([companySettings(), scopeOf(caller)]);
  return { settings, memberIds };
}

/** Moves entries of one person in one transaction; those that somebody else changes meanwhile are decided on again. */
function moveTogether(
  read: readonly Entry[],
  request: BulkRequest,
  circumstances: Circumstances,
): Promise<BulkResponse> {
  let entries: readonly Entry[] | undefined = read;
  const deadline = endOf(request) - respondingMilliseconds;
  return retryOnConflict(
    async () => {
      entries ??= await getEntries(read.map(({ id }) => id));
      const current = entries;
      entries = undefined;
      const transaction = await transactionOf(current, request.transition);
      const part = request.unitOfWork.separateTransaction(deadline);
      const result: BulkResponse = { successful: [], failed: [] };
      const found = new Map(current.map((entry) => [entry.id, entry]));
      for (const { id } of read) {
        const entry = found.get(id);
        const obstacle = entry === undefined ? notFound(id) : move(part, entry, transaction, request, circumstances);
        if (obstacle === undefined) result.successful.push(id);
        else result.failed.push({ id, ...obstacle });
      }
      transaction.plan(part);
      if (request.transition === "submit" && part.size > 0) transaction.requireTeams(part);
      await part.commit();
      return result;
    },
    { deadline },
  );
}

function transactionOf(entries: readonly Entry[], transition: TransitionName): Promise<TimesheetTransaction> {
  return readTimesheetTransaction({
    entries,
    changesTimes: false,
    ...(transition === "approve" && { clientIds: entries.map(({ clientId }) => clientId) }),
    ...((transition === "approve" || transition === "submit") && { userIds: entries.map(({ userId }) => userId) }),
  });
}

/** Plans the move of an entry; returns what keeps it where it is, if anything does. */
function move(
  unitOfWork: UnitOfWork,
  entry: Entry,
  transaction: TimesheetTransaction,
  request: BulkRequest,
  { settings, memberIds }: Circumstances,
): Obstacle | undefined {
  const { transition, caller, idempotencyFingerprint, reason, comments } = request;
  if (
    idempotencyFingerprint !== undefined &&
    entry.repetition === idempotencyFingerprint &&
    entry.status === transitions[transition].to
  )
    return undefined;
  const project = transaction.projects.get(entry.projectId);
  const obstacle = obstacleOf(entry, {
    transition,
    caller,
    isInScope: ({ userId }) =>
      caller.role === "manager" &&
      (memberIds.has(userId) || (project !== undefined && isProjectMember(project, caller.id))),
    lockedUntil: settings.lockedUntil,
    selfApproval: settings.selfApproval,
  });
  if (obstacle !== undefined) return obstacle;
  const user = transaction.users.get(entry.userId);
  const frozen =
    transition === "approve"
      ? frozenRate(entry, {
          project,
          client: transaction.clients.get(entry.clientId),
          user,
          companyCurrency: settings.currency,
        })
      : undefined;
  const context = {
    caller,
    now: unitOfWork.now,
    teamId: user?.teamId,
    frozen,
    reason,
    comments,
    idempotencyFingerprint,
  };
  const after = moved(entry, transition, context);
  transaction.change(entry, after);
  updateEntry(unitOfWork, entry, after, () => new OptimisticLockError());
  unitOfWork.audit(moveActivity(transition, entry, after, reason));
  return undefined;
}

/**
 * The answer to a bulk request: 200 if all were moved, 207 if some were.
 * @throws `NOTHING_CHANGED` if none was; `SERVICE_UNAVAILABLE` if that would pass
 */
export function bulkStatus({ successful, failed }: BulkResponse): 200 | 207 {
  if (successful.length > 0) return failed.length > 0 ? 207 : 200;
  if (failed.some(({ code }) => code === unavailable.code))
    throw new ApiError(unavailable, "Nothing could be moved now. Repeat the request.", { retryAfterSeconds: 1 });
  const details: ErrorDetail[] = failed.map(({ id, code, message }) => ({ path: id, message: `${code}: ${message}` }));
  throw new ApiError(nothingChanged, details[0]?.message ?? "There is nothing to change.", { details });
}
