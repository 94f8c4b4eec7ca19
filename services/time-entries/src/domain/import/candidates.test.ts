import { ulidSchema } from "@aerotage/core/contract/schemas";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safeParse } from "zod/mini";
import { timesheetItemIds } from "../timesheet.js";
import { resolveTiming } from "../timing.js";
import { byPerson, type Candidate, candidatesOf, chunksOf, importedId, timesheetEntryOf } from "./candidates.js";
import { mappingOf, People, Projects } from "./matching.js";
import type { Refused } from "./refusals.js";
import type { Row } from "./rows.js";

const now = new Date("2026-11-25T12:00:00Z");
const emails = ["ada@example.com", "bob@example.com"];
const projectNames = ["Website", "App"];

const rowArbitrary: fc.Arbitrary<Omit<Row, "line">> = fc
  .record({
    email: fc.constantFrom(...emails),
    project: fc.constantFrom(...projectNames),
    day: fc.integer({ min: 1, max: 28 }),
    hour: fc.integer({ min: 0, max: 22 }),
    timed: fc.boolean(),
    duration: fc.integer({ min: 1, max: 90 }),
    description: fc.constantFrom("Work", "Review"),
  })
  .map(({ email, project, day, hour, timed, duration, description }) => {
    const two = (number: number) => String(number).padStart(2, "0");
    const startTime = timed ? `${two(hour)}:30` : undefined;
    const date = `2026-02-${two(day)}`;
    const timing = resolveTiming({ date, startTime, duration, timezone: "Europe/Berlin" }, now);
    const written = { start: timed ? `${date}T${startTime}` : date, length: duration };
    const entry = { value: { timing, isBillable: undefined, tags: [] } };
    return { email, name: "", client: "", project, description, written, entry };
  });

const rowsArbitrary = fc
  .array(rowArbitrary, { maxLength: 60 })
  .map((rows) => rows.map((row, index): Row => ({ ...row, line: index + 2 })));

function candidates(rows: readonly Row[], refused: Refused[] = []): Candidate[] {
  const people = new People(mappingOf(), new Map(emails.map((email) => [email, email])));
  const projects = new Projects(mappingOf(Object.fromEntries(projectNames.map((name) => [name, name]))), []);
  return candidatesOf(rows, people, projects, refused);
}

describe("the id of an imported entry", () => {
  it("is a ULID whose time is the one that is written", () => {
    const id = importedId("2016-07-30T23:54:10.259Z", "content");
    expect(safeParse(ulidSchema, id).success).toBe(true);
    // The example of the ULID specification.
    expect(id.slice(0, 10)).toBe("01ARZ3NDEK");
    expect(importedId("2016-07-30T23:54:10.259Z", "other")).not.toBe(id);
    expect(importedId("2016-07-30T23:54", "content")).toBe(importedId("2016-07-30T23:54:00.000Z", "content"));
    expect(importedId("2016-07-30", "content")).toBe(importedId("2016-07-30T00:00", "content"));
    expect(importedId("1969-12-31", "content").slice(0, 10)).toBe("0000000000");
  });

  it("is the same for the same file, and another for each of its rows", () => {
    fc.assert(
      fc.property(rowsArbitrary, (rows) => {
        const ids = candidates(rows).map(({ id }) => id);
        expect(candidates(structuredClone(rows)).map(({ id }) => id)).toEqual(ids);
        expect(new Set(ids).size).toBe(rows.length);
      }),
    );
  });

  it("differs between rows that are the same", () => {
    fc.assert(
      fc.property(rowArbitrary, fc.integer({ min: 1, max: 9 }), (row, count) => {
        const rows = Array.from({ length: count }, (_, index): Row => ({ ...row, line: index + 2 }));
        expect(new Set(candidates(rows).map(({ id }) => id)).size).toBe(count);
      }),
    );
  });

  it("does not hang on what the format of the file has beside", () => {
    fc.assert(
      fc.property(rowsArbitrary, (rows) => {
        const otherwise = rows.map((row) => ({ ...row, line: row.line * 3, client: "", name: "Ada" }));
        expect(candidates(otherwise).map(({ id }) => id)).toEqual(candidates(rows).map(({ id }) => id));
      }),
    );
  });

  it("stays when other rows are put right", () => {
    fc.assert(
      fc.property(rowsArbitrary, fc.func(fc.boolean()), (rows, isWrong) => {
        const refusal = { code: "VALIDATION_ERROR", message: "The row is wrong." };
        const refused: Refused[] = [];
        const some = rows.map((row): Row => (isWrong(row.line) ? { ...row, entry: { refusal } } : row));
        const before = new Map(candidates(some, refused).map(({ line, id }) => [line, id]));
        const after = new Map(candidates(rows).map(({ line, id }) => [line, id]));
        for (const [line, id] of before) expect(after.get(line)).toBe(id);
        expect(refused).toEqual(some.filter(({ line }) => !before.has(line)).map(({ line }) => ({ line, ...refusal })));
      }),
    );
  });

  it("of a row without times is what it was when ids followed from instants", () => {
    const [made] = candidates([
      {
        line: 2,
        email: "ada@example.com",
        name: "",
        client: "",
        project: "App",
        description: "Work",
        written: { start: "2026-02-02", length: 60 },
        entry: {
          value: { timing: { date: "2026-02-02", timezone: "UTC", duration: 60 }, isBillable: true, tags: [] },
        },
      },
    ]);
    const content = '["ada@example.com","App","2026-02-02",60,"Work"]1';
    expect(made?.id).toBe(importedId("2026-02-02", content));
  });

  it("stays when rows are added to the file", () => {
    fc.assert(
      fc.property(rowsArbitrary, rowsArbitrary, (rows, more) => {
        const ids = candidates(rows).map(({ id }) => id);
        expect(candidates([...rows, ...more]).map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
      }),
    );
  });
});

describe("candidates", () => {
  it("are only made of rows whose person and project are known", () => {
    const refused: Refused[] = [];
    const timing = { date: "2026-02-02", timezone: "UTC", duration: 60 };
    const entry = { value: { timing, notes: "More", isBillable: false, tags: ["a"] } };
    const written = { start: "2026-02-02", length: 60 };
    const row = { name: "", client: "", description: "Work", written, entry };
    const made = candidates(
      [
        { ...row, line: 2, email: "ada@example.com", project: "Website" },
        { ...row, line: 3, email: "eve@example.com", project: "Website" },
        { ...row, line: 4, email: "ada@example.com", project: "Unknown" },
      ],
      refused,
    );
    expect(made).toMatchObject([
      {
        line: 2,
        userId: "ada@example.com",
        input: { description: "Work", notes: "More", isBillable: false, tags: ["a"] },
      },
    ]);
    expect(refused.map(({ line, code }) => [line, code])).toEqual([
      [3, "PERSON_NOT_MAPPED"],
      [4, "PROJECT_NOT_MAPPED"],
    ]);
  });

  it("are written by person, in the order of time, in parts that a transaction has place for", () => {
    fc.assert(
      fc.property(rowsArbitrary, (rows) => {
        const all = candidates(rows);
        const people = byPerson(all);
        expect(
          people
            .flat()
            .map(({ id }) => id)
            .sort(),
        ).toEqual(all.map(({ id }) => id).sort());
        for (const ofPerson of people) {
          expect(new Set(ofPerson.map(({ userId }) => userId)).size).toBe(1);
          const moments = ofPerson.map(({ timing }) => timing.startedAt ?? timing.date);
          expect(moments).toEqual(moments.toSorted());
          const chunks = chunksOf(ofPerson);
          expect(chunks.flat()).toEqual(ofPerson);
          for (const chunk of chunks) {
            const pages = new Set(chunk.flatMap((candidate) => timesheetItemIds(timesheetEntryOf(candidate)))).size;
            const projects = new Set(chunk.map(({ projectId }) => projectId)).size;
            expect(chunk.length).toBeGreaterThan(0);
            expect(chunk.length).toBeLessThanOrEqual(20);
            const months = new Set(chunk.map(({ timing }) => timing.date.slice(0, 7))).size;
            expect(2 * chunk.length + pages + months + 3 * projects + 1).toBeLessThanOrEqual(100);
            expect(pages + months + 2 * projects + 2).toBeLessThanOrEqual(100);
          }
        }
      }),
    );
  });

  it("of one day and project make parts of twenty", () => {
    const timing = { date: "2026-02-02", timezone: "UTC", duration: 1 };
    const entry = { value: { timing, isBillable: true, tags: [] } };
    const written = { start: "2026-02-02", length: 1 };
    const row = { email: "ada@example.com", name: "", client: "", project: "App", description: "Work", written, entry };
    const rows = Array.from({ length: 45 }, (_, index): Row => ({ ...row, line: index + 2 }));
    const chunks = chunksOf(byPerson(candidates(rows))[0] ?? []);
    expect(chunks.map(({ length }) => length)).toEqual([20, 20, 5]);
    expect(chunks.flat().map(({ line }) => line)).toEqual(rows.map(({ line }) => line));
  });

  it("of many projects and days make smaller parts", () => {
    const all = Array.from({ length: 40 }, (_, index): Candidate => {
      const date = new Date(Date.UTC(2026, 0, 1 + 2 * index)).toISOString().slice(0, 10);
      const timing = resolveTiming({ date, startTime: "22:00", endTime: "02:00", duration: 240, timezone: "UTC" }, now);
      const input = { description: "Work", tags: [] };
      return { line: index + 2, id: `id-${index}`, userId: "ada", projectId: `project-${index}`, timing, input };
    });
    // Two actions each for the row, three for its pages and three for its project; one for each month.
    expect(chunksOf(all).map(({ length }) => length)).toEqual([12, 12, 12, 4]);
    expect(chunksOf([])).toEqual([]);
  });
});
