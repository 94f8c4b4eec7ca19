/**
 * Writing the file of an export. It is written once, however often it is asked for: who writes takes the export on for as long as a function may
 * run, and only who still has it notes the end. A writer that dies leaves no file, or a whole one under the same key.
 */
import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { deleteObject, putFile } from "@aerotage/core/aws/storage";
import { dateIn } from "@aerotage/core/time/zones";
import { timezoneOf } from "@aerotage/kernel/domain/users";
import { findUserItem } from "@aerotage/kernel/persistence/users";
import { type ExportType, maxExportRows } from "../contract/exports.js";
import { formats } from "../documents/formats.js";
import type { ExportRecord } from "../domain/export-record.js";
import type { Cell, ExportTable } from "../domain/export-table.js";
import { endExport, fileKey, findExport, noteRows, releaseExport, takeExport } from "../persistence/exports.js";
import { findLetterhead } from "../persistence/letterhead.js";
import { exportTable } from "./export-table.js";
import type { ReportCaller } from "./read-time.js";

/** Names the export whose file is to be written. */
export interface WriteRequest {
  readonly exportId: string;
}

/** Thrown where somebody else writes the file: it is looked at again later. */
export class ExportTakenError extends Error {}

const titles: Readonly<Record<ExportType, string>> = {
  time: "Time report",
  projects: "Project report",
  users: "Report of people",
  invoices: "Invoices",
  payments: "Payments",
};

/** Rows between two notes of how far the file is. */
const rowsPerNote = 5000;
/** After so many failures a file is given up: the last one is the queue's last delivery. */
const mostAttempts = 5;

/** When a run of the function has to end, epoch milliseconds, and until when it waits for another one that writes the file. */
export interface WriteTimes {
  readonly deadline: number;
  readonly waitUntil: number;
}

/**
 * Writes the file of an export; nothing to do if it is there.
 * @throws ExportTakenError if somebody else writes it, and goes on with it
 */
export async function writeExport({ exportId: id }: WriteRequest, { deadline, waitUntil }: WriteTimes): Promise<void> {
  const writerId = randomUUID();
  for (;;) {
    const record = await findExport(id);
    if (record === undefined || record.status !== "preparing") return;
    const attempts = await takeExport(id, { writerId, until: deadline, now: new Date() });
    if (attempts !== undefined) return await writeTaken(record, writerId, attempts);
    if (Date.now() >= waitUntil) throw new ExportTakenError(`Another run writes the file of the export ${id}.`);
    await sleep(pollMilliseconds);
  }
}

const pollMilliseconds = 500;

/** Writes the file of an export that this run has taken. Where it fails, somebody else may try at once; after the last try nobody does. */
async function writeTaken(record: ExportRecord, writerId: string, attempts: number): Promise<void> {
  try {
    await writeAndStore(record, writerId);
  } catch (error) {
    if (attempts < mostAttempts) await releaseExport(record.id, writerId);
    else await endExport(record.id, writerId, { status: "failed" });
    throw error;
  }
}

async function writeAndStore(record: ExportRecord, writerId: string): Promise<void> {
  const { id, type, format } = record;
  const caller = await callerOf(record);
  // What people and projects come to is not for employees: the owner may have been a manager when they asked for it.
  if (caller === undefined || (type !== "time" && caller.role === "employee"))
    return void (await endExport(id, writerId, { status: "failed" }));
  const folder = await mkdtemp(join(tmpdir(), "export-"));
  try {
    const file = join(folder, "file");
    const rows = await writeFile(file, record, caller, writerId);
    if (rows === "too many") return void (await endExport(id, writerId, { status: "failed" }));
    if (rows === undefined) return;
    await putFile("exports", fileKey(record), file, formats[format].contentType);
    const { size: fileSize } = await stat(file);
    const end = { status: "completed", rowsTotal: rows, rowsWritten: rows, fileSize, role: caller.role } as const;
    if (!(await endExport(id, writerId, end))) await withoutRecord(record);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes the rows into a file. Returns how many there are; undefined if the export was deleted meanwhile, `too many` if no file has so many. */
async function writeFile(
  file: string,
  record: ExportRecord,
  caller: ReportCaller,
  writerId: string,
): Promise<number | "too many" | undefined> {
  const { type, filters, period, format, csv, createdAt } = record;
  const today = dateIn(caller.timezone, new Date(createdAt));
  const table = await exportTable({ type, filters, period, caller, today });
  // A request refuses such an export; a scheduled report is counted here.
  if (table.rowsTotal > maxExportRows[format]) return "too many";
  const heading = async () => ({
    letterhead: await findLetterhead(),
    title: titles[type],
    period: `${period.startDate} to ${period.endDate}`,
  });
  let written = 0;
  class Deleted extends Error {}
  async function* counted(): AsyncGenerator<readonly Cell[], void, undefined> {
    for await (const row of table.rows) {
      yield row;
      written += 1;
      if (written % rowsPerNote === 0 && !(await noteRows(record.id, writerId, written))) throw new Deleted();
    }
  }
  const countedTable: ExportTable = { ...table, rows: counted() };
  try {
    await pipeline(Readable.from(formats[format].write(countedTable, { csv, heading })), createWriteStream(file));
    return written;
  } catch (error) {
    if (error instanceof Deleted) return undefined;
    throw error;
  }
}

/** Whose export it is, with the rights that they have now; undefined if they have left. */
async function callerOf({ ownerId }: ExportRecord): Promise<ReportCaller | undefined> {
  const user = await findUserItem(ownerId);
  if (user?.isActive !== true) return undefined;
  const { id, role, managedTeamIds = new Set<string>() } = user;
  return { id, role, managedTeamIds, timezone: timezoneOf(user) };
}

/** Deletes the file of an export that was deleted while it was written. One that somebody else has completed keeps it. */
async function withoutRecord(record: ExportRecord): Promise<void> {
  if ((await findExport(record.id)) === undefined) await deleteObject("exports", fileKey(record));
}
