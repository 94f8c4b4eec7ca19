import { describe, expect, it } from "vitest";
import { filterProblem, timeFilters } from "./export-filters.js";

describe("the filters of an export", () => {
  it("are those of its type", () => {
    expect(filterProblem("time", { status: ["approved"], tag: ["a"] })).toBeUndefined();
    expect(filterProblem("invoices", { status: ["sent", "paid"] })).toBeUndefined();
    expect(filterProblem("invoices", { tag: ["a"] })?.path).toBe("tag");
    expect(filterProblem("invoices", { status: ["paid", "approved"] })?.path).toBe("status.1");
    expect(filterProblem("payments", { clientId: ["a"], projectId: ["b"] })).toBeUndefined();
    expect(filterProblem("payments", { status: ["paid"] })).toEqual({
      path: "status",
      message: "does not apply to payments",
    });
    expect(filterProblem("payments", { userId: ["a"] })?.path).toBe("userId");
    expect(filterProblem("time", { status: ["paid"] })?.path).toBe("status.0");
  });

  it("of time keep the statuses of time, and none where none was asked for", () => {
    expect(timeFilters({ status: ["draft", "approved"], groupBy: ["day"] })).toEqual({ status: ["draft", "approved"] });
    expect(timeFilters({})).toEqual({ status: undefined });
  });
});
