import type { Database } from "@aerotage/core/database/client";
import type { ProjectItem } from "@aerotage/kernel/domain/projects";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { readTimesheetTransaction, TimesheetTransaction } from "../../persistence/timesheet-transaction.js";
import type { Page } from "../timesheet.js";
import { resolveTiming } from "../timing.js";
import { byPerson, type Candidate, chunksOf, timesheetEntryOf } from "./candidates.js";
import { type Circumstances, decide } from "./decide.js";

const now = new Date("2026-11-25T12:00:00Z");
const circumstances: Circumstances = { lockedUntil: undefined, importerId: "importer", now };

const project: ProjectItem = {
  id: "project",
  kind: "project",
  name: "Website",
  clientId: "client",
  status: "completed",
  defaultBillable: true,
  teamMembers: [{ userId: "somebody else", role: "member" }],
  tags: [],
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
  createdBy: "admin",
  version: 1,
};

const transactionWith = (pages: readonly Page[] = []) =>
  new TimesheetTransaction({ pages, months: [], projects: [project], spent: [], clients: [], users: [] });

let made = 0;

function candidate(
  timing: { date?: string; startTime?: string; duration: number },
  more: Partial<Candidate> = {},
): Candidate {
  made += 1;
  return {
    line: made,
    id: `id-${made}`,
    userId: "ada",
    projectId: "project",
    timing: resolveTiming({ date: "2026-03-02", timezone: "UTC", ...timing }, now),
    input: { description: "Work", tags: ["a"] },
    ...more,
  };
}

const codes = ({ refused }: ReturnType<typeof decide>) => refused.map(({ code }) => code);

describe("a candidate", () => {
  it("becomes a draft of its owner, whatever the state of the project and whoever its members are", () => {
    const { entries, refused } = decide(
      [candidate({ startTime: "09:00", duration: 90 })],
      transactionWith(),
      circumstances,
    );
    expect(refused).toEqual([]);
    expect(entries).toMatchObject([
      {
        userId: "ada",
        projectId: "project",
        clientId: "client",
        date: "2026-03-02",
        duration: 90,
        isBillable: true,
        tags: ["a"],
        status: "draft",
        source: "import",
        createdBy: "importer",
        version: 1,
      },
    ]);
  });

  it("is as billable as its row says, else as its project", () => {
    const rows = [true, false, undefined].map((isBillable) =>
      candidate({ duration: 5 }, { input: { description: "Work", isBillable, tags: [] } }),
    );
    const { entries } = decide(rows, transactionWith(), circumstances);
    expect(entries.map(({ isBillable }) => isBillable)).toEqual([true, false, true]);
  });

  it("is refused where it overlaps another one; those beside it are not", () => {
    const decided = decide(
      [
        candidate({ startTime: "09:00", duration: 60 }),
        candidate({ startTime: "09:59", duration: 30 }, { line: 99 }),
        candidate({ startTime: "10:00", duration: 30 }),
      ],
      transactionWith(),
      circumstances,
    );
    expect(decided.entries).toHaveLength(2);
    expect(decided.refused).toEqual([
      { line: 99, code: "TIME_OVERLAP", message: expect.stringContaining(decided.entries[0]?.id ?? "") },
    ]);
  });

  it("is refused where the day is full, the period locked or the project gone", () => {
    const full = [candidate({ duration: 1400 }), candidate({ duration: 41 }), candidate({ duration: 40 })];
    expect(codes(decide(full, transactionWith(), circumstances))).toEqual(["DAY_LIMIT_EXCEEDED"]);
    const locked = { ...circumstances, lockedUntil: "2026-03-02" };
    const around = [candidate({ duration: 1 }), candidate({ date: "2026-03-03", duration: 1 })];
    expect(codes(decide(around, transactionWith(), locked))).toEqual(["TIME_ENTRY_LOCKED"]);
    expect(
      codes(decide([candidate({ duration: 1 }, { projectId: "gone" })], transactionWith(), circumstances)),
    ).toEqual(["PROJECT_NOT_FOUND"]);
  });

  it("is decided on in parts as it is in one go, if each part has the pages that the earlier ones left", () => {
    const row = fc.record({
      day: fc.integer({ min: 1, max: 3 }),
      minute: fc.integer({ min: 0, max: 1439 }),
      timed: fc.boolean(),
      duration: fc.integer({ min: 1, max: 700 }),
    });
    const two = (number: number) => String(number).padStart(2, "0");
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
        const [ordered = []] = byPerson(
          rows.map(({ day, minute, timed, duration }) => {
            const startTime = timed ? { startTime: `${two(Math.floor(minute / 60))}:${two(minute % 60)}` } : {};
            return candidate({ date: `2026-03-0${day}`, ...startTime, duration });
          }),
        );
        const pages = new Map<string, Page>();
        const parts = chunksOf(ordered).map((chunk) => {
          const transaction = transactionWith([...pages.values()]);
          const part = decide(chunk, transaction, circumstances);
          for (const { page } of transaction.timesheet.changes()) pages.set(page.id, page);
          return part;
        });
        const whole = decide(ordered, transactionWith(), circumstances);
        expect(parts.flatMap(({ entries }) => entries)).toEqual(whole.entries);
        expect(parts.flatMap(({ refused }) => refused)).toEqual(whole.refused);
      }),
    );
  });

  it("is decided on by the pages of a rehearsal in place of those that are there", async () => {
    for (const table of ["TIME_ENTRIES", "PROJECTS"]) vi.stubEnv(`TABLE_${table}`, table);
    const empty = { send: async () => ({ Responses: { PROJECTS: [project] } }) } as unknown as Database;
    const row = candidate({ startTime: "09:00", duration: 60 });
    const request = { entries: [timesheetEntryOf(row)], changesTimes: true };
    const first = await readTimesheetTransaction(request, empty);
    expect(codes(decide([row], first, circumstances))).toEqual([]);
    const rehearsed = new Map(first.timesheet.changes().map(({ page }) => [page.id, page]));
    const again = { ...row, id: "another" };
    expect(codes(decide([again], await readTimesheetTransaction(request, empty), circumstances))).toEqual([]);
    expect(
      codes(decide([again], await readTimesheetTransaction({ ...request, rehearsed }, empty), circumstances)),
    ).toEqual(["TIME_OVERLAP"]);
  });

  it("stops everything where what goes wrong is no rule", () => {
    const broken = { ...transactionWith(), timesheet: undefined } as unknown as TimesheetTransaction;
    expect(() => decide([candidate({ duration: 1 })], broken, circumstances)).toThrow(TypeError);
  });
});
