import { describe, expect, it } from "vitest";
import { chapter, chapterOf, kilobytes, median, milliseconds, seconds, table, withChapter } from "./document.js";

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

describe("a chapter of a document", () => {
  const document = `# Figures\n\nAbout them.\n\n${chapter("A", "One.", "| a |")}\n${chapter("B", "Two.", "| b |")}`;

  it("is found by its heading", () => {
    expect(chapterOf(document, "B")).toBe("## B\n\nTwo.\n\n| b |\n");
    expect(chapterOf(document, "C")).toBeUndefined();
  });

  it("takes the place of an earlier one, and otherwise comes last", () => {
    const newer = chapter("A", "Newer.", "| n |");
    expect(withChapter(document, newer)).toBe(document.replace("One.\n\n| a |", "Newer.\n\n| n |"));
    expect(withChapter(document, document.slice(document.indexOf("## B")))).toBe(document);
    expect(withChapter(document, chapter("C", "Three.", "| c |"))).toBe(`${document}\n## C\n\nThree.\n\n| c |\n`);
  });
});
