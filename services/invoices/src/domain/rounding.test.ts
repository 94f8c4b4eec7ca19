import { roundingSteps } from "@aerotage/kernel/contract/billing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { roundedMinutes } from "./rounding.js";

describe("the rounding of billed time", () => {
  it.each([
    ["none", undefined, 7, 7],
    ["up", 15, 1, 15],
    ["up", 15, 15, 15],
    ["up", 15, 16, 30],
    ["nearest", 15, 7, 0],
    ["nearest", 15, 8, 15],
    ["nearest", 5, 2, 0],
    ["nearest", 5, 3, 5],
    ["nearest", 6, 3, 6],
    ["nearest", 30, 45, 60],
    ["up", 30, 0, 0],
  ] as const)("rounds %s to %s: %d minutes are %d", (mode, minutes, recorded, billed) => {
    expect(roundedMinutes(recorded, { mode, minutes })).toBe(billed);
  });

  it("is a whole number of steps, and less than a step away", () => {
    const modes = fc.constantFrom("up" as const, "nearest" as const);
    fc.assert(
      fc.property(fc.nat(100_000), modes, fc.constantFrom(...roundingSteps), (recorded, mode, minutes) => {
        const billed = roundedMinutes(recorded, { mode, minutes });
        expect(billed % minutes).toBe(0);
        if (mode === "up") expect(billed - recorded).toBeGreaterThanOrEqual(0);
        expect(Math.abs(billed - recorded)).toBeLessThan(mode === "up" ? minutes : minutes / 2 + 1);
      }),
    );
  });
});
