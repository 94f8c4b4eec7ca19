import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { numberInput } from "./schemas.js";

describe("a number that may be sent as text", () => {
  const schema = z.object({ minutes: z.optional(numberInput(z.int().check(z.minimum(0), z.maximum(60)))) });
  const read = (minutes: unknown) => z.safeParse(schema, { minutes });

  it.each([
    [30, 30],
    ["30", 30],
    ["0", 0],
    [undefined, undefined],
  ])("is %j, and read as %j", (sent, minutes) => {
    expect(read(sent).data).toEqual(minutes === undefined ? {} : { minutes });
  });

  it("has the limits of the number", () => {
    for (const sent of ["61", "-1", "1.5", 61]) expect(read(sent).success).toBe(false);
    expect(z.safeParse(numberInput(z.number()), "7.5").data).toBe(7.5);
  });

  it("is no other text", () => {
    for (const sent of ["", " ", "3 0", "0x1e", "1e1", "NaN", "Infinity", null, true, ["30"]])
      expect(read(sent).success, JSON.stringify(sent)).toBe(false);
  });
});
