/** Passwords: what one must have (section 2 of the API's contract), and how a temporary one is made. */
import { randomInt } from "node:crypto";

/** Cognito's limit. */
const maxLength = 256;

/** What a password lacks; nothing if it is good. A symbol is not asked for. */
export function passwordProblems(password: string, minLength: number): string[] {
  const problems: string[] = [];
  if (password.length < minLength) problems.push(`must have at least ${minLength} characters`);
  if (password.length > maxLength) problems.push(`must have at most ${maxLength} characters`);
  if (!/[a-z]/.test(password)) problems.push("must have a lower-case letter");
  if (!/[A-Z]/.test(password)) problems.push("must have an upper-case letter");
  if (!/\d/.test(password)) problems.push("must have a digit");
  // Cognito refuses passwords that begin or end with a space.
  if (/^\s|\s$/.test(password)) problems.push("must not begin or end with a space");
  return problems;
}

/** Without what looks alike on paper: 0 and O, 1, l and I. */
const alphabets = ["abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"] as const;
const temporaryLength = 14;

/** A random password that is good under a minimal length: about 80 bits at least. */
export function temporaryPassword(minLength: number): string {
  const all = alphabets.join("");
  for (;;) {
    const characters = Array.from({ length: Math.max(temporaryLength, minLength) }, () => all[randomInt(all.length)]);
    const password = characters.join("");
    if (passwordProblems(password, minLength).length === 0) return password;
  }
}
