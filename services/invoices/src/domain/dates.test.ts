import { ApiError } from "@aerotage/core/contract/errors";
import { describe, expect, it } from "vitest";
import { type DatesInput, datesOf } from "./dates.js";

const today = "2026-11-20";
const dates = (input: DatesInput = {}, terms?: string) => datesOf(input, terms, today);

function refused(input: DatesInput): string | undefined {
  try {
    dates(input);
  } catch (error) {
    if (error instanceof ApiError) return error.details?.[0]?.path;
    throw error;
  }
  return undefined;
}

describe("the dates of an invoice", () => {
  it("are today and thirty days later unless something else is said", () => {
    expect(dates()).toEqual({ issueDate: today, dueDate: "2026-12-20", paymentTerms: "Net 30" });
  });

  it("take the due date from the request, else its terms, else the organization's", () => {
    expect(dates({ dueDate: "2026-11-25", paymentTerms: "Net 7" }, "Net 14").dueDate).toBe("2026-11-25");
    expect(dates({ paymentTerms: "Net 7" }, "Net 14").dueDate).toBe("2026-11-27");
    expect(dates({}, "Net 14")).toMatchObject({ dueDate: "2026-12-04", paymentTerms: "Net 14" });
    expect(dates({ paymentTerms: "Due on receipt" }).dueDate).toBe(today);
    expect(dates({ paymentTerms: "As agreed" }, "Net 14").dueDate).toBe("2026-12-04");
  });

  it("are refused where the due date is before the issue, or the issue is far away", () => {
    expect(refused({ dueDate: "2026-11-19" })).toBe("dueDate");
    expect(refused({ issueDate: "2026-11-25", dueDate: "2026-11-24" })).toBe("dueDate");
    expect(refused({ issueDate: "2020-01-01" })).toBe("issueDate");
    expect(refused({ issueDate: "2030-01-01" })).toBe("issueDate");
  });
});
