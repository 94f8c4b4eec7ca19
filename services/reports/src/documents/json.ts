/** JSON: a list of objects. */
import { hoursOf } from "@aerotage/core/time/dates";
import type { ExportTable } from "../domain/export-table.js";

/** A table as the parts of a JSON file: a row per line. A cell without a value is left out. */
export async function* jsonOf({ columns, rows }: ExportTable): AsyncGenerator<string, void, undefined> {
  let separator = "[\n";
  for await (const row of rows) {
    const fields = columns.flatMap(({ field, kind }, index) => {
      const cell = row[index];
      if (cell === null || cell === undefined) return [];
      return [[field, kind === "hours" && typeof cell === "number" ? hoursOf(cell) : cell] as const];
    });
    yield `${separator}${JSON.stringify(Object.fromEntries(fields))}`;
    separator = ",\n";
  }
  yield separator === "[\n" ? "[]\n" : "\n]\n";
}
