import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clockTimeOf, cut, secondsOf, tagsOf, wholeMinutes } from "./cells.js";

describe("a clock time", () => {
  it.each([
    ["09:05", "9:5:0"],
    ["9:05:59", "9:5:59"],
    ["23:59:59.999", "23:59:59"],
    ["00:00", "0:0:0"],
    ["24:00", "24:0:0"],
    ["24:00:00", "24:0:0"],
    ["1:05:00 PM", "13:5:0"],
    ["1:05\u202FPM", "13:5:0"],
    ["01:05pm", "13:5:0"],
    ["12:30 AM", "0:30:0"],
    ["12:30 p.m.", "12:30:0"],
    ["09:00 a. m.", "9:0:0"],
    ["1:05:07\u00A0p.\u00A0m.", "13:5:7"],
    ["2026-03-04 10:23:52", "10:23:52"],
    ["2026-03-04T10:23:52", "10:23:52"],
    ["04.03.2026 1:23 pm", "13:23:0"],
    ["24:01", undefined],
    ["24:00:01", undefined],
    ["25:00", undefined],
    ["9:60", undefined],
    ["13:05 PM", undefined],
    ["0:05 AM", undefined],
    ["2026-03-04", undefined],
    ["noon", undefined],
    ["", undefined],
  ])("%j is %s", (text, expected) => {
    const { hour, minute, second } = clockTimeOf(text) ?? {};
    expect(hour === undefined ? undefined : `${hour}:${minute}:${second}`).toBe(expected);
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
  ])("%j is %s minutes", (text, minutes) => {
    expect(wholeMinutes(secondsOf(text) ?? Number.NaN)).toBe(minutes);
  });

  it.each(["0:00:00", "00:00", "0", "0.00", "0,0 h", "0:00 min", "0 sec"])("%j is none at all", (text) => {
    expect(secondsOf(text)).toBe(0);
  });

  it.each(["-1:00:00", "1:60:00", "1.2.3", "an hour", ""])("%j cannot be read", (text) => {
    expect(secondsOf(text)).toBeUndefined();
  });

  it("is the same in every notation", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 24 * 3600 }), (seconds) => {
        const two = (number: number) => String(number).padStart(2, "0");
        const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
        expect(secondsOf(clock)).toBe(seconds);
        expect(secondsOf((seconds / 3600).toFixed(10))).toBe(seconds);
      }),
    );
  });
});

describe("tags", () => {
  it("are listed with commas or in JSON, each once", () => {
    expect(tagsOf("Backend, design ,,Backend")).toEqual({ tags: ["Backend", "design"], beyond: [] });
    expect(tagsOf('["a, b","c"]')).toEqual({ tags: ["a, b", "c"], beyond: [] });
    expect(tagsOf("[urgent], [1]")).toEqual({ tags: ["[urgent]", "[1]"], beyond: [] });
    expect(tagsOf("[1]")).toEqual({ tags: ["[1]"], beyond: [] });
    expect(tagsOf("two\nlines,\u2028tab\tinside")).toEqual({ tags: ["two lines", "tab inside"], beyond: [] });
    expect(tagsOf("")).toEqual({ tags: [], beyond: [] });
  });

  it("are never lost: what an entry has no place for is told apart", () => {
    const tag = fc
      .string({ minLength: 1, maxLength: 60 })
      .filter((text) => !/[,[]|\s\s/.test(text) && text.trim() === text);
    fc.assert(
      fc.property(fc.uniqueArray(tag, { maxLength: 20 }), (listed) => {
        const { tags, beyond } = tagsOf(listed.join(", "));
        expect([...tags, ...beyond].sort()).toEqual(listed.toSorted());
        expect(tags.length).toBeLessThanOrEqual(10);
        for (const { length } of tags) expect(length).toBeLessThanOrEqual(50);
        if (beyond.length > 0) expect(tags.length === 10 || beyond.some(({ length }) => length > 50)).toBe(true);
      }),
    );
  });
});

describe("a text", () => {
  it("is cut between characters", () => {
    expect(cut("ab🔥", 3)).toBe("ab");
    expect(cut("ab🔥", 4)).toBe("ab🔥");
    expect(cut(" a  b ", 2)).toBe("a");
  });
});
