/** What reminders of a week read, and the reservation by which each goes out once. */
import { itemId } from "@aerotage/core/contract/tables";
import { getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { ofKind, queryPages } from "@aerotage/core/database/query";
import { type Reservation, reserve } from "@aerotage/core/database/reservation";
import type { UserItem } from "@aerotage/kernel/domain/users";
import type { WorkScheduleItem } from "@aerotage/kernel/domain/work-schedule";
import { workScheduleKey } from "@aerotage/kernel/persistence/work-schedules";
import type { Reachable } from "../domain/reminder.js";
import { type DayTotals, dayTotalsId } from "../domain/timesheet.js";

/** A user as far as reminders read it. */
export type RemindableUser = UserItem & Reachable;

/** Users per page. */
const usersPerPage = 100;

/** All users, page by page. */
export function userPages(tables: Database = database) {
  return queryPages<RemindableUser>({ ...ofKind("Users", "user"), Limit: usersPerPage }, tables);
}

/** The days of a week of some users, and their work schedules, read consistently. What does not exist is missing. */
export async function weeksOf(
  userIds: readonly string[],
  week: readonly string[],
  tables: Database = database,
): Promise<{ readonly days: DayTotals[]; readonly schedules: WorkScheduleItem[] }> {
  const dayIds = userIds.flatMap((id) => week.map((date) => dayTotalsId(id, date)));
  const [days, schedules] = await Promise.all([
    getMany<DayTotals>(tables, "TimeEntries", dayIds),
    getMany<WorkScheduleItem>(tables, "Users", userIds.map(workScheduleKey)),
  ]);
  return { days, schedules };
}

/** Reserves the reminder of a user's week. @param taken makes the error if it was sent, or is being sent */
export function reserveReminder(
  userId: string,
  week: readonly string[],
  now: Date,
  taken: () => Error,
  tables: Database = database,
): Promise<Reservation> {
  return reserve(tables, {
    table: "TimeEntries",
    id: itemId("TimeEntries", "reminder", userId, week[0] ?? ""),
    now,
    taken,
  });
}
