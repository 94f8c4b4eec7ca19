/** When somebody is meant to work. */
import { batchGet } from "@aerotage/core/database/batch";
import { database } from "@aerotage/core/database/client";
import { timezoneOf, type UserItem } from "@aerotage/kernel/domain/users";
import type { ScheduleHistory, WorkScheduleItem } from "@aerotage/kernel/domain/work-schedule";
import { workScheduleKey } from "@aerotage/kernel/persistence/work-schedules";

/** Somebody's work schedules, and the zone that their times are in. */
export interface WorkSchedules {
  readonly schedules: ScheduleHistory;
  /** IANA. */
  readonly timezone: string;
}

/** When somebody is meant to work; what holds for everybody where they have said nothing. */
export async function workSchedulesOf(userId: string): Promise<WorkSchedules> {
  const { Users = [] } = await batchGet<{ Users: UserItem | WorkScheduleItem }>(database, {
    Users: [{ id: userId }, { id: workScheduleKey(userId) }],
  });
  const user = Users.find((item): item is UserItem => item.id === userId);
  const stored = Users.find((item): item is WorkScheduleItem => item.id !== userId);
  return { schedules: stored?.schedules ?? [], timezone: stored?.timezone ?? timezoneOf(user ?? {}) };
}
