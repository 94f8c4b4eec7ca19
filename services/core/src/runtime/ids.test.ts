import { expect, it } from "vitest";
import { safeParse } from "zod/mini";
import { ulidSchema } from "../contract/schemas.js";
import { idOfText, newId } from "./ids.js";

it("makes ids in the form of ULIDs, of a text always the same", () => {
  const ids = [newId(), ...Array.from({ length: 200 }, (_, index) => idOfText(`text ${index}`))];
  for (const id of ids) expect(safeParse(ulidSchema, id).success).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
  expect(idOfText("a")).toBe(idOfText("a"));
});

it("makes ids that sort in their order, also within a millisecond, and begins anew with each", () => {
  const [first, second] = [new Date("2026-11-27T10:00:00.000Z"), new Date("2026-11-27T10:00:00.001Z")];
  const ids = [...Array.from({ length: 50 }, () => newId(first)), ...Array.from({ length: 50 }, () => newId(second))];
  expect(ids).toEqual(ids.toSorted());
  expect(newId(first) < newId(second)).toBe(true);
});
