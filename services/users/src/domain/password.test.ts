import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { passwordProblems, temporaryPassword } from "./password.js";

describe("a password", () => {
  it.each([
    ["Abcdefg1", []],
    ["NoSymbolNeeded1", []],
    ["short1A", ["must have at least 8 characters"]],
    ["abcdefg1", ["must have an upper-case letter"]],
    ["ABCDEFG1", ["must have a lower-case letter"]],
    ["Abcdefgh", ["must have a digit"]],
    [" Abcdefg1", ["must not begin or end with a space"]],
  ])("%j lacks %j", (password, problems) => {
    expect(passwordProblems(password, 8)).toEqual(problems);
  });

  it("may have to be longer, and may not be endless", () => {
    expect(passwordProblems("Abcdefg1", 12)).toEqual(["must have at least 12 characters"]);
    expect(passwordProblems(`Aa1${"x".repeat(254)}`, 8)).toEqual(["must have at most 256 characters"]);
  });

  it("that is temporary is good under any minimum, and another one each time", () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 99 }), (minLength) => {
        const password = temporaryPassword(minLength);
        expect(passwordProblems(password, minLength)).toEqual([]);
        expect(password).not.toMatch(/[0O1lI]/);
      }),
    );
    expect(new Set(Array.from({ length: 50 }, () => temporaryPassword(8))).size).toBe(50);
  });
});
