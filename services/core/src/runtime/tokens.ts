/** Secrets that are mailed as part of a link: only their hash is kept, so that the tables alone open nothing. */
import { createHash, randomBytes } from "node:crypto";
import * as z from "zod/mini";

/** Random bytes of a token: 256 bits, which nobody guesses. */
const tokenBytes = 32;

/** A token as it comes back from a link. */
export const tokenSchema = z.string().check(z.regex(/^[\w-]{16,128}$/, "must be a token from a link"));

/** A new token, as text for a link. */
export function newToken(): string {
  return randomBytes(tokenBytes).toString("base64url");
}

/** What is kept of a token. It needs no salt: a token is random and as long as the hash. */
export function hashOfToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
