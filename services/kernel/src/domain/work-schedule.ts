/** When a user is meant to work. The users service stores work schedules; targets and gaps of time are measured against them. */

/** The days of a week as schedules name them, Monday first. */
export const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Weekday = (typeof weekdays)[number];

/** One day of a schedule. */
export interface ScheduledDay {
  /** `HH:MM`, null on a free day. */
  readonly start: string | null;
  readonly end: string | null;
  readonly targetHours: number;
}

/** A week of work. */
export type Schedule = Readonly<Record<Weekday, ScheduledDay>>;

/** A week of work from a date on. */
export interface DatedSchedule {
  /** Calendar date. */
  readonly effectiveFrom: string;
  readonly schedule: Schedule;
}

/**
 * A person's weeks of work by ascending date, each date once; each holds until the next one. So a new schedule never changes what somebody was
 * meant to work before it.
 */
export type ScheduleHistory = readonly DatedSchedule[];

/** A person's schedules as they lie in the Users table. */
export interface WorkScheduleItem {
  readonly id: string;
  /** `schedule`: all schedules are listed by it, with `name` the person's id. */
  readonly kind: "schedule";
  readonly name: string;
  readonly userId: string;
  readonly schedules: ScheduleHistory;
  /** IANA. */
  readonly timezone: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly version: number;
}

const workday: ScheduledDay = { start: "09:00", end: "17:00", targetHours: 8 };
const freeDay: ScheduledDay = { start: null, end: null, targetHours: 0 };

/** What holds for people who have set none: Monday to Friday, 09:00 to 17:00, 40 hours. */
export const defaultSchedule: Schedule = {
  monday: workday,
  tuesday: workday,
  wednesday: workday,
  thursday: workday,
  friday: workday,
  saturday: freeDay,
  sunday: freeDay,
};

/** The day of the week of a calendar date. */
export function weekdayOf(date: string): Weekday {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekdays[(day + 6) % 7] as Weekday;
}

/** The week of work that holds on a date. */
export function scheduleOn(schedules: ScheduleHistory, date: string): Schedule {
  return schedules.findLast(({ effectiveFrom }) => effectiveFrom <= date)?.schedule ?? defaultSchedule;
}

/** The minutes that somebody is meant to work on a date: none on a holiday of the company. */
export function targetMinutes(
  schedules: ScheduleHistory,
  date: string,
  holidays: readonly { readonly date: string }[],
): number {
  if (holidays.some((holiday) => holiday.date === date)) return 0;
  return Math.round(scheduleOn(schedules, date)[weekdayOf(date)].targetHours * 60);
}

/** The hours of a whole week, with two decimals as its days have. */
export function weeklyHours(schedule: Schedule): number {
  const hundredths = weekdays.reduce((sum, day) => sum + Math.round(schedule[day].targetHours * 100), 0);
  return hundredths / 100;
}
