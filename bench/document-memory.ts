/**
 * Writes a file of so many rows as the worker of exports does, in a process of its own, and prints what that took:
 * `document-memory.ts <csv|xlsx|json> <rows>`.
 */
import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { csvOf } from "@aerotage/reports/documents/csv";
import { jsonOf } from "@aerotage/reports/documents/json";
import { xlsxOf } from "@aerotage/reports/documents/xlsx";
import { columns } from "@aerotage/reports/domain/export-columns";
import type { Cell, ExportTable } from "@aerotage/reports/domain/export-table";

const [format = "csv", count = "0"] = process.argv.slice(2);

async function* rows(): AsyncGenerator<Cell[]> {
  const [person, client, project] = ["Ada Lovelace", "Northwind Logistics", "Warehouse scanner app"];
  const description = "Wrote the offer and went through it with the client.";
  for (let index = 0; index < Number(count); index += 1) {
    const date = `2026-10-${String(1 + (index % 31)).padStart(2, "0")}`;
    yield [
      date,
      "09:00",
      "10:30",
      person,
      "Red",
      client,
      project,
      `${description} ${index}`,
      "a, b",
      true,
      "approved",
      90,
      "EUR",
      135,
    ];
  }
}

const table: ExportTable = { columns: columns.entry, rows: rows(), rowsTotal: Number(count), totals: [], addsUp: true };
const folder = await mkdtemp(join(tmpdir(), "aerotage-document-"));
try {
  const file = join(folder, "file");
  const started = performance.now();
  const parts = format === "xlsx" ? xlsxOf(table) : format === "json" ? jsonOf(table) : csvOf(table, {});
  await pipeline(Readable.from(parts), createWriteStream(file));
  const milliseconds = performance.now() - started;
  const { size: bytes } = await stat(file);
  console.log(JSON.stringify({ milliseconds, bytes, peakBytes: process.resourceUsage().maxRSS * 1024 }));
} finally {
  await rm(folder, { recursive: true });
}
