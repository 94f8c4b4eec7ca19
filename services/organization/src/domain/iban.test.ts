import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compactCode, isIban } from "./iban.js";

/** Examples of the SWIFT registry of IBANs. */
const examples = [
  "DE89 3704 0044 0532 0130 00",
  "GB29 NWBK 6016 1331 9268 19",
  "FR14 2004 1010 0505 0001 3M02 606",
  "NO93 8601 1117 947",
  "MT84 MALT 0110 0001 2345 MTLC AST0 01S",
];

describe("an IBAN", () => {
  it.each(examples)("is %s, compact", (example) => {
    expect(isIban(compactCode(example))).toBe(true);
    expect(isIban(compactCode(example.toLowerCase()))).toBe(true);
    expect(isIban(example)).toBe(false);
  });

  it.each([
    "",
    "DE89370400440532013001",
    "DE98370400440532013000",
    "DE8937040044",
    "89DE370400440532013000",
    `DE89${"0".repeat(40)}`,
  ])("is not %s", (text) => {
    expect(isIban(text)).toBe(false);
  });

  it("is not one with check digits that the standard never computes, though the remainder is right", () => {
    // 98 and 01 are the same by 97; only 98 is ever computed.
    const account = "500105170000000000";
    const right = Array.from({ length: 100 }, (_, check) => `DE${String(check).padStart(2, "0")}${account}`).filter(
      isIban,
    );
    expect(right).toHaveLength(1);
    for (const check of ["00", "01", "99"]) {
      const accounts = Array.from({ length: 97 }, (_, index) => `DE${check}${String(index).padStart(18, "0")}`);
      expect(accounts.filter(isIban)).toEqual([]);
    }
  });

  it("is no longer one if any digit is another, or two different neighbours have changed places", () => {
    const code = compactCode(examples[0] ?? "");
    fc.assert(
      fc.property(fc.integer({ min: 2, max: code.length - 1 }), fc.integer({ min: 0, max: 9 }), (at, digit) => {
        fc.pre(code[at] !== String(digit));
        expect(isIban(code.slice(0, at) + digit + code.slice(at + 1))).toBe(false);
      }),
    );
    for (let at = 2; at < code.length - 1; at += 1) {
      const swapped = `${code.slice(0, at)}${code[at + 1]}${code[at]}${code.slice(at + 2)}`;
      expect(isIban(swapped)).toBe(swapped === code);
    }
  });
});
