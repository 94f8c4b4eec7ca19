import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { printable, type Typeface, widthOf, wrapped } from "./typeface.js";

/** Each character is as wide as the font is high; no emoji. */
const face: Typeface = {
  codePoints: new Set(Array.from({ length: 0x2600 }, (_, code) => code)),
  widthOf: () => 1,
};

it("writes a question mark for characters that the font lacks, and one line for several", () => {
  expect(printable("a\r\n b\t👩 日", face)).toBe("a b ? ?");
});

describe("a text that is broken into lines", () => {
  test.each([
    ["one two three", 7, ["one two", "three"]],
    ["one", 7, ["one"]],
    ["", 7, [""]],
    ["incomprehensible", 7, ["incompr", "ehensib", "le"]],
    ["a incomprehensible b", 7, ["a", "incompr", "ehensib", "le b"]],
  ])("%j in a width of %d is %j", (text, width, lines) => {
    expect(wrapped(text, width, 1, face)).toEqual(lines);
  });

  it("fits the width, and keeps each character", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "é", "Ж"), minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 20 }), (words, width) => {
        const lines = wrapped(words.join(" "), width, 1, face);
        for (const line of lines) expect(widthOf(line, 1, face)).toBeLessThanOrEqual(width);
        expect(lines.join("").replaceAll(" ", "")).toBe(words.join(""));
      }),
    );
  });
});
