import { datesBetween, daysAfter } from "@aerotage/core/time/dates";
import { describe, expect, test } from "vitest";
import { isWeekday, mondayOf } from "./dates.js";
import { demoPeople } from "./demo-company.js";
import { demoProjects } from "./demo-projects.js";
import { budgetOf, calendarOf, type DemoEntry, demoTime, hoursOn, lateRecorder, togglExport } from "./demo-time.js";
import { holidaysOf } from "./holidays.js";

/** Days of all sorts: a Wednesday and a Monday, the turn of a year, after Easter and Whitsun, a leap day, after clocks were changed. */
const todays = ["2026-11-25", "2026-12-07", "2027-01-11", "2027-05-31", "2028-02-29", "2027-04-02"];

const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** When an entry was worked, in minutes of a clock that is never changed: nobody works in the nights in which it is. */
function intervalOf({ date, startTime = "", endTime = "" }: DemoEntry): readonly [number, number] {
  const day = Date.parse(`${date}T00:00:00Z`) / 60_000;
  const [from, to] = [minuteOf(startTime), minuteOf(endTime)];
  return [day + from, day + to + (to <= from ? 1440 : 0)];
}

test("the same day has the same time", () => {
  expect(demoTime("2026-11-25")).toEqual(demoTime("2026-11-25"));
});

describe.each(todays)("three months until %s", (today) => {
  const entries = demoTime(today);
  const calendar = calendarOf(today);
  const of = (name: string) => entries.filter(({ person }) => person === name);

  test("are plenty, on workdays until yesterday", () => {
    expect(entries.length).toBeGreaterThan(1500);
    const holidays = [2026, 2027, 2028].flatMap(holidaysOf).map(({ date }) => date);
    for (const date of new Set(entries.map((entry) => entry.date))) {
      expect(isWeekday(date) && !holidays.includes(date)).toBe(true);
      expect(date >= daysAfter(today, -98) && date < today).toBe(true);
    }
  });

  test("never have somebody in two places at once, nor work more or less than a day's work", () => {
    for (const { name } of demoPeople) {
      const timed = of(name).filter(({ startTime }) => startTime !== undefined);
      const intervals = timed.map(intervalOf).sort(([a], [b]) => a - b);
      for (const [index, [from, to]] of intervals.entries()) {
        expect(to).toBeGreaterThan(from);
        expect(from).toBeGreaterThanOrEqual(intervals[index - 1]?.[1] ?? 0);
      }
      expect(timed.map(({ duration }) => duration)).toEqual(timed.map(intervalOf).map(([from, to]) => to - from));
      for (const date of new Set(of(name).map((entry) => entry.date))) {
        const ofDay = of(name).filter((entry) => entry.date === date);
        const minutes = ofDay.reduce((sum, { duration }) => sum + duration, 0);
        expect(minutes).toBeGreaterThanOrEqual(7 * 60);
        expect(minutes).toBeLessThanOrEqual(9 * 60);
        expect(ofDay.length).toBeGreaterThanOrEqual(3);
        expect(ofDay.length).toBeLessThanOrEqual(5);
      }
    }
  });

  test("have untimed entries, nights of the support alone, and a week of vacation for everybody", () => {
    expect(entries.some(({ startTime }) => startTime === undefined)).toBe(true);
    const nights = entries.filter(({ startTime, endTime = "" }) => startTime !== undefined && endTime <= startTime);
    expect(new Set(nights.map(({ person }) => person))).toEqual(new Set(["Ines Moreau"]));
    const weeks = new Set(datesBetween(calendar.start, calendar.reviewed).map(mondayOf));
    for (const { name } of demoPeople) {
      const worked = new Set(of(name).map(({ date }) => mondayOf(date)));
      expect([...weeks].filter((monday) => !worked.has(monday))).toHaveLength(1);
    }
    expect(of(lateRecorder).every(({ date }) => date <= calendar.reviewed)).toBe(true);
  });

  test("are spent on all projects, by those who may", () => {
    expect(new Set(entries.map(({ project }) => project))).toEqual(new Set(demoProjects.map(({ name }) => name)));
    for (const { name, members, endedWeeksAgo } of demoProjects) {
      const own = entries.filter(({ project }) => project === name);
      if (members.length > 0)
        expect(own.every(({ person }) => members.some((member) => member.name === person))).toBe(true);
      if (endedWeeksAgo !== undefined)
        expect(own.every(({ date }) => date < daysAfter(mondayOf(today), -7 * endedWeeksAgo))).toBe(true);
      expect(hoursOn(name, own)).toBeGreaterThan(50);
    }
  });

  test("use up most of one budget of hours, and more than all of another", () => {
    const used = demoProjects.flatMap(({ name, budget }) =>
      budget?.type === "hours" ? [hoursOn(name, entries) / budgetOf(name, budget, entries).value] : [],
    );
    expect(used.some((share) => share > 0.8 && share < 0.9)).toBe(true);
    expect(used.some((share) => share > 1)).toBe(true);
  });

  test("have entries that are sent back, of those of late, and some of them are corrected", () => {
    const faulty = entries.filter(({ fault }) => fault !== undefined);
    expect(faulty.length).toBeGreaterThanOrEqual(5);
    expect(faulty.filter(({ fault }) => fault?.correction !== undefined).length).toBeGreaterThanOrEqual(2);
    expect(faulty.some(({ fault }) => fault?.correction === undefined)).toBe(true);
    for (const { date, startTime, description, fault } of faulty) {
      expect(date > calendar.approved && date <= calendar.reviewed).toBe(true);
      expect(startTime).toBeDefined();
      expect(fault?.correction).not.toBe(description);
    }
  });
});

test("some hours are not billed", () => {
  const internal = demoProjects.filter(({ defaultBillable }) => defaultBillable === false).map(({ name }) => name);
  const entries = demoTime("2026-11-25");
  expect(entries.some(({ project, isBillable }) => isBillable && internal.includes(project))).toBe(false);
  expect(entries.some(({ project, isBillable }) => !isBillable && !internal.includes(project))).toBe(true);
});

test("is written as Toggl Track exports it", () => {
  const common = { person: "Ines Moreau", project: "Support retainer", date: "2026-10-30", isBillable: true, tags: [] };
  const csv = togglExport([
    { ...common, startTime: "22:30", endTime: "00:15", duration: 105, description: 'The "batch"', tags: ["a", "b"] },
    { ...common, duration: 45, description: "Calls", isBillable: false },
  ]);
  const person = '"Ines Moreau","ines.moreau@aerotage.test","Meadow Foods","Support retainer"';
  expect(csv.split("\r\n").slice(1)).toEqual([
    `${person},"The ""batch""","Yes","2026-10-30","22:30","2026-10-31","00:15","01:45:00","a, b"`,
    `${person},"Calls","No","2026-10-30","","2026-10-30","","00:45:00",""`,
  ]);
});
