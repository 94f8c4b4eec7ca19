/** Where recorded time lies, as far as several services read it. The time entries service owns it. */

/** The id of somebody's running timer in TimeEntries. */
export function timerKey(userId: string): string {
  return `timer#${userId}`;
}
