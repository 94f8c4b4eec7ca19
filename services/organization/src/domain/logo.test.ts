import { describe, expect, it } from "vitest";
import { requireLogoFits } from "./logo.js";

/** The first bytes of a PNG. */
function png(width: number, height: number): Uint8Array {
  const first = Buffer.alloc(24);
  first.writeUInt32BE(width, 16);
  first.writeUInt32BE(height, 20);
  return first;
}

describe("a logo", () => {
  it("has at most 2,000 pixels on each side as a PNG, and at least one", () => {
    expect(() => requireLogoFits("image/png", png(2000, 2000))).not.toThrow();
    expect(() => requireLogoFits("image/png", png(1, 1))).not.toThrow();
    expect(() => requireLogoFits("image/png", png(2001, 1))).toThrow("2001 × 1 pixels");
    expect(() => requireLogoFits("image/png", png(1, 4_000_000_000))).toThrow("1 × 4000000000 pixels");
    expect(() => requireLogoFits("image/png", png(0, 1))).toThrow("no width");
    expect(() => requireLogoFits("image/png", png(1, 1).subarray(0, 22))).toThrow("no height");
  });

  it("may be larger as a JPEG, which is not unpacked", () => {
    expect(() => requireLogoFits("image/jpeg", new Uint8Array())).not.toThrow();
  });
});
