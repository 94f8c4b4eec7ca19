/** What docs/benchmarks.md is made of: Markdown from measurements. */

/** The middle of some measurements; the upper one of two. @throws if there are none */
export function median(values: readonly number[]): number {
  const middle = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  if (middle === undefined) throw new RangeError("There is no median of nothing.");
  return middle;
}

/** A table whose first column is text and whose others are figures. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const alignment = headings.map((_, index) => (index === 0 ? "---" : "---:"));
  return [headings, alignment, ...rows].map(line).join("\n");
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
