/** The item of a user's work schedules. */

import { itemId } from "@aerotage/core/contract/tables";

/** The id of a person's schedule in the Users table. */
export function workScheduleKey(userId: string): string {
  return itemId("Users", "workSchedule", userId);
}
