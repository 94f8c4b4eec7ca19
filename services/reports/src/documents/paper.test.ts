import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { cellOnPaper, formatted, printable, type Typeface, widthOf, wrapped } from "./paper.js";

/** Each character is as wide as the font is high; no emoji. */
const face: Typeface = {
  codePoints: new Set(Array.from({ length: 0x2600 }, (_, code) => code)),
  widthOf: () => 1,
};

test.each([
  [0, 2, "0.00"],
  [1234.5, 2, "1,234.50"],
  [-1234567.891, 1, "\u22121,234,567.9"],
  [-0.001, 2, "0.00"],
  [999, 0, "999"],
  [1000, 0, "1,000"],
])("%d with %d decimals is %s", (value, decimals, text) => {
  expect(formatted(value, decimals)).toBe(text);
});

test.each([
  [null, "text", ""],
  [true, "boolean", "yes"],
  [0.825, "share", "82.5 %"],
  [12, "count", "12"],
  [80, "hours", "1.33"],
  [90.5, "amount", "90.50"],
  ["2026-11-01", "date", "2026-11-01"],
] as const)("%j of the kind %s is printed as %s", (cell, kind, text) => {
  expect(cellOnPaper(cell, { kind })).toBe(text);
});

it("prints amounts with the digits of their currency", () => {
  const texts = ["JPY", "EUR", "KWD"].map((currency) => cellOnPaper(1234.5, { kind: "amount", currency }));
  expect(texts).toEqual(["1,235", "1,234.50", "1,234.500"]);
});

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
