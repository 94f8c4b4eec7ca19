import { describe, expect, it, test } from "vitest";
import { type ExportRecord, exportKind, exportResponse } from "./export-record.js";

test.each([
  [{ type: "time" }, { type: "time", format: "csv" }],
  [
    { type: "users", format: "json" },
    { type: "users", format: "json" },
  ],
  // The desktop client names the format alone.
  [{ type: "csv" }, { type: "time", format: "csv" }],
  [
    { type: "json", format: "csv" },
    { type: "time", format: "json" },
  ],
] as const)("%j exports %j", (input, kind) => {
  expect(exportKind(input)).toEqual(kind);
});

describe("an export as it is answered", () => {
  const record: ExportRecord = {
    id: "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    ownerId: "ada",
    type: "time",
    format: "csv",
    filters: { groupBy: ["project"] },
    csv: {},
    period: { startDate: "2026-11-01", endDate: "2026-11-30" },
    status: "preparing",
    rowsTotal: 12_000,
    rowsWritten: 5000,
    createdAt: "2026-11-27T10:00:00.000Z",
  };

  it("tells how far it is, and when its file will be deleted", () => {
    expect(exportResponse(record)).toEqual({
      exportId: record.id,
      type: "time",
      format: "csv",
      period: record.period,
      status: "preparing",
      fileName: "time-2026-11-01-2026-11-30.csv",
      rowsTotal: 12_000,
      rowsWritten: 5000,
      deletedAt: "2026-12-04T10:00:00.000Z",
      createdAt: record.createdAt,
    });
  });

  it("has size, rows and link once the file is there", () => {
    const completed = { ...record, status: "completed", rowsWritten: 12_000, fileSize: 99 } as const;
    const link = { downloadUrl: "https://example.com", expiresAt: "2026-11-27T10:15:00.000Z" };
    expect(exportResponse(completed, link)).toMatchObject({
      status: "completed",
      rowCount: 12_000,
      fileSize: 99,
      ...link,
    });
  });
});
