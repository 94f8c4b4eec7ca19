import { maxResponseBytes } from "@aerotage/core/database/idempotency";
import { describe, expect, it } from "vitest";
import { safeParse } from "zod/mini";
import { importResultSchema } from "../../contract/import.js";
import { type ReportHeader, reported, Tally } from "./report.js";

const told: ReportHeader = {
  dryRun: false,
  format: "toggl",
  rows: 3,
  zeroDuration: 0,
  unmapped: { people: [], projects: [] },
  columns: { inNotes: [], leftOut: [] },
};
const refusal = (line: number) => ({ line, code: "TIME_OVERLAP", message: "The time overlaps another entry." });

describe("the answer to an import", () => {
  it("is 200 only if all rows were looked at and none refused", () => {
    const tally = new Tally([]);
    expect(reported(tally, told).status).toBe(200);
    tally.leaveOff();
    expect(reported(tally, told)).toMatchObject({ status: 207, data: { complete: false } });
    expect(reported(new Tally([refusal(2)]), told)).toMatchObject({ status: 207, data: { complete: true } });
  });

  it("is 200 where rows have no time, which it counts, and it names the columns", () => {
    const columns = { inNotes: ["Ticket"], leftOut: ["Amount (EUR)"] };
    expect(reported(new Tally([]), { ...told, zeroDuration: 2, columns })).toMatchObject({
      status: 200,
      data: { zeroDuration: 2, created: 0, skipped: 0, columns },
    });
  });

  it("adds up, with the refused rows by line", () => {
    const tally = new Tally([refusal(7)]);
    tally.add({ entries: [], refused: [refusal(9), refusal(3)], skipped: 4 });
    tally.add({ entries: [], refused: [], skipped: 1 });
    const { data } = reported(tally, told);
    expect(data).toMatchObject({ skipped: 5, created: 0, createdMinutes: 0, refusedCount: 3 });
    expect(data.refused.map(({ line }) => line)).toEqual([3, 7, 9]);
  });

  it("has the first thousand refused rows, and fits into what is kept for an idempotency key", () => {
    const many = reported(new Tally(Array.from({ length: 1500 }, (_, index) => refusal(index + 2))), told).data;
    expect([many.refused.length, many.refusedCount]).toEqual([1000, 1500]);
    const long = "🔥".repeat(100);
    const names = Array.from({ length: 5000 }, (_, index) => `${long}${index}`);
    const { data } = reported(new Tally(names.map((message, index) => ({ ...refusal(index + 2), message }))), {
      ...told,
      unmapped: { people: names, projects: names },
      columns: { inNotes: names, leftOut: names },
    });
    expect(data.refusedCount).toBe(5000);
    expect(data.refused.length).toBeGreaterThan(300);
    expect(Buffer.byteLength(JSON.stringify(data))).toBeLessThan(maxResponseBytes);
    expect(safeParse(importResultSchema, data).success).toBe(true);
  });
});
