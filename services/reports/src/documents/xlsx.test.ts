import { randomBytes } from "node:crypto";
import ExcelJS from "@protobi/exceljs";
import { describe, expect, it } from "vitest";
import type { Cell, Column } from "../domain/export-table.js";
import { xlsxOf } from "./xlsx.js";

const columns: readonly Column[] = [
  { field: "date", title: "Date", kind: "date" },
  { field: "start", title: "Start", kind: "time" },
  { field: "text", title: "Text", kind: "text" },
  { field: "isBillable", title: "Billable", kind: "boolean" },
  { field: "hours", title: "Hours", kind: "hours", sum: 50 },
  { field: "share", title: "A share with a long title", kind: "share" },
];

async function sheetOf(rows: readonly (readonly Cell[])[], addsUp = true) {
  async function* each() {
    yield* rows;
  }
  const parts: Uint8Array[] = [];
  for await (const part of xlsxOf({ columns, rowsTotal: rows.length, rows: each(), totals: [], addsUp }))
    parts.push(part);
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(Buffer.concat(parts) as unknown as ArrayBuffer);
  const [sheet] = workbook.worksheets;
  if (sheet === undefined) throw new Error("The workbook has no sheet.");
  return sheet;
}

describe("a workbook", () => {
  it("has typed cells with number formats, and sums as formulas with their values", async () => {
    const sheet = await sheetOf([
      ["2026-11-05", "09:30", "=1+1", true, 20, 0.825],
      ["2026-11-06", null, "日本 👩‍💻", false, 30, null],
    ]);
    expect(sheet.getRow(1).values).toEqual([undefined, ...columns.map(({ title }) => title)]);
    expect(sheet.getCell("A2").value).toEqual(new Date("2026-11-05T00:00:00Z"));
    expect(sheet.getCell("A2").numFmt).toBe("yyyy-mm-dd");
    expect(sheet.getCell("C2").value).toBe("=1+1");
    expect(sheet.getCell("C3").value).toBe("日本 👩‍💻");
    expect(sheet.getCell("D2").value).toBe(true);
    expect([sheet.getCell("E2").value, sheet.getCell("E2").numFmt]).toEqual([20 / 60, "0.00"]);
    expect([sheet.getCell("F2").value, sheet.getCell("F2").numFmt]).toEqual([0.825, "0.0%"]);
    expect(sheet.getCell("A4").value).toBe("Total");
    expect(sheet.getCell("E4").value).toEqual({ formula: "SUM(E2:E3)", result: 50 / 60 });
    expect(sheet.views[0]).toMatchObject({ state: "frozen", ySplit: 1 });
  });

  it("shows titles as a whole, above their numbers, and prints them on each page", async () => {
    const sheet = await sheetOf([["2026-11-05", null, "a", true, 20, null]]);
    expect(sheet.getColumn(6).width).toBeGreaterThan("A share with a long title".length);
    expect(["C1", "E1", "F1"].map((cell) => sheet.getCell(cell).alignment?.horizontal)).toEqual([
      undefined,
      "right",
      "right",
    ]);
    expect(sheet.pageSetup).toMatchObject({ orientation: "landscape", fitToWidth: 1, fitToHeight: 0 });
    expect(sheet.pageSetup.printTitlesRow).toBe("1:1");
  });

  it("takes no more rows than its reader has room for", async () => {
    const rowsTotal = 20_000;
    let taken = 0;
    async function* rows(): AsyncGenerator<Cell[]> {
      for (; taken < rowsTotal; taken += 1) {
        // Text that hardly gets smaller: what is compressed may wait in buffers of a megabyte.
        const text = randomBytes(150).toString("base64");
        yield ["2026-11-05", "09:30", text, true, 20, 0.825];
      }
    }
    const parts = xlsxOf({ columns, rowsTotal, rows: rows(), totals: [], addsUp: true });
    const first = await parts.next();
    // Nothing more happens once all that could be written is.
    let before = -1;
    while (taken !== before) {
      before = taken;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(taken).toBeLessThan(rowsTotal);
    const file = [first.value as Uint8Array];
    for await (const part of parts) file.push(part);
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(Buffer.concat(file) as unknown as ArrayBuffer);
    expect(workbook.worksheets[0]?.rowCount).toBe(rowsTotal + 2);
  });

  it("has no sums where an entry is in several rows", async () => {
    expect((await sheetOf([["2026-11-05", null, "a", true, 20, null]], false)).rowCount).toBe(2);
  });

  it("has the titles alone where there is nothing", async () => {
    expect((await sheetOf([])).rowCount).toBe(1);
  });
});
