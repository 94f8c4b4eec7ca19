import { expect, it } from "vitest";
import type { Cell } from "../domain/export-table.js";
import { jsonOf } from "./json.js";

async function file(rows: readonly (readonly Cell[])[]): Promise<unknown> {
  async function* each() {
    yield* rows;
  }
  const columns = [
    { field: "date", title: "Date", kind: "date" },
    { field: "hours", title: "Hours", kind: "hours" },
  ] as const;
  let text = "";
  for await (const part of jsonOf({ columns, rowsTotal: rows.length, rows: each(), totals: [], addsUp: true }))
    text += part;
  return JSON.parse(text);
}

it("is a list of objects without the cells that have no value", async () => {
  expect(await file([])).toEqual([]);
  expect(await file([["2026-11-01", 75]])).toEqual([{ date: "2026-11-01", hours: 1.25 }]);
  expect(
    await file([
      ["2026-11-01", null],
      ["2026-11-02", 0],
    ]),
  ).toEqual([{ date: "2026-11-01" }, { date: "2026-11-02", hours: 0 }]);
});
