import type { Database } from "@aerotage/core/database/client";
import { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { planNumber, yearsOf } from "./numbers.js";

const send = vi.fn(async (_command: { readonly input: { readonly TransactItems: readonly object[] } }) => ({}));

async function planned(numbers: Record<string, unknown>) {
  const unitOfWork = new UnitOfWork({
    actor: { id: "u", role: "admin" },
    now: new Date(),
    requestId: "r",
    activityRetentionDays: 1,
    database: { send } as unknown as Database,
  });
  const number = planNumber(unitOfWork, "invoice", 2026, numbers);
  await unitOfWork.commit();
  return { number, item: send.mock.calls.at(-1)?.[0].input.TransactItems[0] };
}

describe("the next number of a year", () => {
  beforeEach(() => {
    vi.stubEnv("TABLE_INVOICES", "invoices");
  });

  it.each([
    ["the first of all", {}, 1, "attribute_not_exists(#year) AND attribute_not_exists(#start)"],
    ["the organization's first one", { s2026: 100 }, 100, "attribute_not_exists(#year) AND #start = :start"],
    ["one more than the last one", { y2026: 41 }, 42, "#year = :last AND attribute_not_exists(#start)"],
    ["one more than the last one, with a start", { y2026: 41, s2026: 7 }, 42, "#year = :last AND #start = :start"],
    [
      "the first of another year",
      { y2025: 41, s2025: 7 },
      1,
      "attribute_not_exists(#year) AND attribute_not_exists(#start)",
    ],
  ])("is %s, on condition that it still is", async (_what, numbers, next, ConditionExpression) => {
    const { number, item } = await planned(numbers);
    expect(number).toBe(next);
    expect(item).toMatchObject({
      Update: {
        UpdateExpression: "SET #u0 = :u0",
        ConditionExpression,
        ExpressionAttributeNames: { "#u0": "y2026" },
        ExpressionAttributeValues: { ":u0": next },
      },
    });
  });

  it("is looked for in the years that have some", () => {
    expect(yearsOf({ id: "numbers#invoice", y2025: 3, y2026: 1, s2027: 5 })).toEqual(["2025", "2026"]);
  });
});
