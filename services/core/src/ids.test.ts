import { expect, it } from "vitest";
import { safeParse } from "zod/mini";
import { idOfText, newId } from "./ids.js";
import { ulidSchema } from "./schemas.js";

it("makes ids in the form of ULIDs, of a text always the same", () => {
  const ids = [newId(), ...Array.from({ length: 200 }, (_, index) => idOfText(`text ${index}`))];
  for (const id of ids) expect(safeParse(ulidSchema, id).success).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
  expect(idOfText("a")).toBe(idOfText("a"));
});
