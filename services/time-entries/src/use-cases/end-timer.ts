/** Ending the timer of somebody who was deactivated: they cannot stop it themselves. */
import { systemActor } from "@aerotage/core/audit/activity";
import { ApiError } from "@aerotage/core/contract/errors";
import { OptimisticLockError, retryOnConflict } from "@aerotage/core/database/optimistic-lock";
import { systemWork } from "@aerotage/core/database/system-work";
import type { UserItem } from "@aerotage/kernel/domain/users";
import { findProject } from "@aerotage/kernel/persistence/projects";
import { findUserItem } from "@aerotage/kernel/persistence/users";
import { endOfTimer, type Timer, timedBy } from "../domain/timer.js";
import { findTimer, removeTimer } from "../persistence/timers.js";
import { recordEntry } from "./record-entry.js";

/** What nobody has described, of a project that is there no more. */
const unnamedWork = "Work";

/**
 * Stops the timer of somebody who is inactive, and records its time as a draft: as much of it as has place beside their other entries, of
 * 24 hours at most. Where none has, or the project or period takes no time, the activity record alone keeps it.
 *
 * @param at when they were deactivated: the timer ran until then
 */
export async function endTimer(userId: string, at: Date): Promise<void> {
  await retryOnConflict(async () => {
    const [timer, user] = await Promise.all([findTimer(userId), findUserItem(userId)]);
    if (timer === undefined || user?.isActive !== false) return;
    const now = new Date();
    const unitOfWork = systemWork(now);
    if (!(await recordTime(unitOfWork, user, timer, at))) {
      const refused = systemWork(now);
      const { projectId, startedAt } = timer;
      removeTimer(refused, userId, timer);
      const before = { projectId, startedAt, endedAt: endOfTimer(timer, at).toISOString() };
      refused.audit({ type: "timer.discarded", entityType: "timer", entityId: userId, before });
      return await refused.commit();
    }
    removeTimer(unitOfWork, userId, timer);
    await unitOfWork.commit();
  });
}

/** Plans the entry of a timer; returns false if the rules of recording refuse it. */
async function recordTime(
  unitOfWork: ReturnType<typeof systemWork>,
  { id, teamId }: UserItem,
  timer: Timer,
  at: Date,
): Promise<boolean> {
  const { projectId, isBillable, tags, notes, timezone } = timer;
  const project = await findProject(projectId);
  const description = timer.description ?? project?.name ?? unnamedWork;
  const end = endOfTimer(timer, at);
  try {
    await recordEntry(unitOfWork, {
      owner: { id, teamId, timezone },
      caller: { id: systemActor.id, role: "admin" },
      projectId,
      timing: timedBy(timer, end.toISOString(), end),
      input: { description, isBillable, tags: [...tags], notes },
      source: "timer",
      fillsGap: true,
      isAdmitted: true,
    });
    return true;
  } catch (error) {
    if (error instanceof OptimisticLockError || !(error instanceof ApiError) || error.definition.status >= 500)
      throw error;
    return false;
  }
}
