import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { createTimeEntry } from "./time-entries.js";
import { startTimer } from "./timer.js";

const body = { projectId: "01ARZ3NDEKTSV4RRFFQ69G5FAV", date: "2026-11-24", description: "Work" };
function requireBody<Schema>(schema: Schema | undefined): Schema {
  if (schema === undefined) throw new Error("The operation takes a body.");
  return schema;
}

const times = (startTime: string, endTime: string) => {
  const parsed = z.safeParse(requireBody(createTimeEntry.request.body), { ...body, startTime, endTime });
  return parsed.success ? [parsed.data.startTime, parsed.data.endTime] : "refused";
};

describe("a time of a request", () => {
  it("may have seconds, which are cut off, or be an instant without them", () => {
    expect(times("09:00:59", "10:00:00.5")).toEqual(["09:00", "10:00"]);
    expect(times("2026-11-02T16:47+00:00", "2026-11-02T16:57Z")).toEqual([
      "2026-11-02T16:47:00+00:00",
      "2026-11-02T16:57:00Z",
    ]);
    expect(times("16:00", "24:00")).toEqual(["16:00", "24:00"]);
    expect(times("16:00:00", "24:00:00")).toEqual(["16:00", "24:00"]);
  });

  it("is refused in any other form", () => {
    for (const time of ["9:00", "09:60", "25:00", "24:01", "09:00:0", "2026-11-02T16:47", "2026-11-02", "noon"])
      expect([time, times("08:00", time)]).toEqual([time, "refused"]);
  });

  it("of a timer is an instant in the same forms", () => {
    const parsed = z.parse(requireBody(startTimer.request.body), {
      projectId: body.projectId,
      startTime: "2026-11-02T16:47+01:00",
    });
    expect(parsed.startTime).toBe("2026-11-02T16:47:00+01:00");
  });
});
