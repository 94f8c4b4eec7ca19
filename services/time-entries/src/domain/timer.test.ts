import { ApiError } from "@aerotage/core/errors";
import { describe, expect, it } from "vitest";
import { startOf, timedBy, timerAnswer } from "./timer.js";

const now = new Date("2026-11-25T12:00:30Z");
const running = (startedAt: string) => ({ startedAt, timezone: "Europe/Berlin" });
const codeOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof ApiError) return error.definition.code;
    throw error;
  }
  return undefined;
};

describe("a timer", () => {
  it("starts now, or within the last day", () => {
    expect(startOf(undefined, now)).toBe("2026-11-25T12:00:30.000Z");
    expect(startOf("2026-11-25T10:00:00+01:00", now)).toBe("2026-11-25T09:00:00.000Z");
    for (const said of ["2026-11-25T12:00:31Z", "2026-11-24T12:00:29Z"])
      expect(codeOf(() => startOf(said, now))).toBe("VALIDATION_ERROR");
  });

  it("becomes an entry of whole minutes on the date it was started", () => {
    expect(timedBy(running("2026-11-24T22:30:45.000Z"), "2026-11-24T23:15:10Z", now)).toEqual({
      date: "2026-11-24",
      timezone: "Europe/Berlin",
      startedAt: "2026-11-24T22:30:00.000Z",
      endedAt: "2026-11-24T23:15:00.000Z",
      startTime: "23:30",
      endTime: "00:15",
      duration: 45,
    });
  });

  it("of less than a minute counts as one, without times", () => {
    expect(timedBy(running("2026-11-25T12:00:05.000Z"), undefined, now)).toEqual({
      date: "2026-11-25",
      timezone: "Europe/Berlin",
      duration: 1,
    });
  });

  it("of more than a day needs an end that was said", () => {
    const long = running("2026-11-24T11:59:00.000Z");
    expect(codeOf(() => timedBy(long, undefined, now))).toBe("TIMER_TOO_LONG");
    expect(timedBy(long, "2026-11-24T17:00:00Z", now).duration).toBe(301);
    for (const said of ["2026-11-24T11:58:59Z", "2026-11-25T12:00:31Z"])
      expect(codeOf(() => timedBy(long, said, now))).toBe("VALIDATION_ERROR");
  });

  it("tells how long it has run", () => {
    const timer = { projectId: "p", tags: [], timezone: "UTC", revision: "r", startedAt: "2026-11-25T10:59:00.000Z" };
    expect(timerAnswer(timer, now)).toEqual({
      projectId: "p",
      tags: [],
      timezone: "UTC",
      startedAt: timer.startedAt,
      elapsedMinutes: 61,
    });
  });
});
