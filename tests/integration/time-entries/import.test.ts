/** Files of other products over HTTP: what becomes of their rows, once and again, and after an import was cut off. */
import { randomUUID } from "node:crypto";
import { createClient } from "@aerotage/clients/contract";
import { createProject, getProject } from "@aerotage/projects/contract";
import { type ImportBody, type ImportFormat, importTimeEntries } from "@aerotage/time-entries/contract/import";
import { deleteTimeEntry, listTimeEntries, updateTimeEntry } from "@aerotage/time-entries/contract/time-entries";
import { createUser } from "@aerotage/users/contract/users";
import { beforeAll, describe, expect, it } from "vitest";
import { call, missingPath, type Person, person, send } from "../../support/api.js";
import { activitiesOf, itemOf, newAddress } from "../../support/people.js";
import { clock, recorded } from "../../support/time.js";

let admin: Person;
let clientName: string;
let projectName: string;
let projectId: string;

beforeAll(async () => {
  admin = await person("admin");
  await call(listTimeEntries, admin);
  [clientName, projectName] = [`Client ${randomUUID()}`, `Project ${randomUUID()}`];
  const client = await call(createClient, admin, { body: { name: clientName } });
  projectId = await newProject({ clientId: client.data.id, name: projectName, budget: { type: "hours", value: 10 } });
});

async function newProject(body: object): Promise<string> {
  const { status, data, text } = await call(createProject, admin, { body });
  if (status !== 201) throw new Error(`createProject answered ${status} ${text}`);
  return data.id;
}

/** Somebody whose time is imported; they need no sign-in. */
interface Owner {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

async function newOwner(): Promise<Owner> {
  const body = { email: newAddress("imported"), name: `Ada ${randomUUID()}`, invite: false };
  const { status, data, text } = await call(createUser, admin, { body });
  if (status !== 201) throw new Error(`createUser answered ${status} ${text}`);
  return { id: data.id, email: body.email, name: body.name };
}

/** Other tests change the company's zone. */
const upload = (body: Partial<ImportBody>, caller = admin, headers: Record<string, string> = {}) =>
  call(importTimeEntries, caller, { body: { timezone: "UTC", ...body }, headers });

/** What an upload answers that must not be an error. */
async function uploaded(body: Partial<ImportBody>) {
  const answer = await upload(body);
  if (answer.status > 207) throw new Error(`importTimeEntries answered ${answer.status} ${answer.text}`);
  return answer;
}

const entriesOf = async ({ id }: Owner) => {
  const query = { userId: id, sortBy: "date", sortOrder: "asc", limit: "100" };
  return (await call(listTimeEntries, admin, { query })).data.items;
};

/** A row of Toggl, as far as it matters: an hour of work. */
interface TogglRow {
  readonly email: string;
  /** @default Yes */
  readonly billable?: string;
  readonly client?: string;
  readonly project?: string;
  readonly description?: string;
  readonly date: string;
  readonly start: string;
  readonly end: string;
}

const togglHeader =
  "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Tags,Duration";

function togglFile(rows: readonly TogglRow[]): string {
  const lines = rows.map(({ email, date, start, end, ...row }) => {
    const { client = clientName, project = projectName, description = "Work", billable = "Yes" } = row;
    const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
    const length = clock(minutes(end) - minutes(start));
    return `Ada,${email},${client},${project},,${description},${billable},${date},${start}:00,${date},${end}:00,,${length}:00`;
  });
  return [togglHeader, ...lines].join("\n");
}

/** The same two days of work, as each of the products tells it. */
const files: Record<ImportFormat, (owner: Owner) => string> = {
  toggl: ({ name, email }) =>
    [
      togglHeader,
      `"${name}","${email.toUpperCase()}","${clientName}","${projectName}","","Design, ""first""","Yes","2026-03-02","09:00:10","2026-03-02","10:30:12","ui, ux","1:30:02"`,
      `"${name}","${email}","${clientName}","${projectName}","Review","","No","2026-03-03","22:00:00","2026-03-04","02:00:00","","04:00:00"`,
    ].join("\r\n"),
  clockify: ({ name, email }) =>
    [
      '"Project","Client","Description","Task","User","Group","Email","Tags","Billable","Start Date","Start Time","End Date","End Time","Duration (h)","Duration (decimal)","Billable Rate (USD)","Billable Amount (USD)"',
      `"${projectName}","${clientName}","Design, ""first""","","${name}","","${email}","ui, ux","Yes","03/02/2026","9:00:10 AM","03/02/2026","10:30:12 AM","01:30:02","1.50","0.00","0.00"`,
      `"${projectName}","${clientName}","","Review","${name}","","${email}","","No","03/03/2026","10:00 PM","03/04/2026","2:00 AM","04:00:00","4.00","0.00","0.00"`,
    ].join("\n"),
  harvest: ({ name }) =>
    [
      "Date;Client;Project;Project Code;Task;Notes;Hours;Hours Rounded;Billable?;Invoiced?;Approved?;First Name;Last Name;Employee Id;Roles",
      `2026-03-02;${clientName};${projectName};;Design;"Design, ""first""";1,5;1,5;Yes;No;No;${name.replace(" ", ";")};;`,
      `2026-03-03;${clientName};${projectName};;Review;;4;4;No;No;No;${name.replace(" ", ";")};;`,
    ].join("\n"),
  solidtime: ({ name }) =>
    [
      '\uFEFFDescription,Task,Project,Client,User,Start,End,Duration,"Duration (decimal)",Billable,Tags',
      `"Design, ""first""",,${projectName},${clientName},"${name}","2026-03-02 09:00:10","2026-03-02 10:30:12",1:30:02,1.5005555555556,Yes,"ui, ux"`,
      `,Review,${projectName},${clientName},"${name}","2026-03-03 22:00:00","2026-03-04 02:00:00",4:00:00,4,No,`,
    ].join("\n"),
  kimai: ({ name }) =>
    [
      "Date,From,To,Duration,Rate,User,Name,Customer,Project,Activity,Description,Billable,Tags",
      `2026-03-02,09:00,10:30,1:30,75,ada,${name},${clientName},${projectName},,"Design, ""first""",1,"ui, ux"`,
      `2026-03-03,22:00,02:00,4:00,0,ada,${name},${clientName},${projectName},Review,,0,`,
    ].join("\n"),
};

/** The columns that the files have beside the fields of an entry. */
const leftOut: Record<ImportFormat, string[]> = {
  toggl: [],
  clockify: ["Billable Rate (USD)", "Billable Amount (USD)"],
  harvest: ["Hours Rounded", "Invoiced?", "Approved?"],
  solidtime: [],
  kimai: ["Rate"],
};

describe("a file", () => {
  it.each(Object.keys(files) as ImportFormat[])("of %s becomes drafts of its people", async (format) => {
    const owner = await newOwner();
    const named = format === "harvest" || format === "solidtime" || format === "kimai";
    const { status, data } = await uploaded({
      content: files[format](owner),
      timezone: "Europe/Berlin",
      ...(named && { people: { [owner.name.toUpperCase()]: owner.id } }),
      ...(format === "clockify" && { dateFormat: "MM/DD/YYYY" }),
    });
    expect([status, data]).toEqual([
      200,
      {
        dryRun: false,
        format,
        complete: true,
        rows: 2,
        created: 2,
        skipped: 0,
        zeroDuration: 0,
        refused: [],
        refusedCount: 0,
        unmapped: { people: [], projects: [] },
        columns: { inNotes: [], leftOut: leftOut[format] },
        createdMinutes: 330,
      },
    ]);
    const [first, second] = await entriesOf(owner);
    expect(first).toMatchObject({
      userId: owner.id,
      projectId,
      date: "2026-03-02",
      timezone: "Europe/Berlin",
      duration: 90,
      description: 'Design, "first"',
      isBillable: true,
      tags: format === "harvest" ? [] : ["ui", "ux"],
      status: "draft",
      source: "import",
      createdBy: admin.id,
      version: 1,
    });
    expect(second).toMatchObject({ date: "2026-03-03", duration: 240, description: "Review", isBillable: false });
    // A task beside a description is kept.
    expect(first?.notes).toBe(format === "harvest" ? "Task: Design" : undefined);
    const times = [first?.startedAt, first?.startTime, second?.endedAt, second?.endTime];
    expect(times).toEqual(
      format === "harvest"
        ? [undefined, undefined, undefined, undefined]
        : ["2026-03-02T08:00:00.000Z", "09:00", "2026-03-04T01:00:00.000Z", "02:00"],
    );
    const records = await activitiesOf(first?.id ?? "");
    expect(records.map(({ activityType, userId }) => [activityType, userId])).toEqual([
      ["time-entry.created", admin.id],
    ]);
  });

  it("counts for its project, also one that is completed and that its people are no members of", async () => {
    const owner = await newOwner();
    const name = `Completed ${randomUUID()}`;
    const { data: client } = await call(createClient, admin, { body: { name: `Client ${randomUUID()}` } });
    const id = await newProject({
      clientId: client.id,
      name,
      status: "completed",
      budget: { type: "hours", value: 10 },
      teamMembers: [admin.id],
    });
    const rows = [1, 2, 3].map((day) => ({
      date: `2026-03-0${day}`,
      start: "09:00",
      end: "10:00",
      email: owner.email,
    }));
    const content = togglFile(rows.map((row) => ({ ...row, client: "", project: name.toUpperCase() })));
    expect((await uploaded({ content })).data).toMatchObject({ created: 3, createdMinutes: 180 });
    expect((await call(getProject, admin, { path: { id } })).data.budget).toMatchObject({ spent: 3 });
  });

  it("of Clockify may be in another language, and of an archive of solidtime", async () => {
    const owner = await newOwner();
    const spanish = [
      '"Proyecto","Cliente","Descripción","Actividad","Usuario","Grupo","Correo electrónico","Etiquetas","Facturable","Fecha de inicio","Hora de inicio","Fecha de finalización","Hora de finalización","Duración (h)","Duración (decimal)","Importe facturable (EUR)"',
      `"${projectName}","${clientName}","prueba","Diseño","Ada","","${owner.email}","","Sí","20/10/2025","09:00","20/10/2025","10:00","01:00:00","1,00","80,00"`,
      `"${projectName}","${clientName}","prueba","","Ada","","${owner.email}","","Tal vez","21/10/2025","09:00","21/10/2025","10:00","01:00:00","1,00","80,00"`,
    ].join("\n");
    const clockify = await uploaded({ content: spanish });
    expect([clockify.status, clockify.data]).toEqual([
      207,
      expect.objectContaining({
        format: "clockify",
        created: 1,
        refused: [{ line: 3, code: "VALIDATION_ERROR", message: expect.stringContaining("Tal vez") }],
        columns: { inNotes: [], leftOut: ["Importe facturable (EUR)"] },
      }),
    ]);
    const archive = [
      "id,description,start,end,billable_rate,billable,member_id,user_id,organization_id,client_id,project_id,task_id,tags,is_imported,still_active_email_sent_at,created_at,updated_at",
      '1,"Some work",2024-03-04T09:23:00Z,2024-03-04T10:23:01Z,,true,m,u,o,,,,[],false,,,',
    ].join("\n");
    const solidtime = await uploaded({ content: archive, people: { u: owner.id }, projects: { "": projectId } });
    expect([solidtime.status, solidtime.data.created, solidtime.data.createdMinutes]).toEqual([200, 1, 60]);
    expect(await entriesOf(owner)).toMatchObject([
      { date: "2024-03-04", description: "Some work", startedAt: "2024-03-04T09:23:00.000Z" },
      { date: "2025-10-20", description: "prueba", notes: "Actividad: Diseño", isBillable: true },
    ]);
  });

  it("may come out of a spreadsheet", async () => {
    const owner = await newOwner();
    const content = [
      "sep=;",
      "Email;Project;Description;Billable;Start date;Start time;End date;End time;Duration;Ticket",
      `${owner.email};${projectName};x;WAHR;21.10.25;09:00 a. m.;21.10.25;24:00;15:00:00;WEB-7`,
    ].join("\r\n");
    const { status, data } = await uploaded({ content });
    expect([status, data]).toEqual([
      200,
      expect.objectContaining({ created: 1, createdMinutes: 900, columns: { inNotes: ["Ticket"], leftOut: [] } }),
    ]);
    expect(await entriesOf(owner)).toMatchObject([
      { date: "2025-10-21", startTime: "09:00", endTime: "00:00", isBillable: true, notes: "Ticket: WEB-7" },
    ]);
  });

  it("is for administrators", async () => {
    for (const role of ["manager", "employee"] as const) {
      const { status, error } = await upload({ content: togglHeader }, await person(role));
      expect([status, error.code]).toEqual([403, "FORBIDDEN"]);
    }
  });

  it.each([
    ["UNKNOWN_FORMAT", "Title,Due\nA,B"],
    ["INVALID_CSV", `${togglHeader}\nAda,"never closed`],
    ["AMBIGUOUS_DATES", `${togglHeader}\nA,a@example.com,,P,,,Yes,03/04/2026,09:00,03/04/2026,10:00,,1:00:00`],
  ])("that cannot be read is refused as a whole: %s", async (code, content) => {
    const { status, error } = await upload({ content });
    expect([status, error.code]).toEqual([422, code]);
  });

  it("is as long as a body may be", async () => {
    expect((await upload({ content: "x".repeat(900_001) })).status).toBe(400);
    expect((await upload({ content: "é".repeat(600_000) })).status).toBe(413);
  });
});

describe("a row", () => {
  it("whose person or project is missing is refused, and told of once; mapped, it is taken", async () => {
    const [owner, other] = await Promise.all([newOwner(), newOwner()]);
    const unknown = newAddress("unknown");
    const rows = [8, 9, 10].map((hour) => ({
      date: "2026-03-02",
      start: clock(hour * 60),
      end: clock(hour * 60 + 60),
    }));
    const content = togglFile([
      ...rows.map((row) => ({ ...row, email: owner.email })),
      ...rows.map((row) => ({ ...row, email: unknown })),
      ...rows.map((row) => ({ ...row, email: other.email, client: "Nobody", project: "Nothing" })),
    ]);
    const { status, data } = await uploaded({ content });
    expect(status).toBe(207);
    expect(data).toMatchObject({
      created: 3,
      refusedCount: 6,
      unmapped: { people: [unknown], projects: ["Nobody / Nothing"] },
    });
    expect(data.refused.map(({ line, code }) => [line, code])).toEqual([
      ...[5, 6, 7].map((line) => [line, "PERSON_NOT_MAPPED"]),
      ...[8, 9, 10].map((line) => [line, "PROJECT_NOT_MAPPED"]),
    ]);
    const mapped = await uploaded({
      content,
      people: { [unknown.toUpperCase()]: (await newOwner()).id },
      projects: { "nobody / NOTHING": projectId },
    });
    expect([mapped.status, mapped.data.created, mapped.data.skipped]).toEqual([200, 6, 3]);
    expect(await entriesOf(other)).toHaveLength(3);
  });

  it("cannot be mapped to what is not there", async () => {
    const content = togglFile([{ email: "a@example.com", date: "2026-03-02", start: "09:00", end: "10:00" }]);
    const nobody = await upload({ content, people: { "a@example.com": randomUUID() } });
    expect([nobody.status, nobody.error.code]).toEqual([404, "USER_NOT_FOUND"]);
    const nothing = await upload({ content, projects: { [projectName]: missingPath(getProject).id ?? "" } });
    expect([nothing.status, nothing.error.code]).toEqual([404, "PROJECT_NOT_FOUND"]);
  });

  it("is refused where recording it would be; the rows beside it are not", async () => {
    const owner = await newOwner();
    const row = { email: owner.email, date: "2026-03-02" };
    const there = await recorded(admin, {
      userId: owner.id,
      projectId,
      date: row.date,
      startTime: "12:00",
      endTime: "13:00",
    });
    const body = {
      content: togglFile([
        { ...row, start: "08:00", end: "09:00" },
        { ...row, start: "08:30", end: "09:30" },
        { ...row, start: "12:59", end: "14:00" },
        { ...row, start: "11:00", end: "12:00" },
        { ...row, date: "2026-03-32", start: "11:00", end: "12:00" },
        { ...row, date: "2099-01-01", start: "11:00", end: "12:00" },
        { ...row, start: "13:00", end: "14:00" },
      ]),
    };
    const expected = {
      created: 3,
      createdMinutes: 180,
      refused: [
        { line: 3, code: "TIME_OVERLAP", message: expect.any(String) },
        { line: 4, code: "TIME_OVERLAP", message: expect.stringContaining(there.id) },
        { line: 6, code: "VALIDATION_ERROR", message: expect.stringContaining("2026-03-32") },
        { line: 7, code: "TIME_IN_FUTURE", message: expect.any(String) },
      ],
    };
    const dry = await uploaded({ ...body, dryRun: true });
    expect([dry.status, dry.data]).toEqual([207, expect.objectContaining({ dryRun: true, ...expected })]);
    expect(await entriesOf(owner)).toHaveLength(1);
    const { status, data } = await uploaded(body);
    expect([status, data]).toEqual([207, { ...dry.data, dryRun: false }]);
    expect((await entriesOf(owner)).map(({ startTime }) => startTime).sort()).toEqual([
      "08:00",
      "11:00",
      "12:00",
      "13:00",
    ]);
    const full = await newOwner();
    const harvest = [
      "Date,Client,Project,Notes,Hours,First Name,Last Name",
      ...Array(4).fill(`2026-03-02,,${projectName},Work,8,F,L`),
    ];
    const day = await uploaded({ content: harvest.join("\n"), people: { "F L": full.id } });
    expect(day.data).toMatchObject({ created: 3, refused: [{ line: 5, code: "DAY_LIMIT_EXCEEDED" }] });
  });
});

describe("a row without time, and one around a change of clocks", () => {
  it("is counted, and has exactly its duration", async () => {
    const owner = await newOwner();
    const row = (date: string, start: string, end: string, duration: string) =>
      `Ada,${owner.email},${clientName},${projectName},,Work,Yes,${date},${start},${date},${end},,${duration}`;
    const content = [
      togglHeader,
      row("2026-10-25", "01:30:00", "02:30:00", "02:00:00"),
      row("2025-10-26", "02:50:00", "02:10:00", "00:20:00"),
      row("2026-10-24", "09:00:00", "10:00:00", "01:00:00"),
      row("2026-10-24", "10:23:52", "10:23:52", "00:00:00"),
    ].join("\n");
    const { status, data } = await uploaded({ content, timezone: "Europe/Berlin" });
    expect([status, data]).toEqual([
      200,
      expect.objectContaining({ rows: 4, created: 3, createdMinutes: 200, zeroDuration: 1, refusedCount: 0 }),
    ]);
    const spans = (await entriesOf(owner)).map(({ startedAt, endedAt }) => [startedAt, endedAt]);
    expect(spans).toContainEqual(["2026-10-24T23:30:00.000Z", "2026-10-25T01:30:00.000Z"]);
    expect(spans).toContainEqual(["2025-10-26T00:50:00.000Z", "2025-10-26T01:10:00.000Z"]);
  });
});

describe("a dry run", () => {
  it("writes nothing, and tells what the import then does", async () => {
    const owner = await newOwner();
    const rows = Array.from({ length: 50 }, (_, index) => ({
      email: owner.email,
      date: `2026-04-${String(1 + (index % 25)).padStart(2, "0")}`,
      // Every other one overlaps the one before it on its day.
      start: clock(540 + 30 * Math.floor(index / 25)),
      end: clock(600 + 30 * Math.floor(index / 25)),
    }));
    const content = togglFile(rows);
    const dry = await uploaded({ content, dryRun: true });
    expect([dry.status, dry.data.created, dry.data.refusedCount]).toEqual([207, 25, 25]);
    expect(await entriesOf(owner)).toEqual([]);
    expect(await itemOf("TimeEntries", { id: `day#${owner.id}#2026-04-01` })).toBeUndefined();
    expect(await itemOf("Projects", { id: `spent#${projectId}#${owner.id}` })).toBeUndefined();
    expect((await uploaded({ content })).data).toEqual({ ...dry.data, dryRun: false });
    expect((await uploaded({ content, dryRun: true })).data).toMatchObject({
      created: 0,
      skipped: 25,
      refusedCount: 25,
    });
  });
});

describe("a file that is sent again", () => {
  const hours = (owner: Owner, count: number) =>
    togglFile(
      Array.from({ length: count }, (_, index) => ({
        email: owner.email,
        description: `Work ${index}`,
        date: `2026-05-${String(1 + Math.floor(index / 10)).padStart(2, "0")}`,
        start: clock(480 + 60 * (index % 10)),
        end: clock(540 + 60 * (index % 10)),
      })),
    );

  it("is skipped, whatever has become of its entries; only what was deleted comes again", async () => {
    const owner = await newOwner();
    const content = hours(owner, 30);
    expect((await uploaded({ content })).data).toMatchObject({ created: 30, createdMinutes: 1800 });
    const again = await uploaded({ content });
    expect([again.status, again.data]).toEqual([
      200,
      expect.objectContaining({ created: 0, skipped: 30, createdMinutes: 0 }),
    ]);
    const [first, second] = await entriesOf(owner);
    const moved = { date: "2026-06-01", description: "Something else" };
    await call(updateTimeEntry, admin, { path: { id: first?.id ?? "" }, body: moved });
    expect((await uploaded({ content })).data).toMatchObject({ created: 0, skipped: 30 });
    await call(deleteTimeEntry, admin, { path: { id: second?.id ?? "" } });
    expect((await uploaded({ content })).data).toMatchObject({ created: 1, skipped: 29 });
    expect((await entriesOf(owner)).map(({ id }) => id)).toContain(second?.id);
  });

  it("knows equal rows apart", async () => {
    const owner = await newOwner();
    const row = `2026-03-02,,${projectName},Call,0.5,F,L`;
    const content = ["Date,Client,Project,Notes,Hours,First Name,Last Name", row, row, row].join("\n");
    const body = { content, people: { "F L": owner.id } };
    expect((await uploaded(body)).data).toMatchObject({ created: 3, createdMinutes: 90 });
    expect((await uploaded({ ...body, content: `${content}\n${row}` })).data).toMatchObject({ created: 1, skipped: 3 });
  });

  it("with another zone is recognized, also in part", async () => {
    const owner = await newOwner();
    const content = hours(owner, 20);
    expect((await uploaded({ content, timezone: "Europe/Berlin" })).data).toMatchObject({ created: 20 });
    for (const timezone of ["UTC", "America/New_York", "Asia/Tokyo"]) {
      const again = await uploaded({ content, timezone });
      expect([again.status, again.data]).toEqual([200, expect.objectContaining({ created: 0, skipped: 20 })]);
    }
    const more = await uploaded({ content: hours(owner, 25), timezone: "Europe/Berlin" });
    expect(more.data).toMatchObject({ created: 5, skipped: 20, refusedCount: 0 });
    expect(await entriesOf(owner)).toHaveLength(25);
  });

  it("and was corrected makes the rows that were refused, and these alone", async () => {
    const owner = await newOwner();
    const rows = ["perhaps", "Yes", "Yes"].map((billable) => `2026-03-02,,${projectName},Call,0.5,${billable},F,L`);
    const file = (all: readonly string[]) =>
      ["Date,Client,Project,Notes,Hours,Billable?,First Name,Last Name", ...all].join("\n");
    const body = { people: { "F L": owner.id } };
    expect((await uploaded({ ...body, content: file(rows) })).data).toMatchObject({ created: 2, refusedCount: 1 });
    const corrected = rows.map((row) => row.replace("perhaps", "No"));
    expect((await uploaded({ ...body, content: file(corrected) })).data).toMatchObject({ created: 1, skipped: 2 });
    expect((await entriesOf(owner)).map(({ isBillable }) => isBillable).sort()).toEqual([false, true, true]);
  });

  it("at the same time is imported once", async () => {
    const owner = await newOwner();
    const content = hours(owner, 40);
    const answers = await Promise.all(Array.from({ length: 4 }, () => uploaded({ content })));
    const sum = (field: "created" | "skipped") => answers.reduce((total, { data }) => total + data[field], 0);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect([sum("created"), sum("skipped")]).toEqual([40, 120]);
    expect(await entriesOf(owner)).toHaveLength(40);
  });

  it("with its idempotency key is answered as it was", async () => {
    const owner = await newOwner();
    const body = { content: hours(owner, 5) };
    const headers = { "idempotency-key": randomUUID() };
    const first = await upload(body, admin, headers);
    expect([first.status, first.data.created]).toEqual([200, 5]);
    expect((await upload(body, admin, headers)).text).toBe(first.text);
  });

  it("after the function died goes on where that ended, and again", async () => {
    const owner = await newOwner();
    const content = hours(owner, 60);
    const headers = { "x-fault": "before-commit=exit" };
    const dying = await send(importTimeEntries, admin, { headers, body: { content } });
    expect(dying.status).toBeGreaterThanOrEqual(500);
    // Its parts had been written.
    const written = await entriesOf(owner);
    expect(written).toHaveLength(60);
    for (let time = 0; time < 2; time += 1)
      expect(await uploaded({ content })).toMatchObject({
        status: 200,
        data: { created: 0, skipped: 60, complete: true },
      });
    // As if it had died earlier.
    for (const { id } of written.slice(20)) await call(deleteTimeEntry, admin, { path: { id } });
    expect((await uploaded({ content })).data).toMatchObject({ created: 40, skipped: 20 });
    expect(await entriesOf(owner)).toHaveLength(60);
  });
});

describe("a large file", () => {
  it("of a thousand rows of five people is imported at once", async () => {
    const owners = await Promise.all(Array.from({ length: 5 }, newOwner));
    const content = togglFile(
      Array.from({ length: 1000 }, (_, index) => {
        const [owner, hour] = [owners[index % 5], Math.floor(index / 5) % 8];
        const day = Math.floor(index / 40);
        const date = new Date(Date.UTC(2026, 0, 5 + day)).toISOString().slice(0, 10);
        return { email: owner?.email ?? "", date, start: clock(540 + 60 * hour), end: clock(600 + 60 * hour) };
      }),
    );
    const { status, data } = await uploaded({ content });
    expect([status, data]).toEqual([
      200,
      expect.objectContaining({ complete: true, rows: 1000, created: 1000, createdMinutes: 60_000, refusedCount: 0 }),
    ]);
    for (const { id } of owners)
      expect(await itemOf("Projects", { id: `spent#${projectId}#${id}` })).toMatchObject({
        entries: 200,
        minutes: 12_000,
      });
    expect((await uploaded({ content })).data).toMatchObject({ created: 0, skipped: 1000, complete: true });
  });
});
