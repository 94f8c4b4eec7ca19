/**
 * The time that the demo company has recorded: three months of it until yesterday, made up, and the same each time for the same day.
 * Its dates and clock are those of the company. Pure.
 */
import { datesBetween, daysAfter } from "@aerotage/core/time/dates";
import { isWeekday, mondayOf } from "./dates.js";
import { type DemoPerson, demoPeople } from "./demo-company.js";
import { type DemoBudget, type DemoProject, demoProjects } from "./demo-projects.js";
import { holidaysOf } from "./holidays.js";
import { type SeededRandom, seededRandomOf } from "./seeded-random.js";

/** Why an entry is sent back by its manager. */
export interface Fault {
  readonly reason: string;
  /** What its owner writes then; nothing where they have not come to it yet. */
  readonly correction?: string;
}

export interface DemoEntry {
  /** By name, as the project. */
  readonly person: string;
  readonly project: string;
  readonly date: string;
  /** `HH:MM`, as `endTime`; an end that is not later is on the next day. Missing where only the duration is known. */
  readonly startTime?: string;
  readonly endTime?: string;
  /** Minutes. */
  readonly duration: number;
  readonly description: string;
  readonly isBillable: boolean;
  readonly tags: readonly string[];
  readonly fault?: Fault;
}

/** The days of the demo's time, by what has become of it. */
export interface DemoCalendar {
  /** The first day of time, a Monday. */
  readonly start: string;
  /** A rate is raised from here on. */
  readonly raise: string;
  /** Until here all is approved; the days of these three are Sundays. */
  readonly approved: string;
  /** Until here all was looked at: it waits for approval, but for what was sent back. */
  readonly reviewed: string;
  /** Until here most people have submitted. */
  readonly submitted: string;
  /** Yesterday. */
  readonly end: string;
}

/** Who has submitted nothing of the last week yet. */
export const lateSubmitters: readonly string[] = ["Chloe Martin", "Ines Moreau"];
/** Who has recorded nothing of the last week yet, nor of this one. */
export const lateRecorder = "Grace Lee";
/** Whose rate is raised. */
export const raised = { name: "Elena Petrova", hourlyRate: 98 } as const;
/** Whose timer runs. */
export const timed = { name: "Ben Fischer", project: "Fleet portal", description: "Tour list: paging" } as const;

const weeks = 13;
const daysOfApproval = 22;
const minutesPerDay = 24 * 60;
/** All lengths and most times are in quarters of an hour. */
const quarter = 15;

/** The days of the demo's time, as a day sees them. */
export function calendarOf(today: string): DemoCalendar {
  const monday = mondayOf(today);
  const start = daysAfter(monday, -7 * weeks);
  return {
    start,
    raise: `${daysAfter(today, -45).slice(0, 7)}-01`,
    approved: daysAfter(monday, -daysOfApproval),
    reviewed: daysAfter(monday, -8),
    submitted: daysAfter(monday, -1),
    end: daysAfter(today, -1),
  };
}

/** All the time that was recorded until yesterday. */
export function demoTime(today: string): DemoEntry[] {
  const calendar = calendarOf(today);
  const days = datesBetween(calendar.start, calendar.end).filter((date) => isWeekday(date) && !isHoliday(date));
  return demoPeople.flatMap((person, index) => {
    const worker = workerOf(person, index, today);
    return days.flatMap((date) => (isAway(worker, date, calendar) ? [] : dayOf(worker, date, calendar)));
  });
}

/** The hours that were recorded on a project. */
export function hoursOn(project: string, entries: readonly DemoEntry[]): number {
  return entries.reduce((sum, entry) => sum + (entry.project === project ? entry.duration : 0), 0) / 60;
}

/** A project's budget as it is posted; hours in tens. */
export function budgetOf(project: string, budget: DemoBudget, entries: readonly DemoEntry[]) {
  if (budget.type === "amount") return budget;
  return { type: "hours", value: Math.round(hoursOn(project, entries) / budget.used / 10) * 10 };
}

function isHoliday(date: string): boolean {
  return holidaysOf(Number(date.slice(0, 4))).some((holiday) => holiday.date === date);
}

/** A person with their habits. */
interface Worker {
  readonly person: DemoPerson;
  /** The minute of the day at which they begin, or a little later. */
  readonly begin: number;
  /** The Monday of their vacation. */
  readonly vacation: string;
  readonly projects: readonly (readonly [DemoProject, number])[];
  /** The first day on which a project is not worked on any more, of each that has ended. */
  readonly ended: ReadonlyMap<DemoProject, string>;
}

function workerOf(person: DemoPerson, index: number, today: string): Worker {
  const monday = mondayOf(today);
  return {
    person,
    begin: 8 * 60 + ((index * 5) % 7) * quarter,
    // Two to twelve weeks ago, another week for each of eleven people.
    vacation: daysAfter(monday, -7 * (2 + ((index * 5) % 11))),
    projects: demoProjects.map((project) => [project, weightOf(project, person)] as const),
    ended: new Map(
      demoProjects.flatMap((project) =>
        project.endedWeeksAgo === undefined ? [] : [[project, daysAfter(monday, -7 * project.endedWeeksAgo)] as const],
      ),
    ),
  };
}

/** How much somebody works on a project, against the others. */
function weightOf({ members, defaultBillable = true }: DemoProject, { name, role, department }: DemoPerson): number {
  if (members.length > 0) return members.some((member) => member.name === name) ? 4 : 0;
  if (!defaultBillable) return role === "employee" ? 2 : 6;
  return department === "Support" ? 4 : 0.5;
}

function isAway({ person, vacation }: Worker, date: string, { reviewed }: DemoCalendar): boolean {
  return mondayOf(date) === vacation || (person.name === lateRecorder && date > reviewed);
}

/** What somebody did on a day; nothing if they were ill. */
function dayOf(worker: Worker, date: string, calendar: DemoCalendar): DemoEntry[] {
  const seededRandom = seededRandomOf(`2026 ${worker.person.name} ${date}`);
  if (seededRandom.chance(0.015)) return [];
  const focus = focusOf(worker, date);
  const done = new Set<string>();
  return partsOf(worker, seededRandom).map((part) => {
    const project = seededRandom.chance(0.4) ? focus : seededRandom.weighted(openProjects(worker, date));
    const entry = entryOf(project, done, seededRandom);
    done.add(entry.description);
    const isUntimed = seededRandom.chance(0.04);
    const fault =
      isUntimed || !isSentBack(worker, date, calendar, seededRandom)
        ? undefined
        : faultOf(entry.description, seededRandom);
    return {
      person: worker.person.name,
      date,
      ...entry,
      ...(isUntimed ? { duration: part.duration } : part),
      ...fault,
    };
  });
}

/** The project that somebody works on most in a week. */
function focusOf(worker: Worker, date: string): DemoProject {
  const monday = mondayOf(date);
  return seededRandomOf(`2026 ${worker.person.name} week of ${monday}`).weighted(openProjects(worker, monday));
}

function openProjects({ projects, ended }: Worker, date: string): [DemoProject, number][] {
  return projects.flatMap(([project, weight]) => (date < (ended.get(project) ?? "9999") ? [[project, weight]] : []));
}

type Part = Pick<DemoEntry, "duration" | "startTime" | "endTime">;

/** Three to five parts of a day, one after the other, with a break. The support works into the night now and then. */
function partsOf({ person, begin }: Worker, seededRandom: SeededRandom): Part[] {
  const isNight = person.department === "Support" && seededRandom.chance(0.15);
  const breakAt = isNight ? 19 * 60 : 11 * 60 + 3 * quarter;
  let minute = (isNight ? 16 * 60 : begin) + seededRandom.below(3) * quarter;
  let rested = false;
  return lengthsOf(seededRandom).map((duration) => {
    if (!rested && minute >= breakAt) {
      minute += (2 + seededRandom.below(3)) * quarter;
      rested = true;
    }
    const part = { startTime: clockOf(minute), endTime: clockOf(minute + duration), duration };
    minute += duration;
    return part;
  });
}

/** Minutes that are seven and a quarter to eight and a half hours together, each part three quarters of an hour at least. */
function lengthsOf(seededRandom: SeededRandom): number[] {
  const count = seededRandom.weighted([
    [3, 5],
    [4, 3],
    [5, 2],
  ]);
  const lengths = Array.from({ length: count }, () => 3);
  for (let rest = 29 + seededRandom.below(6) - 3 * count; rest > 0; rest -= 1) {
    const index = seededRandom.below(count);
    lengths[index] = (lengths[index] ?? 0) + 1;
  }
  return lengths.map((quarters) => quarters * quarter);
}

function clockOf(minute: number): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${two(Math.floor((minute % minutesPerDay) / 60))}:${two(minute % 60)}`;
}

/** An entry on a project. @param done what was done on the same day */
function entryOf(project: DemoProject, done: ReadonlySet<string>, seededRandom: SeededRandom) {
  const left = project.work.filter((work) => !done.has(work));
  return {
    project: project.name,
    description: seededRandom.pick(left.length > 0 ? left : project.work),
    // Now and then something is not charged.
    isBillable: (project.defaultBillable ?? true) && !seededRandom.chance(0.04),
    tags: project.tags.filter(() => seededRandom.chance(0.3)),
  };
}

/** Managers send back what their own people have submitted of late. */
function isSentBack(
  { person }: Worker,
  date: string,
  { approved, reviewed }: DemoCalendar,
  seededRandom: SeededRandom,
): boolean {
  return person.role === "employee" && date > approved && date <= reviewed && seededRandom.chance(0.09);
}

/** What somebody wrote in a hurry, and what their manager says to it. */
const faults = [
  ["Various", "Please name what you did; the client reads this on the invoice."],
  ["Meeting", "With whom, and about what?"],
  ["Work on tickets", "Which tickets? Please name the most important ones."],
  ["tbd", "Please finish the description."],
] as const;

function faultOf(correction: string, seededRandom: SeededRandom): Pick<DemoEntry, "description" | "fault"> {
  const [description, reason] = seededRandom.pick(faults);
  return { description, fault: { reason, ...(seededRandom.chance(0.4) && { correction }) } };
}

const columns = [
  "User",
  "Email",
  "Client",
  "Project",
  "Description",
  "Billable",
  "Start date",
  "Start time",
  "End date",
  "End time",
  "Duration",
  "Tags",
] as const;

/** Entries as a detailed export of Toggl Track, which the API imports. */
export function togglExport(entries: readonly DemoEntry[]): string {
  const emails = new Map(demoPeople.map(({ name, email }) => [name, email]));
  const clients = new Map(demoProjects.map(({ name, client }) => [name, client]));
  const rows = entries.map((entry) => {
    const { person, project, date, startTime = "", endTime = "", duration } = entry;
    const endDate = startTime !== "" && endTime <= startTime ? daysAfter(date, 1) : date;
    return [
      person,
      emails.get(person) ?? "",
      clients.get(project) ?? "",
      project,
      entry.description,
      entry.isBillable ? "Yes" : "No",
      date,
      startTime,
      endDate,
      endTime,
      `${clockOf(duration)}:00`,
      entry.tags.join(", "),
    ];
  });
  return [columns, ...rows].map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join("\r\n");
}
