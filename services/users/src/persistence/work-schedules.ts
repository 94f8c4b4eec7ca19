/** Where work schedules lie: items beside the users, whose key core knows. */

import type { ActivityInput } from "@aerotage/core/audit/activity";
import { getItem } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import type { WorkScheduleItem } from "@aerotage/kernel/domain/work-schedule";
import { workScheduleKey } from "@aerotage/kernel/persistence/work-schedules";
import type { WorkSchedule } from "../domain/work-schedule.js";

/** The schedule that a person has set, read consistently. */
export async function findWorkSchedule(userId: string, tables: Database = database): Promise<WorkSchedule | undefined> {
  const item = await getItem<WorkScheduleItem>(tables, "Users", workScheduleKey(userId));
  if (item === undefined) return undefined;
  const { id: _id, kind: _kind, name: _name, ...schedule } = item;
  return schedule;
}

/** Plans a person's first schedule, or the next version of theirs. */
export function saveWorkSchedule(unitOfWork: UnitOfWork, before: WorkSchedule, after: WorkSchedule): void {
  if (before.version > 0) unitOfWork.update("Users", toItem(before), toItem(after));
  else unitOfWork.insert("Users", toItem(after), () => unitOfWork.staleVersion());
}

function toItem(schedule: WorkSchedule): WorkScheduleItem & Record<string, unknown> {
  const { userId } = schedule;
  return { ...schedule, id: workScheduleKey(userId), kind: "schedule", name: userId };
}

/** The activity record of a change of a schedule. */
export function workScheduleActivity(before: WorkSchedule, after: WorkSchedule): ActivityInput {
  return {
    type: "work-schedule.updated",
    entityType: "user",
    entityId: after.userId,
    before: auditedFields(before),
    after: auditedFields(after),
  };
}

function auditedFields({ schedules, timezone }: WorkSchedule): Record<string, unknown> {
  return { schedules, timezone };
}
