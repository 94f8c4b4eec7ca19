/** The item of a user's running timer. */

/** The id of somebody's running timer in TimeEntries. */
export function timerKey(userId: string): string {
  return `timer#${userId}`;
}
