import { describe, expect, it } from "vitest";
import { chapter, kilobytes, median, milliseconds, seconds, table } from "./bench-document.js";

describe("figures", () => {
  it("takes the median by size, not by text, and leaves the measurements as they are", () => {
    const measured = [100, 9, 20];
    expect(median(measured)).toBe(20);
    expect(measured).toEqual([100, 9, 20]);
    expect(median([1, 2])).toBe(2);
    expect(() => median([])).toThrow("no median of nothing");
  });

  it("writes units", () => {
    expect(kilobytes(318_249)).toBe("318.2 KB");
    expect(milliseconds(43.6)).toBe("44 ms");
    expect(seconds(12_345)).toBe("12.3 s");
  });

  it("writes Markdown", () => {
    expect(chapter("Sizes", "In bytes.", table(["What", "MB"], [["a table", "1"]]))).toBe(
      "## Sizes\n\nIn bytes.\n\n| What    |  MB |\n| ------- | --: |\n| a table |   1 |\n",
    );
  });
});
