import { ApiError } from "@aerotage/core/errors";
import { describe, expect, it } from "vitest";
import { type ImportBody, importFormats } from "./contract.js";
import { readFile } from "./rows.js";
import { readTable } from "./table.js";

const now = new Date("2026-11-25T12:00:00Z");
const berlin = "Europe/Berlin";

const read = (content: string, body: Partial<ImportBody> = {}, timezone = berlin) =>
  readFile({ content, ...body }, timezone, now);

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
};

describe("a file of Toggl Track", () => {
  it("is read with its times, people and tags", () => {
    const { format, count, rows, refused } = read(samples.toggl);
    expect({ format, count, refused }).toEqual({ format: "toggl", count: 3, refused: [] });
    expect(rows[0]).toEqual({
      line: 2,
      email: "ada@example.com",
      name: "Ada Lovelace",
      client: "Acme",
      project: "Website",
      description: 'Home page, "above" the fold',
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
    const rows = ["Regular", "Break", "HOLIDAY", "Time off", ""].map(
      (type, index) =>
        `Website,Ada,ada@example.com,${type},2026-03-0${index + 1},9:00,2026-03-0${index + 1},10:00,1:00`,
    );
    const { refused, rows: taken } = read(lines(header, ...rows));
    expect(taken.map(({ line }) => line)).toEqual([2, 6]);
    expect(refused.map(({ code }) => code)).toEqual(["NOT_WORKED", "NOT_WORKED", "NOT_WORKED"]);
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

describe("any file", () => {
  it.each(importFormats)(
    "of %s is read whatever order and case its columns have, and with others between",
    (format) => {
      const { header, rows } = readTable(samples[format]);
      const quoted = (cells: readonly string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(";");
      const turned = lines(
        quoted(["Else", ...header.map((name) => name.toUpperCase())].reverse()),
        ...rows.map(({ cells }) => quoted(["x", ...header.map((_, index) => cells[index] ?? "")].reverse())),
      );
      expect(read(turned)).toEqual(read(samples[format]));
    },
  );

  it("without a header that is known is refused, quoting it", () => {
    expect(codeOf(() => read("Title,Due\nA,B"))).toBe("UNKNOWN_FORMAT");
    expect(() => read("Title,Due\nA,B")).toThrow('toggl, clockify, harvest, solidtime: "Title, Due"');
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

  it("keeps the rest of a long description as notes", () => {
    const words = `${"a".repeat(1000)}${"b".repeat(2500)}`;
    const [row] = read(samples.solidtime.replace("Ticket response", words)).rows;
    expect([row?.description, row?.notes]).toEqual(["a".repeat(1000), "b".repeat(2000)]);
    expect(read(samples.solidtime).rows[0]).not.toHaveProperty("notes");
  });
});
