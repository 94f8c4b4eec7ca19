/** What is told of an import. Pure. */

import { type ImportResponse, maxReported } from "../../contract/import.js";
import type { Entry } from "../entry.js";
import type { Refused } from "./refusals.js";

/** What became of rows so far. */
export class Tally {
  readonly refused: Refused[];
  skipped = 0;
  created = 0;
  createdMinutes = 0;
  complete = true;

  constructor(refused: readonly Refused[]) {
    this.refused = [...refused];
  }

  /** Notes that rows are left. */
  leaveOff(): void {
    this.complete = false;
  }

  /** Counts rows that were decided on together. */
  add(part: {
    readonly entries: readonly Entry[];
    readonly refused: readonly Refused[];
    readonly skipped: number;
  }): void {
    this.skipped += part.skipped;
    this.refused.push(...part.refused);
    this.created += part.entries.length;
    this.createdMinutes += part.entries.reduce((sum, { duration }) => sum + duration, 0);
  }
}

/** What is told beside the counts. */
export type ReportHeader = Pick<ImportResponse, "dryRun" | "format" | "rows" | "zeroDuration" | "unmapped" | "columns">;

/** The most bytes of each list: an answer is kept for its idempotency key, which has place for 350,000. */
const maxRefusedBytes = 200_000;
const maxUnmappedBytes = 50_000;
const maxColumnsBytes = 10_000;

/** The answer to an import: 200 if no row was refused and none is left, else 207. */
export function reported(
  tally: Tally,
  { dryRun, format, rows, zeroDuration, unmapped, columns }: ReportHeader,
): { readonly data: ImportResponse; readonly status: 200 | 207 } {
  const { complete, created, skipped, createdMinutes } = tally;
  const refused = tally.refused.toSorted((a, b) => a.line - b.line);
  const data: ImportResponse = {
    dryRun,
    format,
    complete,
    rows,
    created,
    skipped,
    zeroDuration,
    refused: beginning(refused, maxRefusedBytes),
    refusedCount: refused.length,
    unmapped: {
      people: beginning(unmapped.people, maxUnmappedBytes),
      projects: beginning(unmapped.projects, maxUnmappedBytes),
    },
    columns: {
      inNotes: beginning(columns.inNotes, maxColumnsBytes),
      leftOut: beginning(columns.leftOut, maxColumnsBytes),
    },
    createdMinutes,
  };
  return { data, status: complete && refused.length === 0 ? 200 : 207 };
}

/** The first of some things, as many as an answer has place for. */
function beginning<T>(all: readonly T[], maxBytes: number): T[] {
  let bytes = 0;
  const end = all.findIndex((one, index) => {
    bytes += Buffer.byteLength(JSON.stringify(one)) + 1;
    return index >= maxReported || bytes > maxBytes;
  });
  return all.slice(0, end === -1 ? all.length : end);
}
