/** Telling others of timers that somebody may have forgotten. */

import { systemWork } from "@aerotage/core/database/system-work";
import { logger } from "@aerotage/core/runtime/logger";
import { AlreadyReported, type LongTimer, longTimers, markReported } from "../persistence/timers.js";

/** After so many hours a timer counts as forgotten. */
const longHours = 12;
const millisecondsPerHour = 3_600_000;

/** Publishes an event for each timer that has run for more than 12 hours, once. */
export async function tellOfLongTimers(now: Date): Promise<void> {
  for (;;) {
    const timers = await longTimers(new Date(now.getTime() - longHours * millisecondsPerHour));
    for (const timer of timers) await tellOf(timer, now);
    if (timers.length > 0) logger.info("Long timers were told of", { timers: timers.length });
    if (timers.length < 100) return;
  }
}

async function tellOf(timer: LongTimer, now: Date): Promise<void> {
  const { userId, projectId, startedAt } = timer;
  const unitOfWork = systemWork(now);
  const type = "timer.long-running";
  const data = { userId, projectId, startedAt, hours: longHours };
  markReported(unitOfWork, timer);
  unitOfWork.audit({
    type,
    entityType: "timer",
    entityId: userId,
    after: { projectId, startedAt },
    events: [{ type, version: 1, data }],
  });
  try {
    await unitOfWork.commit();
  } catch (error) {
    if (!(error instanceof AlreadyReported)) throw error;
  }
}
