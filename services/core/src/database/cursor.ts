/** Cursors: where a list goes on. Opaque to the caller, signed, and good only for the query and caller that they came from. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { canonicalJson } from "../activity.js";
import { httpVariables, requiredVariable } from "../environment.js";
import { ApiError, validationError } from "../errors.js";

/** A place in an index: the key attributes of the last item that was answered. */
export type Position = Readonly<Record<string, string | number>>;

/** Bytes of the signature that are kept: 128 bits. */
const signatureBytes = 16;

/** @param query everything that the cursor is bound to: operation, filters, sort, caller */
export function encodeCursor(position: Position, query: unknown): string {
  const payload = Buffer.from(JSON.stringify(position)).toString("base64url");
  return `${payload}.${sign(payload, query).toString("base64url")}`;
}

/** @throws `VALIDATION_ERROR` for a cursor that was altered, or that came from another query. */
export function decodeCursor(cursor: string, query: unknown): Position {
  const [payload = "", signature = ""] = cursor.split(".");
  const given = Buffer.from(signature, "base64url");
  const expected = sign(payload, query);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    const message = "is not a cursor of this list with these filters";
    throw new ApiError(validationError, `The cursor ${message}. Start again without a cursor.`, {
      details: [{ path: "cursor", message }],
    });
  }
  return JSON.parse(Buffer.from(payload, "base64url").toString()) as Position;
}

function sign(payload: string, query: unknown): Buffer {
  const secret = requiredVariable(httpVariables.cursorSecret);
  return createHmac("sha256", secret)
    .update(`${payload}\n${canonicalJson(query)}`)
    .digest()
    .subarray(0, signatureBytes);
}
