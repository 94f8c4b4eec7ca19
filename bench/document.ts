/** What docs/benchmarks.md is made of: Markdown from measurements. */

/** The middle of some measurements; the upper one of two. @throws if there are none */
export function median(values: readonly number[]): number {
  const middle = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  if (middle === undefined) throw new RangeError("There is no median of nothing.");
  return middle;
}

/** A table whose first column is text and whose others are figures, as the formatter would lay it out. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, column) =>
    Math.max(minimumWidth, heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const padded = (cells: readonly string[]) =>
    line(
      widths.map((width, column) =>
        column === 0 ? text(cells, column).padEnd(width) : text(cells, column).padStart(width),
      ),
    );
  const alignment = widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [padded(headings), line(alignment), ...rows.map(padded)].join("\n");
}

/** The dashes of a delimiter. */
const minimumWidth = 3;

function text(cells: readonly string[], column: number): string {
  return cells[column] ?? "";
}

/** Thousands of bytes: `318.2 KB`, as budgets count them. */
export function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} KB`;
}

/** Whole milliseconds: `44 ms`. */
export function milliseconds(value: number): string {
  return `${Math.round(value)} ms`;
}

/** Seconds to a tenth: `12.3 s`. */
export function seconds(value: number): string {
  return `${(value / 1000).toFixed(1)} s`;
}

/** A chapter: its heading, what was measured and how, its table. */
export function chapter(heading: string, explanation: string, figures: string): string {
  return `## ${heading}\n\n${explanation}\n\n${figures}\n`;
}

/** The chapter of a document with a heading, as `chapter` makes it. */
export function chapterOf(document: string, heading: string): string | undefined {
  return chaptersOf(document).find((one) => one.startsWith(`## ${heading}\n`));
}

/** A document in which a chapter stands in place of the one with its heading, or at the end. */
export function withChapter(document: string, newer: string): string {
  const [heading = ""] = newer.split("\n");
  const chapters = chaptersOf(document);
  const place = chapters.findIndex((one) => one.startsWith(`${heading}\n`));
  if (place === -1) return `${document.trimEnd()}\n\n${newer}`;
  return chapters
    .with(place, newer)
    .map((one) => `${one.trimEnd()}\n`)
    .join("\n");
}

/** What stands before the first heading, and the chapters. */
function chaptersOf(document: string): string[] {
  return document.split(/^(?=## )/m);
}
