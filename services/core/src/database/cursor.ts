/** Cursors: where a list goes on. Opaque to the caller, signed, and good only for the query and caller that they came from. */
import { ApiError, validationError } from "../contract/errors.js";
import { signValue, verifyValue } from "../runtime/signed-values.js";

/** The position of the last item of a page: its key attributes in an index, or its sort value in memory. */
export type Position = Readonly<Record<string, string | number>>;

/** @param query everything that the cursor is bound to: operation, filters, sort, caller */
export function encodeCursor(position: Position, query: unknown): string {
  return signValue(position, query);
}

/** @throws `VALIDATION_ERROR` for a cursor that was altered, or that came from another query. */
export function decodeCursor(cursor: string, query: unknown): Position {
  const position = verifyValue(cursor, query);
  if (position !== undefined) return position as Position;
  const message = "is not a cursor of this list with these filters";
  throw new ApiError(validationError, `The cursor ${message}. Start again without a cursor.`, {
    details: [{ path: "cursor", message }],
  });
}
