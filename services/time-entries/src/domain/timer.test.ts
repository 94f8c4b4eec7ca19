import { ApiError } from "@aerotage/core/contract/errors";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { correctedStart, endOfTimer, startOf, timedBy, timerResponse } from "./timer.js";

const now = new Date("2026-11-25T12:00:30Z");
const running = (startedAt: string) => ({ startedAt, timezone: "Europe/Berlin" });
const codeOf = (action: () => unknown) => {
  try {
    action();
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
    for (const said of ["2026-11-25T12:02:31Z", "2026-11-24T12:00:29Z"])
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
    for (const said of ["2026-11-24T11:58:59Z", "2026-11-25T12:02:31Z"])
      expect(codeOf(() => timedBy(long, said, now))).toBe("VALIDATION_ERROR");
  });

  it("takes a clock that is up to two minutes ahead for now, at its start, its end and both corrected", () => {
    const ahead = fc.integer({ min: 0, max: 120_000 }).map((by) => new Date(now.getTime() + by).toISOString());
    fc.assert(
      fc.property(ahead, (said) => {
        expect([startOf(said, now), correctedStart(said, now)]).toEqual([now.toISOString(), now.toISOString()]);
        expect(timedBy(running("2026-11-25T11:00:00.000Z"), said, now).duration).toBe(60);
      }),
    );
  });

  it("ends where nobody stops it: when they cannot any more, after a day at the latest", () => {
    const end = (at: string) => endOfTimer(running("2026-11-24T10:00:00.000Z"), new Date(at)).toISOString();
    expect(end("2026-11-24T12:00:00Z")).toBe("2026-11-24T12:00:00.000Z");
    expect(end("2026-11-26T12:00:00Z")).toBe("2026-11-25T10:00:00.000Z");
    expect(end("2026-11-24T09:59:00Z")).toBe("2026-11-24T10:00:00.000Z");
  });

  it("tells how long it has run", () => {
    const timer = { projectId: "p", tags: [], timezone: "UTC", revision: "r", startedAt: "2026-11-25T10:59:00.000Z" };
    expect(timerResponse(timer, now)).toEqual({
      projectId: "p",
      tags: [],
      timezone: "UTC",
      startedAt: timer.startedAt,
      elapsedMinutes: 61,
    });
  });
});
