import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { validationMessage } from "./validation-message.js";

function messageOf(schema: z.ZodMiniType, value: unknown): string | undefined {
  return z.safeParse(schema, value, { error: validationMessage }).error?.issues[0]?.message;
}

describe("the message of a field that does not fit", () => {
  it.each([
    ["a missing field", z.string(), undefined, "is missing"],
    ["a missing choice", z.enum(["a", "b"]), undefined, "is missing"],
    ["another type than text", z.string(), 1, "must be a text"],
    ["another type than a number", z.number(), "1", "must be a number"],
    ["another type than a boolean", z.boolean(), 0, "must be true or false"],
    ["another type than a list", z.array(z.string()), {}, "must be a list"],
    ["another type than an object", z.object({}), [], "must be an object"],
    ["a fraction", z.int(), 1.5, "must be a whole number"],
    ["an empty text", z.string().check(z.minLength(1)), "", "must not be empty"],
    ["a short text", z.string().check(z.minLength(2)), "a", "must have at least 2 characters"],
    ["a long text", z.string().check(z.maxLength(1)), "ab", "must have at most 1 character"],
    ["a short list", z.array(z.string()).check(z.minLength(2)), ["a"], "must have at least 2 items"],
    ["a long list", z.array(z.string()).check(z.maxLength(1)), ["a", "b"], "must have at most 1 item"],
    ["a small number", z.number().check(z.minimum(3)), 1, "must be at least 3"],
    ["a large number", z.number().check(z.maximum(3)), 4, "must be at most 3"],
    ["zero where it must be more", z.number().check(z.gt(0)), 0, "must be more than 0"],
    ["a number that must be less", z.number().check(z.lt(1)), 1, "must be less than 1"],
    ["a step", z.int().check(z.multipleOf(5)), 7, "must be a multiple of 5"],
    ["a choice", z.enum(["draft", "sent"]), "paid", "must be one of draft, sent"],
    ["a literal", z.literal(true), false, "must be true"],
    ["no date", z.iso.date(), "2026-02-30", "must be a date, YYYY-MM-DD"],
    ["no instant", z.iso.datetime(), "now", "must be an instant in UTC, such as 2026-11-27T08:00:00Z"],
    ["no address", z.email(), "a@", "must be an e-mail address"],
    ["an unknown field", z.strictObject({}), { a: 1 }, "must not have the field a"],
    ["unknown fields", z.strictObject({}), { a: 1, b: 2 }, "must not have the fields a, b"],
    ["a union", z.union([z.string(), z.number()]), true, "must be a text or a number"],
    [
      "a name of a record",
      z.record(z.string().check(z.minLength(3)), z.number()),
      { ab: 1 },
      "must have at least 3 characters",
    ],
    [
      "a discriminator",
      z.discriminatedUnion("type", [z.object({ type: z.literal("hours") }), z.object({ type: z.literal("amount") })]),
      { type: "days" },
      "must be one of hours, amount",
    ],
    ["a check of its own", z.string().check(z.regex(/^a$/, "must be the letter a")), "b", "must be the letter a"],
  ])("says what is wrong with %s", (_what, schema, value, message) => {
    expect(messageOf(schema, value)).toBe(message);
  });
});
