import { ApiError } from "@aerotage/core/contract/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ImportBody, importFormats } from "../../contract/import.js";
import { candidatesOf } from "./candidates.js";
import { mappingOf, People, Projects } from "./matching.js";
import type { Refused } from "./refusals.js";
import { readFile } from "./rows.js";
import { readTable } from "./table.js";
import { yesOrNo } from "./words.js";

const now = new Date("2026-11-25T12:00:00Z");
const berlin = "Europe/Berlin";

/** A file, with the rows that are entries apart from those that are none. */
function read(content: string, body: Partial<ImportBody> = {}, timezone = berlin) {
  const { rows, refused, ...file } = readFile({ content, ...body }, timezone, now);
  const taken = rows.flatMap(({ entry, written: _written, ...row }) =>
    "value" in entry ? [{ ...row, ...entry.value }] : [],
  );
  const later = rows.flatMap(({ line, entry }) => ("refusal" in entry ? [{ line, ...entry.refusal }] : []));
  return { ...file, rows: taken, refused: [...refused, ...later].sort((a, b) => a.line - b.line) };
}

const codeOf = (action: () => unknown): string | undefined => {
  try {
    action();
  } catch (error) {
    if (error instanceof ApiError) return error.definition.code;
    throw error;
  }
  return undefined;
};

const lines = (...all: string[]) => all.join("\n");

/** Cells as a row of CSV. */
const csv = (...cells: string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",");

/** Exports as the products write them: their columns in their order, with what people have in them. */
const samples = {
  toggl: lines(
    '\uFEFF"User","Email","Client","Project","Task","Description","Billable","Start date","Start time","End date","End time","Duration","Tags","Amount (EUR)"',
    '"Ada Lovelace","ada@example.com","Acme","Website","Design","Home page, ""above"" the fold","Yes","2026-03-02","09:00:10","2026-03-02","10:30:12","01:30:02","ui, home","112.54"',
    '"Ada Lovelace","ada@example.com","Acme","Website","","Night shift","No","2026-03-02","22:00:00","2026-03-03","02:00:00","04:00:00","",""',
    '"Bob Byte","bob@example.com","","Internal","Mail","","No","2026-03-03","08:00:00","2026-03-03","08:18:25","18:25 min","-",""',
  ),
  clockify: lines(
    '"Project","Client","Description","Task","User","Group","Email","Tags","Billable","Start Date","Start Time","End Date","End Time","Duration (h)","Duration (decimal)","Billable Rate (EUR)","Billable Amount (EUR)","Date of creation"',
    '"Website","Acme","Working',
    'hard","Task 1","Ada Lovelace","Developers","ada@example.com","Backend, API","Yes","03/13/2026","10:23:52 AM","03/13/2026","1:23:53 PM","03:00:01","3.00","80.00","240.00","03/13/2026"',
    '"Website","Acme","","","Ada Lovelace","","ada@example.com","","No","03/16/2026","08:00 AM","03/16/2026","08:13 AM","0:13","0.22","0.00","0.00","03/16/2026"',
  ),
  harvest: lines(
    "Date,Client,Project,Project Code,Task,Notes,Hours,Hours Rounded,Billable?,Invoiced?,Approved?,First Name,Last Name,Employee Id,Roles,Employee?,Billable Rate,Billable Amount,Cost Rate,Cost Amount,Currency,External Reference URL",
    '2026-03-04,Acme,Website,WEB,Development,"Import, first part","7,25","7,5",Yes,No,No,Ada,Lovelace,E-1,,Yes,"100,0","725,0","0,0","0,0",Euro - EUR,',
    "2026-03-04,Acme,Website,WEB,Meetings,,0.01,0.25,No,No,No,Bob,Byte,,,Yes,0,0,0,0,Euro - EUR,",
  ),
  solidtime: lines(
    'Description,Task,Project,Client,User,Start,End,Duration,"Duration (decimal)",Billable,Tags',
    '"Ticket response",,Website,Acme,"Ada Lovelace","2026-03-05 15:15:00","2026-03-05 15:30:00",0:15:00,0.25,Yes,"support, urgent"',
    ',Review,Website,Acme,"Ada Lovelace","2026-03-05 23:30:00","2026-03-06 00:10:00",0:40:00,0.66666666666667,No,',
  ),
  kimai: lines(
    "Date,From,To,Duration,Currency,Rate,Internal rate,User,Name,Email,Customer,Project,Activity,Description,Exported,Billable,Tags,Type,Category,Number,VAT-ID,ID",
    '2026-03-06,09:00,10:30,1:30,EUR,75,0,ada,"Ada Lovelace",ada@example.com,Acme,Website,Development,"Some work",0,1,"api, urgent",timesheet,work,12,,7',
    '2026-03-06,22:00,01:00,3:00,EUR,0,0,bob,"Bob Byte",,Acme,Website,Development,,0,0,,timesheet,overtime,12,,8',
  ),
};

/** The rows of an archive of solidtime: references in place of names. */
const archive = lines(
  "id,description,start,end,billable_rate,billable,type,member_id,user_id,organization_id,client_id,project_id,task_id,tags,is_imported,still_active_email_sent_at,created_at,updated_at",
  '00aae3be-0000-462d-bee4-350fb605b2f3,,2026-03-04T09:23:52Z,2026-03-04T09:23:52Z,,false,,m-1,u-1,o-1,,,,"[""t-1"",""t-2""]",false,,2026-08-22T10:36:48Z,',
  '1c7a905d-0000-4d08-bc41-7e92577e7cdf,"Working hard",2026-03-04T09:23:00Z,2026-03-04T10:23:01Z,100,true,work,m-1,u-1,o-1,c-1,p-1,k-1,"[""t-1""]",false,,,',
  "9f2f5b83-0000-4a9c-8d21-4f1e5cf1b7aa,Lunch,2026-03-04T12:00:00Z,2026-03-04T12:30:00Z,,false,break,m-1,u-1,o-1,,,,[],false,,,",
  "9f2f5b83-0000-4a9c-8d21-4f1e5cf1b7ab,,2026-03-04T13:00:00Z,2026-03-04T13:30:00Z,,false,,m-2,u-2,o-1,,06e79ec4-33f8-4730-804c-d03c014991d1,,[],false,,,",
);

describe("a file of Toggl Track", () => {
  it("is read with its times, people and tags", () => {
    const { format, count, rows, refused } = read(samples.toggl);
    expect({ format, count, refused }).toEqual({ format: "toggl", count: 3, refused: [] });
    expect(rows[0]).toEqual({
      line: 2,
      email: "ada@example.com",
      name: "Ada Lovelace",
      client: "Acme",
      account: "",
      project: "Website",
      description: 'Home page, "above" the fold',
      notes: "Task: Design",
      isBillable: true,
      tags: ["ui", "home"],
      timing: {
        date: "2026-03-02",
        startedAt: "2026-03-02T08:00:00.000Z",
        endedAt: "2026-03-02T09:30:00.000Z",
        startTime: "09:00",
        endTime: "10:30",
        timezone: berlin,
        duration: 90,
      },
    });
  });

  it("may go over midnight, and be about a task without words", () => {
    const [, night, mail] = read(samples.toggl).rows;
    expect(night?.timing).toMatchObject({ date: "2026-03-02", endedAt: "2026-03-03T01:00:00.000Z", duration: 240 });
    expect(mail).toMatchObject({ line: 4, description: "Mail", client: "", tags: [], timing: { duration: 18 } });
  });

  it("may have the columns of the newer reports", () => {
    const content = lines(
      '"Description","Duration","Member","Email","Project","Tags","Start date","Start time","Stop date","Stop time"',
      '"Planning","1:00:00","Ada Lovelace","ada@example.com","Website","-","2026-01-05","09:00:00","2026-01-05","10:00:00"',
      '"No project","0:30:00","Ada Lovelace","ada@example.com","-","-","2026-01-05","10:00:00","2026-01-05","10:30:00"',
      '"Still running","-","Ada Lovelace","ada@example.com","Website","-","2026-01-05","11:00:00","-","-"',
    );
    const { format, rows, refused } = read(content);
    expect([format, rows.map(({ name, project }) => [name, project])]).toEqual([
      "toggl",
      [
        ["Ada Lovelace", "Website"],
        ["Ada Lovelace", ""],
      ],
    ]);
    expect(refused).toEqual([{ line: 4, code: "VALIDATION_ERROR", message: "endTime must be there, or duration." }]);
  });

  it("may have answers in another language than its header", () => {
    const content = lines(
      "\uFEFFUser,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags",
      "Ada,,,Area,,ゲーム,いいえ,2014-06-23,10:00:00,2014-06-23,12:00:00,02:00:00,",
      "Ada,,,Area,,設計,はい,2014-06-24,00:00:00,2014-06-24,01:00:00,01:00:00,",
    );
    expect(read(content).rows.map(({ isBillable }) => isBillable)).toEqual([false, true]);
  });
});

describe("a file of Clockify", () => {
  it("is read with times of 12 hours, and lines after breaks inside of cells", () => {
    const { format, rows, refused } = read(samples.clockify);
    expect([format, refused]).toEqual(["clockify", []]);
    expect(rows[0]).toMatchObject({
      line: 2,
      description: "Working\nhard",
      tags: ["Backend", "API"],
      timing: { date: "2026-03-13", startTime: "10:23", endTime: "13:23", duration: 180 },
    });
    expect(rows[1]).toMatchObject({ line: 4, description: "Website", isBillable: false, timing: { duration: 13 } });
  });

  it("is imported without breaks, holidays and time off", () => {
    const header = "Project,User,Email,Type,Start Date,Start Time,End Date,End Time,Duration (h)";
    const rows = ["Regular", "Break", "HOLIDAY", "Time off", "", "Pausa", "Standby"].map(
      (type, index) =>
        `Website,Ada,ada@example.com,${type},2026-03-0${index + 1},9:00,2026-03-0${index + 1},10:00,1:00`,
    );
    const { refused, rows: taken } = read(lines(header, ...rows));
    expect(taken.map(({ line }) => line)).toEqual([2, 6]);
    expect(refused.map(({ code }) => code)).toEqual([...Array(4).fill("NOT_WORKED"), "VALIDATION_ERROR"]);
    expect(refused[4]?.message).toBe('"Standby" is not a known kind of row, so it is open whether it is work.');
  });

  it("may call projects, clients and tasks something else: their columns are known by their places", () => {
    const times = ["2026-03-04", "10:23", "2026-03-04", "11:23", "1:00"];
    const rest = ["User", "Group", "Email", "Tags", "Billable", "Start Date", "Start Time", "End Date", "End Time"];
    const values = ["Ada", "Developers", "ada@example.com", "", "Yes"];
    const renamed = lines(
      csv("Job", "Department", "Description", "Activity", ...rest, "Duration (h)", "Ticket"),
      csv("Website", "Acme", "", "Code review", ...values, ...times, "WEB-7"),
    );
    expect(read(renamed)).toMatchObject({
      format: "clockify",
      columns: { inNotes: ["Ticket"], leftOut: ["Group"] },
      rows: [{ client: "Acme", project: "Website", description: "Code review", notes: "Ticket: WEB-7" }],
    });
    const apart = lines(
      csv("Project", "Description", "Tätigkeit", ...rest, "Duration (h)", "Client"),
      csv("Website", "Home page", "Code review", ...values, ...times, "Acme"),
    );
    expect(read(apart).rows).toMatchObject([
      { client: "Acme", project: "Website", description: "Home page", notes: "Tätigkeit: Code review" },
    ]);
    // A column that is known is none of them, whatever is missing.
    const without = lines(
      csv("Client", "Description", ...rest, "Duration (h)", "Else"),
      csv("Acme", "Home page", ...values, ...times, "x"),
    );
    expect(read(without).rows).toMatchObject([
      { client: "Acme", project: "", description: "Home page", notes: "Else: x" },
    ]);
  });

  it("may leave out the date of the end, also with dates that begin with the day", () => {
    const header = "Project,User,Email,Start Date,Start Time,End Time,Duration (h)";
    const { rows } = read(lines(header, "Website,Ada,ada@example.com,28/02/2026,23:00,01:00,2:00"));
    expect(rows).toMatchObject([
      { timing: { date: "2026-02-28", endedAt: "2026-03-01T00:00:00.000Z", duration: 120 } },
    ]);
  });

  it("is told from one of Toggl by the columns that it alone has", () => {
    const bare = lines(
      "Project,Description,Task,User,Group,Email,Tag,Billable,Start Date,Start Time,End Date,End Time,Client",
      "Website,Work,,Ada,,ada@example.com,one,Yes,2026-03-04,10:23,2026-03-04,11:23,Acme",
    );
    expect(read(bare)).toMatchObject({
      format: "clockify",
      rows: [{ client: "Acme", tags: ["one"], timing: { duration: 60 } }],
    });
  });
});

describe("a file of Harvest", () => {
  it("is read with hours but no times, and names in two columns", () => {
    const { format, rows, refused } = read(samples.harvest);
    expect([format, refused]).toEqual(["harvest", []]);
    expect(rows[0]).toMatchObject({
      email: "",
      name: "Ada Lovelace",
      description: "Import, first part",
      isBillable: true,
      timing: { date: "2026-03-04", duration: 435, timezone: berlin },
    });
    expect(rows[0]?.timing).not.toHaveProperty("startedAt");
    expect(rows[1]).toMatchObject({ name: "Bob Byte", description: "Meetings", timing: { duration: 1 } });
  });
});

describe("a file of solidtime", () => {
  it("is read with date and time in one column", () => {
    const { format, rows, refused } = read(samples.solidtime, {}, "UTC");
    expect([format, refused]).toEqual(["solidtime", []]);
    expect(rows.map(({ timing }) => [timing.startedAt, timing.endedAt, timing.duration])).toEqual([
      ["2026-03-05T15:15:00.000Z", "2026-03-05T15:30:00.000Z", 15],
      ["2026-03-05T23:30:00.000Z", "2026-03-06T00:10:00.000Z", 40],
    ]);
    expect(rows[1]?.description).toBe("Review");
  });

  it("may have times with an offset, which are moved to the zone of the file", () => {
    const content = samples.solidtime
      .replace("2026-03-05 15:15:00", "2026-03-05T23:45:30+00:00")
      .replace("2026-03-05 15:30:00", "2026-03-06T00:00:00Z")
      .replace("2026-03-05 23:30:00", "2026-03-05T25:30:00Z");
    const { rows, refused } = read(content);
    expect(rows).toMatchObject([
      { timing: { date: "2026-03-06", startTime: "00:45", endTime: "01:00", duration: 15 } },
    ]);
    expect(refused).toEqual([
      { line: 3, code: "VALIDATION_ERROR", message: '"2026-03-05T25:30:00Z" is not an instant.' },
    ]);
  });

  it("may be the one of an archive, with references and instants", () => {
    const { format, count, zeroDuration, rows, refused, columns } = read(archive);
    expect({ format, count, zeroDuration }).toEqual({ format: "solidtime", count: 4, zeroDuration: 1 });
    expect(refused).toMatchObject([{ line: 4, code: "NOT_WORKED" }]);
    expect(rows).toMatchObject([
      {
        line: 3,
        name: "u-1",
        account: "m-1",
        client: "",
        project: "p-1",
        description: "Working hard",
        notes: "task_id: k-1",
        tags: ["t-1"],
        isBillable: true,
        timing: { date: "2026-03-04", startTime: "10:23", endTime: "11:23", duration: 60 },
      },
      { line: 5, description: "Imported time", isBillable: false, tags: [] },
    ]);
    expect(columns.inNotes).toEqual(["task_id"]);
    expect(columns.leftOut).toEqual(
      expect.arrayContaining(["id", "billable_rate", "organization_id", "client_id", "is_imported", "created_at"]),
    );
  });

  it("may have breaks, which are not imported", () => {
    const content = lines(
      "Description,Task,Project,Client,User,Start,End,Duration,Duration (decimal),Billable,Break,Tags",
      "Lunch,,Website,Acme,Ada,2026-03-05 12:00:00,2026-03-05 12:30:00,0:30:00,0.5,No,Yes,",
      "Work,,Website,Acme,Ada,2026-03-05 12:30:00,2026-03-05 13:00:00,0:30:00,0.5,No,No,",
    );
    const { rows, refused } = read(content);
    expect([rows.map(({ line }) => line), refused.map(({ line, code }) => [line, code])]).toEqual([
      [3],
      [[2, "NOT_WORKED"]],
    ]);
  });
});

describe("a file of Kimai", () => {
  it("is read with its activities, people by name or account, and without its money", () => {
    const { format, rows, refused, columns } = read(samples.kimai);
    expect([format, refused]).toEqual(["kimai", []]);
    expect(rows).toMatchObject([
      {
        email: "ada@example.com",
        name: "Ada Lovelace",
        account: "ada",
        client: "Acme",
        project: "Website",
        description: "Some work",
        notes: "Activity: Development",
        isBillable: true,
        tags: ["api", "urgent"],
        timing: { date: "2026-03-06", startTime: "09:00", endTime: "10:30", duration: 90 },
      },
      {
        name: "Bob Byte",
        description: "Development",
        isBillable: false,
        timing: { date: "2026-03-06", startTime: "22:00", endTime: "01:00", duration: 180 },
      },
    ]);
    expect(columns).toEqual({
      inNotes: [],
      leftOut: ["Currency", "Rate", "Internal rate", "Exported", "Type", "Number", "ID"],
    });
  });

  it("is imported without holidays and sickness", () => {
    const content = lines(
      "Date,From,To,Duration,User,Customer,Project,Activity,Category",
      ...["work", "holiday", "sickness", "parental"].map((kind) => `2026-03-06,09:00,10:00,1:00,ada,A,B,C,${kind}`),
    );
    const { rows, refused } = read(content);
    expect(rows.map(({ line }) => line)).toEqual([2]);
    expect(refused.map(({ code }) => code)).toEqual(Array(3).fill("NOT_WORKED"));
  });
});

/** The columns of Clockify and Toggl in the languages of their users: of Toggl the first thirteen, with a duration of their own name. */
const translated: Readonly<Record<string, readonly string[]>> = {
  de: "Benutzer,E-Mail,Kunde,Projekt,Aufgabe,Beschreibung,Abrechenbar,Startdatum,Startzeit,Enddatum,Endzeit,Tags,Dauer,Gruppe,Dauer (h),Dauer (dezimal),Abrechenbarer Tarif (EUR)".split(
    ",",
  ),
  fr: "Utilisateur,E-mail,Client,Projet,Tâche,Description,Facturable,Date de début,Heure de début,Date de fin,Heure de fin,Étiquettes,Durée,Groupe,Durée (h),Durée (décimal),Taux facturable (EUR)".split(
    ",",
  ),
  es: "Usuario,Correo electrónico,Cliente,Proyecto,Tarea,Descripción,Facturable,Fecha de inicio,Hora de inicio,Fecha de finalización,Hora de finalización,Etiquetas,Duración,Grupo,Duración (h),Duración (decimal),Tarifa facturable (EUR)".split(
    ",",
  ),
  pt: "Usuário,E-mail,Cliente,Projeto,Tarefa,Descrição,Faturável,Data de início,Hora de início,Data final,Hora de término,Etiquetas,Duração,Grupo,Duração (h),Duração (decimal),Taxa faturável (BRL)".split(
    ",",
  ),
  it: "Utente,E-mail,Cliente,Progetto,Attività,Descrizione,Fatturabile,Data di inizio,Ora di inizio,Data di fine,Ora di fine,Tag,Durata,Gruppo,Durata (h),Durata (decimale),Tariffa fatturabile (EUR)".split(
    ",",
  ),
  nl: "Gebruiker,E-mail,Klant,Project,Taak,Beschrijving,Factureerbaar,Startdatum,Starttijd,Einddatum,Eindtijd,Labels,Duur,Groep,Duur (u),Duur (decimaal),Factureerbaar tarief (EUR)".split(
    ",",
  ),
  pl: "Użytkownik,E-mail,Klient,Projekt,Zadanie,Opis,Rozliczalne,Data rozpoczęcia,Godzina rozpoczęcia,Data zakończenia,Godzina zakończenia,Tagi,Czas trwania,Grupa,Czas trwania (godz.),Czas trwania (dziesiętnie),Stawka rozliczeniowa (PLN)".split(
    ",",
  ),
  ru: "Пользователь,Эл. почта,Клиент,Проект,Задача,Описание,Оплачиваемый,Дата начала,Время начала,Дата окончания,Время окончания,Теги,Продолжительность,Группа,Продолжительность (ч),Продолжительность (десятичная),Оплачиваемая ставка (RUB)".split(
    ",",
  ),
  ja: "ユーザー,メール,クライアント,プロジェクト,タスク,説明,請求可能,開始日,開始時刻,終了日,終了時刻,タグ,期間,グループ,期間（時間）,期間（10進数）,請求レート（JPY）".split(
    ",",
  ),
  zh: "用户,电子邮件,客户,项目,任务,描述,可计费,开始日期,开始时间,结束日期,结束时间,标签,时长,群组,时长（小时）,时长（十进制）,计费费率（CNY）".split(
    ",",
  ),
};

const responses: Readonly<Record<string, readonly [string, string]>> = {
  de: ["Ja", "Nein"],
  fr: ["Oui", "Non"],
  es: ["Sí", "No"],
  pt: ["Sim", "Não"],
  it: ["Sì", "No"],
  nl: ["Ja", "Nee"],
  pl: ["Tak", "Nie"],
  ru: ["Да", "Нет"],
  ja: ["はい", "いいえ"],
  zh: ["是", "否"],
};

describe("a file in another language", () => {
  it.each(Object.keys(translated))("%s is read as it is in English, of Clockify and of Toggl", (language) => {
    const [header = [], [yes, no] = ["", ""]] = [translated[language], responses[language]];
    const cells = (response: string, date: string) => [
      ...["Ada Lovelace", "ada@example.com", "Acme", "Website", "Design", "Home page", response],
      ...[date, "09:00:00", date, "10:00:00", "ui, ux", "1:00:00", "Developers", "01:00:00", "1,00", "80,00"],
    ];
    const rows = [cells(yes, "20/10/2025"), cells(no, "21/10/2025")];
    // The column that Toggl alone has is the thirteenth.
    const clockify = [header, ...rows].map((row) => csv(...row.filter((_, index) => index !== 12)));
    const toggl = [header, ...rows].map((row) => csv(...row.slice(0, 13)));
    for (const [format, content] of [
      ["clockify", clockify],
      ["toggl", toggl],
    ] as const) {
      const file = read(content.join("\n"));
      const common = {
        email: "ada@example.com",
        name: "Ada Lovelace",
        client: "Acme",
        project: "Website",
        description: "Home page",
        notes: `${header[4]}: Design`,
        tags: ["ui", "ux"],
      };
      expect(file).toMatchObject({
        format,
        refused: [],
        rows: [
          { ...common, isBillable: true, timing: { date: "2025-10-20", startTime: "09:00", duration: 60 } },
          { ...common, isBillable: false, timing: { date: "2025-10-21", endTime: "10:00", duration: 60 } },
        ],
        columns: { inNotes: [], leftOut: format === "clockify" ? [header[13], header[16]] : [] },
      });
    }
  });
});

describe("a file that went through a spreadsheet", () => {
  it("may say its delimiter, and have years of two digits and halves of days with dots", () => {
    const semicolons = lines(
      "sep=;",
      "User;Email;Project;Description;Billable;Start date;Start time;End date;End time;Duration",
      "Ada Example;;Area;x;Yes;21.10.2025;09:00;21.10.2025;10:00;1:00:00",
    );
    expect(read(semicolons).rows).toMatchObject([{ line: 3, timing: { date: "2025-10-21", duration: 60 } }]);
    const short = lines(
      "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags",
      "Ada Example,,,Area,,a,Yes,10/21/25,09:00,10/21/25,10:00,1:00:00,",
      "Ada Example,,,Area,,b,VERDADERO,10/22/25,09:00 a. m.,10/22/25,1:00 p. m.,4:00:00,",
    );
    expect(read(short).rows).toMatchObject([
      { timing: { date: "2025-10-21", startTime: "09:00", endTime: "10:00" } },
      { timing: { date: "2025-10-22", startTime: "09:00", endTime: "13:00" }, isBillable: true },
    ]);
    expect(codeOf(() => read(short.replaceAll("10/21", "10/11").replaceAll("10/22", "10/12")))).toBe("AMBIGUOUS_DATES");
  });
});

describe("whether a row is billable", () => {
  const file = (...cells: string[]) =>
    lines(
      "Email,Project,Billable?,Date,Hours,First Name,Last Name",
      ...cells.map((cell) => csv("ada@example.com", "Website", cell, "2026-03-02", "1", "Ada", "Lovelace")),
    );

  it("is never guessed: what is neither yes nor no is refused by its line", () => {
    const { rows, refused } = read(file("Yes", "perhaps", "", "no"));
    expect(rows.map(({ line, isBillable }) => [line, isBillable])).toEqual([
      [2, true],
      [5, false],
    ]);
    expect(refused).toMatchObject([
      {
        line: 3,
        code: "VALIDATION_ERROR",
        message: expect.stringContaining('Billable? has "perhaps", which is neither'),
      },
      { line: 4, code: "VALIDATION_ERROR", message: expect.stringContaining("Billable? has nothing") },
    ]);
    const unknown = fc.string().filter((text) => yesOrNo(text.trim()) === undefined);
    fc.assert(
      fc.property(fc.array(unknown, { minLength: 1, maxLength: 20 }), (cells) => {
        const all = read(file(...cells));
        expect(all.rows).toEqual([]);
        expect(all.refused.map(({ code }) => code)).toEqual(cells.map(() => "VALIDATION_ERROR"));
      }),
    );
  });

  it("says the project where the file has no column for it", () => {
    const { rows } = read(lines("Date,Hours,First Name,Last Name,Project", "2026-03-02,1,Ada,Lovelace,Website"));
    expect(rows).toMatchObject([{ isBillable: undefined }]);
  });
});

describe("the content of a row", () => {
  const header = ["Email", "Project", "Task", "Description", "Tags", "Start date", "Start time", "Duration"];
  const file = (more: readonly string[], ...rows: (readonly string[])[]) =>
    lines(csv(...header, ...more), ...rows.map((cells) => csv(...cells)));
  const row = (task: string, description: string, tags: string, ...more: string[]) => [
    ...["ada@example.com", "Website", task, description, tags, "2026-03-02", "09:00", "1:00:00"],
    ...more,
  ];

  it("is kept where no field of an entry has it, and columns of rates and amounts are left out by name", () => {
    const { rows, columns } = read(
      file(
        ["Ticket", "", "Ticket", "Amount (EUR)", "Cost center", "Empty"],
        row("Design", "Home page", "a", "WEB-7", "unnamed", "WEB-8", "80.00", "4711", ""),
        row("", "Home page", "", "", "-", "", "0.00", "", ""),
      ),
    );
    expect(rows.map(({ notes }) => notes)).toEqual([
      "Task: Design\nTicket: WEB-7\nColumn 10: unnamed\nTicket: WEB-8\nCost center: 4711",
      undefined,
    ]);
    expect(columns).toEqual({ inNotes: ["Ticket", "Column 10", "Cost center"], leftOut: ["Amount (EUR)"] });
  });

  it("is not cut: more tags and more text than an entry takes go to the notes, or refuse the row", () => {
    const many = Array.from({ length: 12 }, (_, index) => `tag ${index}`);
    const { rows, refused } = read(
      file([], row("", "Work", many.join(", ")), row("", "x".repeat(3000), ""), row("", "x".repeat(3001), "")),
    );
    expect(rows.map(({ notes, tags }) => [notes, tags])).toEqual([
      ["Tags: tag 10, tag 11", many.slice(0, 10)],
      ["x".repeat(2000), []],
    ]);
    expect(refused).toMatchObject([{ line: 4, code: "VALIDATION_ERROR" }]);
  });

  it("is not shifted: a row with more cells than the header is refused", () => {
    const { rows, refused } = read(
      file([], [...row("", "Work", ""), "", ""], ["ada@example.com", "Website", ...row("", "Work", "").slice(1)]),
    );
    expect(rows.map(({ line }) => line)).toEqual([2]);
    expect(refused.map(({ line, code }) => [line, code])).toEqual([[3, "VALIDATION_ERROR"]]);
  });

  it("is not lost: each cell with text is in the entry, in its refusal, or in a column that is left out by name", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 30 }).map((value) => value.replace(/[[\],]/g, "").trim());
    const cell = text.filter((value) => value !== "-");
    fc.assert(
      fc.property(cell, cell, cell, cell, cell, (task, description, tags, ticket, other) => {
        const { rows } = read(file(["Ticket", "Other"], row(task, description, tags, ticket, other)));
        const [entry] = rows;
        const kept = [entry?.description, entry?.notes, ...(entry?.tags ?? [])].join("\n");
        // A tag is one line with single spaces; all other text stays as it is.
        const tag = tags.replace(/\s+/g, " ");
        for (const part of [task, description, tag, ticket, other]) expect(kept).toContain(part);
      }),
    );
  });
});

describe("rows of no time", () => {
  it("are counted, and are no entries", () => {
    const content = lines(
      "Email,Project,Start date,Start time,End date,End time,Duration",
      "ada@example.com,Website,2024-03-04,10:23:52,2024-03-04,10:23:52,00:00:00",
      "ada@example.com,Website,2024-03-04,11:00:00,2024-03-04,12:00:00,01:00:00",
      "ada@example.com,Website,2024-03-04,12:00:00,2024-03-04,12:00:20,00:00:20",
    );
    const { count, zeroDuration, rows, refused } = read(content);
    expect({ count, zeroDuration, refused }).toEqual({ count: 3, zeroDuration: 1, refused: [] });
    expect(rows.map(({ line, timing }) => [line, timing.duration])).toEqual([
      [3, 60],
      [4, 1],
    ]);
  });
});

describe("a file that is sent again with another zone", () => {
  const zones = ["UTC", berlin, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Kiritimati"];
  const two = (number: number) => String(number).padStart(2, "0");
  /** Rows around a change of clocks, timed and not, many of them equal. */
  const row = fc
    .record({
      day: fc.integer({ min: 24, max: 28 }),
      hour: fc.integer({ min: 0, max: 3 }),
      half: fc.constantFrom(0, 30),
      minutes: fc.constantFrom(1, 30, 60, 120),
      timed: fc.boolean(),
      isInstant: fc.boolean(),
      description: fc.constantFrom("Work", "Review"),
    })
    .map(({ day, hour, half, minutes, timed, isInstant, description }) => {
      const date = `2025-10-${day}`;
      const end = hour * 60 + half + minutes;
      const [from, to] = [`${two(hour)}:${two(half)}:00`, `${two(Math.floor(end / 60))}:${two(end % 60)}:00`];
      const written = (time: string) => (isInstant ? `${date}T${time}+02:00` : time);
      return csv(
        ...["ada@example.com", "Website", description],
        ...(timed ? [date, written(from), date, written(to)] : [date, "", "", ""]),
        `${Math.floor(minutes / 60)}:${two(minutes % 60)}:00`,
      );
    });

  const idsIn = (content: string, timezone: string) => {
    const refused: Refused[] = [];
    const people = new People(mappingOf(), new Map([["ada@example.com", "ada"]]));
    const projects = new Projects(mappingOf({ website: "website" }), []);
    const { rows } = readFile({ content }, timezone, now);
    return new Map(candidatesOf(rows, people, projects, refused).map(({ line, id }) => [line, id]));
  };

  it("gives each row the same id, so that nothing is created twice", () => {
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 20 }),
        fc.constantFrom(...zones),
        fc.constantFrom(...zones),
        (rows, zone, other) => {
          const header = "Email,Project,Description,Start date,Start time,End date,End time,Duration";
          const content = lines(header, ...rows);
          const [first, second] = [idsIn(content, zone), idsIn(content, other)];
          const lineOf = new Map([...first].map(([line, id]) => [id, line]));
          expect(lineOf.size).toBe(first.size);
          for (const [line, id] of second) expect(first.get(line) ?? id).toBe(id);
          // No row is taken for another one that was imported before.
          for (const [line, id] of second) expect(lineOf.get(id) ?? line).toBe(line);
        },
      ),
    );
  });
});

describe("any file", () => {
  it.each(importFormats)(
    "of %s is read whatever order and case its columns have, and with others between",
    (format) => {
      const { header, rows } = readTable(samples[format]);
      const quoted = (cells: readonly string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(";");
      const names = [...header, "Else"];
      const contents = rows.map(({ cells }) => [...header.map((_, index) => cells[index] ?? ""), "x"]);
      const plain = read(lines(quoted(names), ...contents.map(quoted)));
      const turned = read(
        lines(
          quoted(names.map((name) => name.toUpperCase()).reverse()),
          ...contents.map((cells) => quoted(cells.toReversed())),
        ),
      );
      const comparable = ({ columns, ...file }: typeof plain) => ({
        ...file,
        rows: file.rows.map(({ notes = "", ...row }) => ({ ...row, notes: notes.toLowerCase() })),
        columns: [columns.inNotes, columns.leftOut].map((some) => some.map((name) => name.toLowerCase()).sort()),
      });
      expect(comparable(turned)).toEqual(comparable(plain));
      expect(plain.columns.inNotes).toEqual(["Else"]);
      expect(plain.rows.map(({ line }) => line)).toEqual(read(samples[format]).rows.map(({ line }) => line));
    },
  );

  it("without a header that is known is refused, quoting it", () => {
    expect(codeOf(() => read("Title,Due\nA,B"))).toBe("UNKNOWN_FORMAT");
    expect(() => read("Title,Due\nA,B")).toThrow('toggl, clockify, harvest, solidtime, kimai: "Title, Due"');
    expect(codeOf(() => read(samples.harvest, { format: "toggl" }))).toBe("UNKNOWN_FORMAT");
    expect(codeOf(() => read(" "))).toBe("UNKNOWN_FORMAT");
  });

  it("without rows is an empty one", () => {
    expect(read(lines(samples.harvest.split("\n")[0] ?? "", "")).rows).toEqual([]);
  });

  it("whose dates may be either is asked about", () => {
    const content = samples.clockify.replaceAll("03/13/2026", "03/04/2026").replaceAll("03/16/2026", "05/06/2026");
    expect(codeOf(() => read(content))).toBe("AMBIGUOUS_DATES");
    const date = (dateFormat: ImportBody["dateFormat"]) => read(content, { dateFormat }).rows[0]?.timing.date;
    expect([date("DD/MM/YYYY"), date("MM/DD/YYYY")]).toEqual(["2026-04-03", "2026-03-04"]);
  });

  it("keeps the rows that are right, and tells of each other one why", () => {
    const row = (change: Record<string, string>) => {
      const cells: Record<string, string> = {
        email: "ada@example.com",
        project: "Website",
        date: "2026-03-02",
        start: "09:00:00",
        end: "10:00:00",
        duration: "01:00:00",
        ...change,
      };
      return [cells.email, cells.project, cells.date, cells.start, cells.date, cells.end, cells.duration].join(",");
    };
    const { rows, refused } = read(
      lines(
        "Email,Project,Start date,Start time,End date,End time,Duration",
        row({}),
        row({ date: "2026-02-30" }),
        row({ date: "" }),
        row({ start: "25:00" }),
        row({ duration: "long" }),
        row({ duration: "25:00:00" }),
        row({ duration: "00:30:00" }),
        row({ date: "2026-11-26" }),
        row({ end: "09:00:40", duration: "00:00:40" }),
        row({ start: "" }),
      ),
    );
    expect(refused.map(({ line, code }) => [line, code])).toEqual([
      [3, "VALIDATION_ERROR"],
      [4, "VALIDATION_ERROR"],
      [5, "VALIDATION_ERROR"],
      [6, "VALIDATION_ERROR"],
      [7, "VALIDATION_ERROR"],
      [8, "DURATION_MISMATCH"],
      [9, "TIME_IN_FUTURE"],
    ]);
    expect(refused[0]?.message).toBe('"2026-02-30" is not a date as YYYY-MM-DD.');
    // Less than a minute has no times, only its length; so has what says no start.
    expect(rows.map(({ line, timing }) => [line, timing.duration, timing.startTime])).toEqual([
      [2, 60, "09:00"],
      [10, 1, undefined],
      [11, 60, undefined],
    ]);
  });
});
