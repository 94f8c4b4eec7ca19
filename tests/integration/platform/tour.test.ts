/** The tour of the local cloud, as its own people would go through it here. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTeam } from "@aerotage/teams/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runTour } from "../../../local/tour-steps.js";
import { call, type Person, person, stack } from "../../support/api.js";
import { newUser } from "../../support/people.js";
import { newProject } from "../../support/time.js";

const downloads = mkdtempSync(join(tmpdir(), "aerotage-tour-"));
afterAll(() => rmSync(downloads, { recursive: true }));

let employee: Person;
let manager: Person;

beforeAll(async () => {
  const admin = await person("admin");
  [employee, manager] = await Promise.all([newUser(admin), newUser(admin, { role: "manager" })]);
  const team = { name: `Team ${manager.id}`, managerId: manager.id, memberIds: [employee.id] };
  await call(createTeam, admin, { body: team });
  await newProject({ teamMembers: [employee.id, manager.id], defaultHourlyRate: 60 });
});

/** Goes on the tour with somebody who decides, and returns what it prints. */
async function printed(decider: Person): Promise<{ lines: string[]; steps: number }> {
  const lines: string[] = [];
  const steps = await runTour({ ...stack, employee, manager: decider, downloads, print: (line) => lines.push(line) });
  return { lines, steps };
}

it("goes through a week of its own each time", async () => {
  const tours = [await printed(manager), await printed(manager)];
  const weeks = tours.map(({ lines }) => lines.find((line) => line.includes("is free")));
  expect(new Set(weeks).size).toBe(2);
  for (const { lines, steps } of tours) {
    const all = lines.join("\n");
    expect(all).toContain(`\n${steps}. `);
    expect(all).toMatch(
      /POST \/time-entries {2}\{ date: \d{4}-\d{2}-\d{2}, startTime: 12:00,.*\n {3}→ 409 {2}TIME_OVERLAP/,
    );
    expect(all).toContain("6 submitted; 30 of 40 hours, missing: 2 hours of ");
    expect(all).toMatch(/→ 200 {2}32 of 40 hours \(80 %\)/);
    expect(all).toMatch(/→ 200 {2}[\d.]+ hours, worth .*: Project /);
    expect(all).toMatch(/→ 422 {2}TIME_ENTRIES_NOT_BILLABLE/);
    expect(all).toMatch(/The mail ".*" is in the local mailbox, with .*\.pdf/);
    expect(all).toMatch(/→ 200 {2}[\d.]+ paid, 0 open: paid/);
    expect(all).toMatch(/→ 201 {2}CN-\d{4}-\d{4} of INV/);
    expect(all).toMatch(/→ 201 {2}Support, monthly: the next one on \d{4}-/);
    expect(all).toMatch(/→ 201 {2}Hours of last month: the next one at \d{4}-\d\d-01T/);
    expect(existsSync(/The file is (.*\.pdf)/.exec(all)?.[1] ?? "")).toBe(true);
    expect(all).not.toContain(employee.tokens.accessToken);
  }
});

it("ends at the step that differs", async () => {
  const stranger = await newUser(await person("admin"), { role: "manager" });
  await expect(printed(stranger)).rejects.toThrow(
    /^Step 9 \(.* sees what waits for a decision\) differs: the queue does not have exactly the week's entries\.$/,
  );
});
