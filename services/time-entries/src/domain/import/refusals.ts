/** Why rows are no entries. Pure. */
import { ApiError, validationError } from "@aerotage/core/contract/errors";
import type { ImportResponse } from "../../contract/import.js";

/** A row that is no entry. */
export type Refused = ImportResponse["refused"][number];

/** Why a row is no entry. */
export type Refusal = Omit<Refused, "line">;

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
    const result = unlessRefused(() => action(row));
    if ("refusal" in result) refused.push({ line: row.line, ...result.refusal });
    else results.push(result.value);
  }
  return results;
}

/** The result of an action, or why a rule refuses it. @throws errors that are none of a rule */
export function unlessRefused<Result>(
  action: () => Result,
): { readonly value: Result } | { readonly refusal: Refusal } {
  try {
    return { value: action() };
  } catch (error) {
    return { refusal: refusalOf(error) };
  }
}

/** @throws the error itself if it is none of a rule */
function refusalOf(error: unknown): Refusal {
  if (error instanceof RowRefused) return { code: error.code, message: error.message };
  if (error instanceof ApiError && error.definition.status < 500)
    return { code: error.definition.code, message: error.message };
  throw error;
}

/** The most characters of a cell that a message quotes. */
const maxQuotedLength = 100;

/** A cell as messages quote it. */
export function quoted(text: string): string {
  return `"${text.slice(0, maxQuotedLength)}"`;
}

/** @throws `VALIDATION_ERROR` for a cell that cannot be read */
export function unreadable(text: string, wanted: string): never {
  throw new ApiError(validationError, `${quoted(text)} is not ${wanted}.`);
}
