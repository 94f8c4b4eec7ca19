/** Why rows are no entries. Pure. */
import { ApiError } from "@aerotage/core/errors";
import type { ImportAnswer } from "./contract.js";

/** A row that is no entry. */
export type Refused = ImportAnswer["refused"][number];

/** A rule that keeps a row from being an entry, where recording by hand has none. */
export class RowRefused extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = "RowRefused";
    this.code = code;
  }
}

/** Does something with each of some rows. Where a rule refuses it, the row is refused and the others go on. */
export function eachRow<Row extends { readonly line: number }, Result>(
  rows: readonly Row[],
  refused: Refused[],
  action: (row: Row) => Result,
): Result[] {
  const results: Result[] = [];
  for (const row of rows) {
    try {
      results.push(action(row));
    } catch (error) {
      refused.push({ line: row.line, ...reasonOf(error) });
    }
  }
  return results;
}

/** @throws the error itself if it is none of a rule */
function reasonOf(error: unknown): Omit<Refused, "line"> {
  if (error instanceof RowRefused) return { code: error.code, message: error.message };
  if (error instanceof ApiError && error.definition.status < 500)
    return { code: error.definition.code, message: error.message };
  throw error;
}
