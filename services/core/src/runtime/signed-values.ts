/** Values that go out as opaque text and come back unaltered, for the purpose that they were made for: cursors, uploads. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { canonicalJson } from "../text/canonical-json.js";
import { httpVariables, requiredVariable } from "./environment.js";

/** Bytes of the signature that are kept: 128 bits. */
const signatureBytes = 16;

/** @param purpose everything that the text is bound to, such as the caller and the filters of a list */
export function signValue(value: unknown, purpose: unknown): string {
  const payload = Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${payload}.${sign(payload, purpose).toString("base64url")}`;
}

/** The value of a text; undefined for one that was altered, or made for another purpose. */
export function verifyValue(text: string, purpose: unknown): unknown {
  const [payload = "", signature = ""] = text.split(".");
  const given = Buffer.from(signature, "base64url");
  const expected = sign(payload, purpose);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  return JSON.parse(Buffer.from(payload, "base64url").toString());
}

function sign(payload: string, purpose: unknown): Buffer {
  const secret = requiredVariable(httpVariables.cursorSecret);
  return createHmac("sha256", secret)
    .update(`${payload}\n${canonicalJson(purpose)}`)
    .digest()
    .subarray(0, signatureBytes);
}
