import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clockTimeOf, cut, flagOf, tagsOf, wholeMinutesOf } from "./cells.js";

describe("a clock time", () => {
  it.each([
    ["09:05", "09:05"],
    ["9:05:59", "09:05"],
    ["23:59:59.999", "23:59"],
    ["00:00", "00:00"],
    ["1:05:00 PM", "13:05"],
    ["1:05\u202FPM", "13:05"],
    ["01:05pm", "13:05"],
    ["12:30 AM", "00:30"],
    ["12:30 p.m.", "12:30"],
    ["2026-03-04 10:23:52", "10:23"],
    ["2026-03-04T10:23:52", "10:23"],
    ["04.03.2026 1:23 pm", "13:23"],
    ["24:00", undefined],
    ["9:60", undefined],
    ["13:05 PM", undefined],
    ["0:05 AM", undefined],
    ["2026-03-04", undefined],
    ["noon", undefined],
    ["", undefined],
  ])("%j is %s", (text, time) => {
    expect(clockTimeOf(text)).toBe(time);
  });
});

describe("a duration", () => {
  it.each([
    ["01:30:00", 90],
    ["1:30", 90],
    ["0:13", 13],
    ["24:00:00", 1440],
    ["00:00:29", 1],
    ["00:01:29", 1],
    ["00:01:30", 2],
    ["0:00:00", 1],
    ["18:25 min", 18],
    ["18:30 min", 19],
    ["45 sec", 1],
    ["1.5", 90],
    ["1,5", 90],
    ["1.5 h", 90],
    ["20,0", 1200],
    ["0.01", 1],
    // 7.5 minutes
    ["0.125", 8],
    // As binary fractions these are a little below the half.
    ["0.175", 11],
    ["1.075", 65],
    ["0.22", 13],
    ["-1:00:00", undefined],
    ["1:60:00", undefined],
    ["1.2.3", undefined],
    ["an hour", undefined],
    ["", undefined],
  ])("%j is %s minutes", (text, minutes) => {
    expect(wholeMinutesOf(text)).toBe(minutes);
  });

  it("is the same in every notation", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 24 * 3600 }), (seconds) => {
        const two = (number: number) => String(number).padStart(2, "0");
        const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
        const minutes = Math.max(Math.floor((seconds + 30) / 60), 1);
        expect(wholeMinutesOf(clock)).toBe(minutes);
        expect(wholeMinutesOf(String(seconds / 3600).slice(0, 12))).toBe(minutes);
      }),
    );
  });
});

describe("other cells", () => {
  it("say yes, no or nothing", () => {
    expect(["Yes", "TRUE", "1", "no", "False", "0", "", "perhaps"].map(flagOf)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      undefined,
      undefined,
    ]);
  });

  it("list tags: each once, ten at most, fifty characters long", () => {
    expect(tagsOf("Backend, design ,,Backend")).toEqual(["Backend", "design"]);
    expect(tagsOf("")).toEqual([]);
    expect(tagsOf(Array.from({ length: 12 }, (_, index) => `tag ${index}`).join(", "))).toHaveLength(10);
    expect(tagsOf("x".repeat(60))).toEqual(["x".repeat(50)]);
  });

  it("are cut between characters", () => {
    expect(cut("ab🔥", 3)).toBe("ab");
    expect(cut("ab🔥", 4)).toBe("ab🔥");
    expect(cut(" a  b ", 2)).toBe("a");
  });
});
