/**
 * Beginning the runs of saved reports that are due. A run is stored, announced, and the schedule moved on in one transaction: however often this is
 * done at once, and wherever it dies, there is one run for a moment. Of several missed moments the latest is made up for.
 */

import { OptimisticLockError } from "@aerotage/core/database/optimistic-lock";
import { systemWork } from "@aerotage/core/database/system-work";
import { faultPoint } from "@aerotage/core/runtime/faults";
import { logger } from "@aerotage/core/runtime/logger";
import { localDateOf } from "@aerotage/core/time/calendar";
import { companySettings } from "@aerotage/kernel/persistence/organization";
import { periodOf } from "../domain/period.js";
import { newRun, outcomeOf } from "../domain/report-run.js";
import { latestRun, nextRun } from "../domain/schedule.js";
import { findConfig } from "../persistence/configs.js";
import { announceAgain, findLeftRuns, insertRun, RunLostError } from "../persistence/runs.js";
import { type DueReport, findDue, moveSchedule } from "../persistence/schedules.js";

/** Begins all runs that are due, and announces again those that nobody goes on with. @throws if any failed, after the others */
export async function claimRuns(now: Date): Promise<void> {
  const [due, left] = await Promise.all([findDue(now), findLeftRuns(now)]);
  const failures: unknown[] = [];
  const each = async <Item>(items: readonly Item[], act: (item: Item) => Promise<void>): Promise<void> => {
    for (const item of items) {
      try {
        await act(item);
      } catch (error) {
        // Somebody else was faster.
        if (!(error instanceof OptimisticLockError || error instanceof RunLostError)) failures.push(error);
      }
    }
  };
  await each(due, (one) => claim(one, now));
  await each(left, async (run) => {
    const unitOfWork = systemWork(now);
    announceAgain(unitOfWork, run);
    await unitOfWork.commit();
  });
  logger.info("Runs of reports were begun", { due: due.length, left: left.length, failed: failures.length });
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} runs could not be begun.`);
}

async function claim({ configId, plannedAt: planned }: DueReport, now: Date): Promise<void> {
  const [config, { weekStart }] = await Promise.all([findConfig(configId), companySettings()]);
  // It was changed or deleted since the index was read.
  if (config?.schedule === undefined || config.nextRunAt !== planned) return;
  const { schedule, filters } = config;
  const plannedAt = latestRun(schedule, planned, now);
  const period = periodOf(filters, { today: localDateOf(plannedAt, schedule.timezone), weekStart });
  const run = newRun(config, plannedAt, period, now);
  const unitOfWork = systemWork(now);
  moveSchedule(unitOfWork, config, planned, nextRun(schedule, now), outcomeOf(run));
  insertRun(unitOfWork, run);
  await faultPoint("before-commit");
  await unitOfWork.commit();
  await faultPoint("after-commit");
}
