import { describe, expect, it } from "vitest";
import { dueReminder, isReminded, outstandingOf, startOfWeek } from "./reminder.js";
import type { DayTotals } from "./timesheet.js";

describe("a reminder", () => {
  const settings = {
    submissionReminder: { weekday: "monday", time: "09:00" },
    timezone: "Europe/Berlin",
    weekStart: "monday",
  } as const;

  it("is due at its time in the company's zone, for the week that is over, and for a day", () => {
    // Monday 2026-11-23, 09:00 in Berlin is 08:00 UTC.
    const due = (moment: string) => dueReminder(settings, new Date(moment))?.week;
    expect(due("2026-11-23T07:59:00Z")).toBeUndefined();
    for (const moment of ["2026-11-23T08:00:00Z", "2026-11-23T20:00:00Z", "2026-11-24T07:59:00Z"])
      expect([due(moment)?.[0], due(moment)?.at(-1)]).toEqual(["2026-11-16", "2026-11-22"]);
    expect(due("2026-11-24T08:00:00Z")).toBeUndefined();
    expect(
      dueReminder({ ...settings, submissionReminder: undefined }, new Date("2026-11-23T08:00:00Z")),
    ).toBeUndefined();
    const sundays = dueReminder({ ...settings, weekStart: "sunday" }, new Date("2026-11-23T08:00:00Z"));
    expect(sundays?.week[0]).toBe("2026-11-15");
  });

  it("goes by the company's week", () => {
    expect(["monday", "sunday", "saturday"].map((day) => startOfWeek("2026-11-25", day as "monday"))).toEqual([
      "2026-11-23",
      "2026-11-22",
      "2026-11-21",
    ]);
  });

  const week = ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"];
  const day = (...statuses: ("draft" | "submitted" | "approved" | "rejected")[]): DayTotals => ({
    id: "day",
    ownerId: "u",
    day: "2026-11-16",
    entries: Object.fromEntries(
      statuses.map((status, index) => [String(index), { projectId: "p", minutes: 60, billable: true, status }]),
    ),
  });

  it("is for who has open entries, or recorded nothing though there was work to do", () => {
    const outstanding = (days: DayTotals[], holidays: { date: string }[] = []) =>
      outstandingOf(days, week, [], holidays);
    expect(outstanding([])).toEqual({ unsubmitted: 0, recordedMinutes: 0, targetMinutes: 2400 });
    expect(outstanding([day("draft", "rejected", "approved")])).toMatchObject({ unsubmitted: 2, recordedMinutes: 180 });
    expect(outstanding([day("submitted", "approved")])).toBeUndefined();
    expect(
      outstanding(
        [],
        week.map((date) => ({ date })),
      ),
    ).toBeUndefined();
  });

  it("is for people who work here and want to be reminded", () => {
    const person = { isActive: true, startDate: "2026-01-01" };
    expect(isReminded(person, week)).toBe(true);
    for (const more of [
      { isActive: false },
      { erasedAt: "2026-11-01" },
      { startDate: "2026-11-23" },
      { preferences: { notifications: false } },
      { notificationSettings: { emailEnabled: false } },
      { notificationSettings: { timeEntrySubmissionReminders: false } },
    ])
      expect(isReminded({ ...person, ...more }, week)).toBe(false);
  });
});
