/** What files of exports take: time, and the memory of the process that writes them. */
import { join } from "node:path";
import { run } from "../tools/commands.js";
import { root } from "../tools/paths.js";

/** What a file took. */
export interface DocumentRow {
  readonly format: string;
  readonly rows: number;
  readonly milliseconds: number;
  readonly bytes: number;
  /** The most memory that the process had, Node and its modules included. */
  readonly peakBytes: number;
}

const formats = ["csv", "xlsx", "json"] as const;
const sizes = [10_000, 100_000] as const;

/** Writes files of each format and size, each in a process of its own. */
export async function measureDocuments(signal: AbortSignal): Promise<DocumentRow[]> {
  const measured: DocumentRow[] = [];
  for (const format of formats)
    for (const rows of sizes) {
      let line = "";
      const script = join(root, "bench", "document-memory.ts");
      await run(process.execPath, ["--import", "tsx", script, format, String(rows)], {
        cwd: root,
        environment: process.env,
        signal,
        onLine: (text) => (line = text.startsWith("{") ? text : line),
      });
      measured.push({ format, rows, ...(JSON.parse(line) as Omit<DocumentRow, "format" | "rows">) });
    }
  return measured;
}
