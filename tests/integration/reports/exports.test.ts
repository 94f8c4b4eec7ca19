/** Reports as files: what is in them, for whom, and that there is one file whatever happens. */
import { randomUUID } from "node:crypto";
import {
  createExport,
  deleteExport,
  type ExportResponse,
  getExport,
  listExports,
} from "@aerotage/reports/contract/exports";
import { importTimeEntries } from "@aerotage/time-entries/contract/import";
import { approveTimeEntries, submitTimeEntries } from "@aerotage/time-entries/contract/time-entries";
import { updateUser } from "@aerotage/users/contract/users";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, it } from "vitest";
import { call, cloud, eventually, missingPath, type Person, person, tableOf, tables } from "../../support/api.js";
import { readByPython } from "../../support/documents.js";
import { itemOf, newUser } from "../../support/people.js";
import { daysAgo, newClient, newProject, recorded } from "../../support/time.js";

const lambda = new LambdaClient(cloud);

let admin: Person;
let ada: Person;
let projectId: string;
const days = { startDate: daysAgo(10), endDate: daysAgo(1) };
const description = 'Said "hi",\r\nthen left; 日本 👩‍💻';

beforeAll(async () => {
  admin = await person("admin");
  ada = await newUser(admin, { name: "=Ada", startDate: "2020-01-01" });
  projectId = await newProject({ clientId: await newClient({ currency: "EUR" }), defaultHourlyRate: 90 });
  const { id } = await recorded(ada, { projectId, date: daysAgo(2), duration: 20, description, tags: ["b", "a"] });
  await recorded(ada, { projectId, date: daysAgo(3), startTime: "09:00", endTime: "10:30", isBillable: false });
  await call(submitTimeEntries, ada, { body: { timeEntryIds: [id] } });
  expect((await call(approveTimeEntries, admin, { body: { timeEntryIds: [id] } })).status).toBe(200);
});

/** Prints type, value and number format of all cells of a workbook, and the values of its formulas. */
const readWorkbook = `
import json, openpyxl, sys
text = lambda cell: str(cell.value.date() if cell.is_date and hasattr(cell.value, "date") else cell.value)
sheet = openpyxl.load_workbook(sys.argv[1]).active
cells = [[[cell.data_type, text(cell), cell.number_format] for cell in row] for row in sheet.iter_rows()]
values = openpyxl.load_workbook(sys.argv[1], data_only=True).active.iter_rows(values_only=True)
print(json.dumps({"cells": cells, "values": [list(row) for row in values]}, default=str))
`;

async function exported(who: Person, body: object): Promise<ExportResponse> {
  const { status, data, text, headers } = await call(createExport, who, { body });
  expect([status, text]).toEqual([201, text]);
  expect(headers.get("location")).toBe(`/reports/exports/${data.exportId}`);
  return data;
}

/** The file behind a link. */
async function download({ downloadUrl = "" }: Pick<ExportResponse, "downloadUrl">) {
  const response = await fetch(downloadUrl);
  return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
}

const ofProject = (more: object = {}) => ({ ...days, projectId, ...more });

describe("an export", () => {
  it("of time has a row per entry, with amounts, and texts as they are", async () => {
    const data = await exported(admin, { type: "time", format: "csv", filters: ofProject() });
    expect(data).toMatchObject({
      status: "completed",
      rowsTotal: 2,
      rowsWritten: 2,
      rowCount: 2,
      fileName: `time-${days.startDate}-${days.endDate}.csv`,
    });
    const { type, text, status } = await download(data);
    expect([status, type]).toEqual([200, "text/csv; charset=utf-8"]);
    expect(Buffer.byteLength(text)).toBe((data.fileSize ?? 0) - (text.startsWith("\uFEFF") ? 0 : 3));
    const rows: Record<string, string>[] = parse(text, { columns: true, bom: true });
    expect(rows).toMatchObject([
      { Date: daysAgo(3), Start: "09:00", End: "10:30", Billable: "no", Status: "draft", Hours: "1.5", Amount: "" },
      {
        Date: daysAgo(2),
        Start: "",
        Person: "'=Ada",
        Description: description,
        Tags: "b, a",
        Status: "approved",
        Hours: "0.3333",
        Currency: "EUR",
        Amount: "30",
      },
    ]);
  });

  it("takes the format as its type, as the desktop client sends it, with filters of one value", async () => {
    const data = await exported(admin, { type: "csv", filters: { projectId, groupBy: "user", ...days } });
    const rows: Record<string, string>[] = parse((await download(data)).text, { columns: true, bom: true });
    expect(rows).toMatchObject([{ Person: "'=Ada", Hours: "1.8333", Entries: "2", "Amount EUR": "30" }]);
  });

  it("has the separator and decimal mark that are asked for, and JSON its numbers", async () => {
    const csv = { separator: ";", decimalMark: ",", byteOrderMark: false };
    const data = await exported(admin, { type: "time", csv, filters: ofProject({ groupBy: ["status"] }) });
    expect((await download(data)).text.split("\r\n")[1]).toMatch(/^draft;1,5;0;1,5;0;1;/);
    const json = await exported(admin, { type: "time", format: "json", filters: ofProject({ status: "approved" }) });
    expect(JSON.parse((await download(json)).text)).toMatchObject([
      { date: daysAgo(2), hours: 0.3333, amount: 30, currency: "EUR", isBillable: true },
    ]);
  });

  it("is a workbook that another program reads: typed cells, number formats, and sums with their values", async () => {
    const data = await exported(admin, { type: "time", format: "xlsx", filters: ofProject() });
    const content = Buffer.from(await (await fetch(data.downloadUrl ?? "")).arrayBuffer());
    type Workbook = { readonly cells: string[][][]; readonly values: unknown[][] };
    const { cells, values } = await readByPython<Workbook>(readWorkbook, { [data.fileName]: content });
    const titles = cells[0]?.map(([, value]) => value) ?? [];
    const of = (row: number, title: string) => cells[row]?.[titles.indexOf(title)];
    expect(of(1, "Date")).toEqual(["d", daysAgo(3), "yyyy-mm-dd"]);
    expect(of(1, "Start")).toEqual(["d", "09:00:00", "hh:mm"]);
    expect(of(1, "Billable")?.slice(0, 2)).toEqual(["b", "False"]);
    expect(of(2, "Hours")).toEqual(["n", String(20 / 60), "0.00"]);
    expect(of(2, "Amount")).toEqual(["n", "30", "#,##0.00"]);
    expect(of(2, "Person")?.slice(0, 2)).toEqual(["s", "=Ada"]);
    expect(of(2, "Description")?.[1]).toBe(description.replaceAll("\r\n", "\n"));
    expect(of(3, "Hours")).toEqual(["f", "=SUM(L2:L3)", "0.00"]);
    expect(values[3]?.[titles.indexOf("Hours")]).toBeCloseTo(110 / 60, 10);
  });

  it("is a PDF", async () => {
    const data = await exported(admin, { type: "time", format: "pdf", filters: ofProject() });
    const content = Buffer.from(await (await fetch(data.downloadUrl ?? "")).arrayBuffer());
    expect([content.subarray(0, 5).toString(), content.length]).toEqual(["%PDF-", data.fileSize]);
  });

  it("of people and projects is for administrators and managers", async () => {
    for (const type of ["users", "projects"]) {
      const { status, error } = await call(createExport, ada, { body: { type } });
      expect([status, error.code]).toEqual([403, "FORBIDDEN"]);
    }
    const users = await exported(admin, { type: "users", filters: { ...days, userId: ada.id } });
    const [row] = parse((await download(users)).text, { columns: true, bom: true }) as Record<string, string>[];
    expect(row).toMatchObject({ Person: "'=Ada", Hours: "1.8333", Approved: "1", Drafts: "1", "Not submitted": "yes" });
    const projects = await exported(admin, { type: "projects", filters: ofProject() });
    expect(parse((await download(projects)).text, { columns: true, bom: true })).toMatchObject([
      { Status: "active", Hours: "1.8333", "Amount EUR": "30" },
    ]);
  });

  it("of an employee has their own time, and no amount", async () => {
    const own = await exported(ada, { type: "time", filters: days });
    const { text } = await download(own);
    expect(own.rowsTotal).toBe(2);
    expect(text).not.toMatch(/amount|currency|EUR/i);
    const stranger = await newUser(admin);
    const none = await exported(stranger, { type: "time", filters: { ...days, userId: ada.id } });
    expect([none.rowsTotal, (await download(none)).text.trim().split("\r\n").length]).toEqual([0, 1]);
  });

  it("gets a new link with each GET, is listed for its owner alone, and is deleted with its file", async () => {
    const made = await exported(ada, { type: "time", filters: days });
    const path = { exportId: made.exportId };
    const again = await call(getExport, ada, { path });
    expect(again.data).toMatchObject({ exportId: made.exportId, status: "completed" });
    const listed = (await call(listExports, ada)).data.items;
    expect(listed[0]).toMatchObject({ exportId: made.exportId });
    expect(listed[0]).not.toHaveProperty("downloadUrl");
    for (const operation of [getExport, deleteExport]) {
      const { status, error } = await call(operation, admin, { path });
      expect([status, error.code]).toEqual([404, "EXPORT_NOT_FOUND"]);
    }
    expect((await call(deleteExport, ada, { path })).status).toBe(200);
    expect((await call(getExport, ada, { path })).status).toBe(404);
    expect((await download(again.data)).status).toBe(404);
    expect((await call(getExport, ada, { path: missingPath(getExport) })).status).toBe(404);
  });

  it("is one for an idempotency key", async () => {
    const options = { body: { type: "time", filters: days }, headers: { "idempotency-key": randomUUID() } };
    const [first, second] = [await call(createExport, ada, options), await call(createExport, ada, options)];
    expect(second.data.exportId).toBe(first.data.exportId);
  });

  it.each([
    [{ type: "moods" }, "type"],
    [{ type: "time", format: "doc" }, "format"],
    [{ type: "time", filters: { preset: "fortnight" } }, "filters.preset"],
    [{ type: "time", filters: { groupBy: "mood" } }, "filters.groupBy.0"],
    [{ type: "time", filters: { startDate: "2026-02-01", endDate: "2026-01-01" } }, "filters.endDate"],
    [{ type: "time", filters: { startDate: "2026-02-01" } }, "filters.endDate"],
  ])("refuses %j at %s", async (body, path) => {
    const { status, error } = await call(createExport, admin, { body });
    expect([status, error.details?.map((detail) => detail.path)]).toEqual([400, [path]]);
  });
});

describe("an export of many rows", () => {
  let worker: Person;
  const rowCount = 5200;
  const range = { startDate: "2024-01-01", endDate: "2024-12-31" };

  beforeAll(async () => {
    worker = await newUser(admin);
    // A year of short entries, as an import brings them.
    const header = "User,Description,Client,Project,Start,End,Duration";
    const rows = Array.from({ length: rowCount }, (_, index) => {
      const date = new Date(Date.UTC(2024, 0, 1 + Math.floor(index / 20))).toISOString().slice(0, 10);
      const minute = (index % 20) * 10;
      const clock = (value: number) =>
        `${String(Math.floor(value / 60)).padStart(2, "0")}:${String(value % 60).padStart(2, "0")}:00`;
      return `${worker.email},Row ${index},,P,${date} ${clock(minute)},${date} ${clock(minute + 10)},00:10:00`;
    });
    const mapped = { people: { [worker.email]: worker.id }, projects: { P: projectId }, timezone: "UTC" };
    for (let start = 0; start < rows.length; start += 2600) {
      const content = [header, ...rows.slice(start, start + 2600)].join("\n");
      let complete = false;
      while (!complete) {
        const { data, text } = await call(importTimeEntries, admin, {
          body: { format: "solidtime", content, ...mapped },
        });
        expect([data.refusedCount, text]).toEqual([0, text]);
        complete = data.complete;
      }
    }
  }, 240_000);

  it("is written after the response, and tells how far it is", async () => {
    const { status, data } = await call(createExport, worker, { body: { type: "time", filters: range } });
    expect([status, data.status, data.rowsTotal]).toEqual([202, "preparing", rowCount]);
    const done = await eventually("the file", async () => {
      const { data: now } = await call(getExport, worker, { path: { exportId: data.exportId } });
      return now.status === "preparing" ? undefined : now;
    });
    expect(done).toMatchObject({ status: "completed", rowCount, rowsWritten: rowCount });
    const rows: Record<string, string>[] = parse((await download(done)).text, { columns: true, bom: true });
    expect(rows.map(({ Description }) => Description)).toEqual(
      Array.from({ length: rowCount }, (_, index) => `Row ${index}`),
    );
  }, 120_000);

  /** Puts an export back to where a writer has it, until a moment. */
  async function beingWritten(exportId: string, leaseUntil: number): Promise<void> {
    await tables.send(
      new UpdateCommand({
        TableName: tableOf("Settings"),
        Key: { id: `export#${exportId}` },
        UpdateExpression: "SET #status = :preparing, writerId = :other, leaseUntil = :until",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: { ":preparing": "preparing", ":other": "other", ":until": leaseUntil },
      }),
    );
  }

  /** Has a file written, as the queue does when it delivers the event. Returns the function's error. */
  async function write(exportId: string): Promise<string | undefined> {
    const { FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName: "aerotage-local-reports-write-export", Payload: JSON.stringify({ exportId }) }),
    );
    return FunctionError;
  }

  it("is left to who writes it, and written anew where they died", async () => {
    const made = await exported(ada, { type: "time", filters: days });
    const before = await download(made);
    await beingWritten(made.exportId, Date.now() + 60_000);
    const path = { exportId: made.exportId };
    expect((await call(getExport, ada, { path })).data).not.toHaveProperty("downloadUrl");
    expect(await write(made.exportId)).toBeDefined();
    expect((await call(getExport, ada, { path })).data.status).toBe("preparing");
    await beingWritten(made.exportId, Date.now() - 1);
    expect(await write(made.exportId)).toBeUndefined();
    const after = (await call(getExport, ada, { path })).data;
    expect(after).toMatchObject({ status: "completed", rowCount: 2 });
    expect((await download(after)).text).toBe(before.text);
    // Once it is there, there is nothing to do.
    expect(await write(made.exportId)).toBeUndefined();
  });

  it("is given up where it was deleted, and where its owner has left", async () => {
    const leaver = await newUser(admin);
    const filters = { ...days, projectId };
    const [deleted, left] = [
      await exported(leaver, { type: "time", filters }),
      await exported(leaver, { type: "time", filters }),
    ];
    expect((await call(deleteExport, leaver, { path: { exportId: deleted.exportId } })).status).toBe(200);
    expect(await write(deleted.exportId)).toBeUndefined();
    await call(updateUser, admin, { path: { id: leaver.id }, body: { isActive: false } });
    await beingWritten(left.exportId, Date.now() - 1);
    expect(await write(left.exportId)).toBeUndefined();
    expect(await itemOf("Settings", { id: `export#${left.exportId}` })).toMatchObject({ status: "failed" });
  });
});
