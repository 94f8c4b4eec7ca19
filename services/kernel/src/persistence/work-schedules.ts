/** The item of a user's work schedules. */

/** The id of a person's schedule in the Users table. */
export function workScheduleKey(userId: string): string {
  return `schedule#${userId}`;
}
