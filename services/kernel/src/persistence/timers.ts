/** The item of a user's running timer. */

import { itemId } from "@aerotage/core/contract/tables";

/** The id of somebody's running timer in TimeEntries. */
export function timerKey(userId: string): string {
  return itemId("TimeEntries", "timer", userId);
}
