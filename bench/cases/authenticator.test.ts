import { describe, expect, it } from "vitest";
import { authenticatorCode } from "./authenticator.js";

/** "12345678901234567890" in base 32, the secret of RFC 6238's test values; these are its last six digits. */
const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

describe("the codes of an authenticator", () => {
  it.each([
    [59, "287082"],
    [1_111_111_109, "081804"],
    [20_000_000_000, "353130"],
  ])("are those of RFC 6238 at second %d", (seconds, code) => {
    expect(authenticatorCode(secret, new Date(seconds * 1000))).toBe(code);
  });
});
