/** Starting and stopping a timer. */
import type { Caller } from "@aerotage/core/caller";
import { batchGet } from "@aerotage/core/database/batch";
import { database } from "@aerotage/core/database/client";
import { Contended } from "@aerotage/core/database/contention";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { ApiError, fieldError } from "@aerotage/core/errors";
import { newId } from "@aerotage/core/ids";
import type { HandlerRequest } from "@aerotage/core/lambda/http";
import { overlay } from "@aerotage/core/overlay";
import type { ProjectItem } from "@aerotage/core/projects";
import type { TimeEntryAnswer } from "../contract.js";
import { answerOf } from "../domain/entry.js";
import { requireRecordable } from "../domain/recordable.js";
import { startOf, type Timer, timedBy } from "../domain/timer.js";
import { record } from "../recording.js";
import { type startTimer, type stopTimer, timerNotRunning } from "./contract.js";
import { findTimer, insertTimer, removeTimer } from "./repository.js";

type StartBody = HandlerRequest<typeof startTimer>["body"];
type StopBody = HandlerRequest<typeof stopTimer>["body"];

/** Plans that the caller's timer runs. @throws `TIMER_RUNNING` on commit; the errors of a project that takes no time */
export async function start(work: UnitOfWork, caller: Caller, body: StartBody): Promise<Timer> {
  const { projectId, startTime, tags = [], ...said } = body;
  const startedAt = startOf(startTime, work.now);
  const { Projects } = await batchGet(database, { Projects: [{ id: projectId }] });
  requireRecordable(Projects?.[0] as unknown as ProjectItem | undefined, projectId, caller.id, caller);
  const timer: Timer = overlay(
    { projectId, tags: [...new Set(tags)], startedAt, timezone: caller.timezone, revision: newId(work.now) },
    said,
  );
  insertTimer(work, caller.id, timer);
  work.record({
    type: "timer.started",
    entityType: "timer",
    entityId: caller.id,
    after: { projectId, startedAt: timer.startedAt },
  });
  return timer;
}

/**
 * Plans that the caller's timer runs no more, and the entry that it becomes.
 * @throws `TIMER_NOT_RUNNING`, `TIMER_TOO_LONG`, and the errors of recording: then it runs on
 */
export async function stop(work: UnitOfWork, caller: Caller, body: StopBody): Promise<TimeEntryAnswer | undefined> {
  const running = await findTimer(caller.id);
  if (running === undefined) throw new ApiError(timerNotRunning, "Your timer does not run.");
  const { discard, endTime, ...said } = body;
  if (discard === true) {
    removeTimer(work, caller.id, running);
    const before = { projectId: running.projectId, startedAt: running.startedAt };
    work.record({ type: "timer.discarded", entityType: "timer", entityId: caller.id, before });
    return undefined;
  }
  const timer = overlay(running, said);
  if (timer.description === undefined) throw missingDescription();
  const { projectId, description, isBillable, tags, notes } = timer;
  const timing = timedBy(running, endTime, work.now);
  const input = { description, isBillable, tags: [...tags], notes };
  const recording = { owner: caller, caller, projectId, timing, input, source: "timer" } as const;
  const entry = await record(work, recording).catch((error: Error) => unlessStopped(error, caller.id, running));
  removeTimer(work, caller.id, running);
  return answerOf(entry, caller);
}

/** What overlaps may be the entry of this very timer: then another request has stopped it, and this one decides again. */
async function unlessStopped(error: Error, userId: string, { revision }: Timer): Promise<never> {
  const current = await findTimer(userId);
  throw current?.revision === revision ? error : new Contended();
}

function missingDescription(): ApiError {
  return fieldError("description", "must say what was done, since the timer was started without it");
}
