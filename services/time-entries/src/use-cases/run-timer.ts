/** Starting, changing and stopping a timer. */

import { ApiError, fieldError } from "@aerotage/core/contract/errors";
import { mergePatch } from "@aerotage/core/contract/merge-patch";
import { OptimisticLockError } from "@aerotage/core/database/optimistic-lock";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import type { Caller } from "@aerotage/core/lambda/caller";
import type { HandlerRequest } from "@aerotage/core/lambda/pipeline";
import { newId } from "@aerotage/core/runtime/ids";
import { findProject } from "@aerotage/kernel/persistence/projects";
import type { TimeEntryResponse } from "../contract/time-entries.js";
import { type startTimer, type stopTimer, timerNotRunning, type updateTimer } from "../contract/timer.js";
import { toEntryResponse } from "../domain/entry.js";
import { requireRecordable } from "../domain/recordable.js";
import { correctedStart, startOf, type Timer, timedBy } from "../domain/timer.js";
import { findTimer, insertTimer, removeTimer, replaceTimer } from "../persistence/timers.js";
import { ownerOf, recordEntry } from "./record-entry.js";

type StartBody = HandlerRequest<typeof startTimer>["body"];
type UpdateBody = HandlerRequest<typeof updateTimer>["body"];
type StopBody = HandlerRequest<typeof stopTimer>["body"];

/** Plans that the caller's timer runs. @throws `TIMER_RUNNING` on commit; the errors of a project that takes no time */
export async function start(unitOfWork: UnitOfWork, caller: Caller, body: StartBody): Promise<Timer> {
  const { projectId, startTime, tags = [], ...fields } = body;
  const startedAt = startOf(startTime, unitOfWork.now);
  await requireProject(projectId, caller);
  const timer: Timer = mergePatch(
    { projectId, tags: [...new Set(tags)], startedAt, timezone: caller.timezone, revision: newId(unitOfWork.now) },
    fields,
  );
  insertTimer(unitOfWork, caller.id, timer);
  unitOfWork.audit({
    type: "timer.started",
    entityType: "timer",
    entityId: caller.id,
    after: { projectId, startedAt: timer.startedAt },
  });
  return timer;
}

/** Plans that the caller's timer runs as they say now. @throws `TIMER_NOT_RUNNING`, the errors of a project that takes no time */
export async function change(unitOfWork: UnitOfWork, caller: Caller, body: UpdateBody): Promise<Timer> {
  const before = await runningTimer(caller.id, caller);
  const { projectId = before.projectId, startTime, tags, ...fields } = body;
  const startedAt = startTime === undefined ? before.startedAt : startOf(startTime, unitOfWork.now);
  if (projectId !== before.projectId) await requireProject(projectId, caller);
  const changes = {
    ...fields,
    projectId,
    startedAt,
    tags: tags && [...new Set(tags)],
    revision: newId(unitOfWork.now),
  };
  const timer: Timer = mergePatch(before, changes);
  replaceTimer(unitOfWork, caller.id, before, timer);
  unitOfWork.audit({
    type: "timer.updated",
    entityType: "timer",
    entityId: caller.id,
    before: { projectId: before.projectId, startedAt: before.startedAt },
    after: { projectId, startedAt },
  });
  return timer;
}

/**
 * Plans that a timer runs no more, and the entry that it becomes: the caller's own, or for administrators anybody's.
 * @throws `TIMER_NOT_RUNNING`, `TIMER_TOO_LONG`, and the errors of recording: then it runs on
 */
export async function stop(
  unitOfWork: UnitOfWork,
  caller: Caller,
  body: StopBody,
): Promise<TimeEntryResponse | undefined> {
  const { discard, startTime, endTime, userId, ...fields } = body;
  const owner = await ownerOf(caller, userId);
  const running = await runningTimer(owner.id, caller);
  if (discard === true) {
    removeTimer(unitOfWork, owner.id, running);
    const before = { projectId: running.projectId, startedAt: running.startedAt };
    unitOfWork.audit({ type: "timer.discarded", entityType: "timer", entityId: owner.id, before });
    return undefined;
  }
  const startedAt = startTime === undefined ? running.startedAt : correctedStart(startTime, unitOfWork.now);
  const timer = mergePatch({ ...running, startedAt }, fields);
  if (timer.description === undefined) throw missingDescription();
  const { projectId, description, isBillable, tags, notes } = timer;
  const timing = timedBy(timer, endTime, unitOfWork.now);
  const input = { description, isBillable, tags: [...tags], notes };
  const isAdmitted = projectId === running.projectId;
  const recording = { owner, caller, projectId, timing, input, source: "timer", isAdmitted } as const;
  const entry = await recordEntry(unitOfWork, recording).catch((error: Error) =>
    unlessStopped(error, owner.id, running),
  );
  removeTimer(unitOfWork, owner.id, running);
  return toEntryResponse(entry, caller);
}

/** @throws `TIMER_NOT_RUNNING` */
async function runningTimer(userId: string, caller: Pick<Caller, "id">): Promise<Timer> {
  const timer = await findTimer(userId);
  if (timer !== undefined) return timer;
  throw new ApiError(timerNotRunning, `${userId === caller.id ? "Your timer" : "The person's timer"} does not run.`);
}

/** @throws the errors of a project that takes no time of the caller */
async function requireProject(projectId: string, caller: Caller): Promise<void> {
  requireRecordable(await findProject(projectId), projectId, caller.id, caller);
}

/** What overlaps may be the entry of this very timer: then another request has stopped it, and this one decides again. */
async function unlessStopped(error: Error, userId: string, { revision }: Timer): Promise<never> {
  const current = await findTimer(userId);
  throw current?.revision === revision ? error : new OptimisticLockError();
}

function missingDescription(): ApiError {
  return fieldError("description", "must say what was done, since the timer was started without it");
}
