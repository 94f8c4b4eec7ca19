/**
 * Requests that write the same items at the same moment: how many of them are sent away with 503, and how long the others take. The
 * emulator cancels a transaction that meets another one on an item, as AWS does; how long a transaction holds its items is set here,
 * since AWS does not say it.
 */
import { randomUUID } from "node:crypto";
import { createClient } from "@aerotage/clients/contract";
import type { Operation } from "@aerotage/core/contract/operation";
import { createProject } from "@aerotage/projects/contract";
import { createTeam } from "@aerotage/teams/contract";
import { createTimeEntry } from "@aerotage/time-entries/contract/time-entries";
import { createUser, updateUser } from "@aerotage/users/contract/users";
import type { ApiRequest, DataOf } from "../client/api-client.js";
import type { TestStack } from "../local/test-stack.js";
import { callOperation, sendOperation } from "./operations.js";
import { peopleOf } from "./people.js";

/** How long a transaction holds its items, in milliseconds. */
export const holds = [
  [5, 10],
  [10, 20],
  [20, 40],
] as const;

/** How often each scenario is played, with how many requests. */
export const conflictRounds = 5;
const many = 50;
const teamSize = 20;

/**
 * The requests that were answered with 503 before decision 30, by scenario, one figure per hold: the same run on 2026-11-27 with six tries
 * per transaction, no new decision after a conflict, and no repetition of single writes.
 */
export const refusedBefore: Readonly<Record<string, readonly [number, number, number]>> = {
  "One person's entries that all fit on a day": [3, 57, 153],
  "One person's entries that overlap": [0, 3, 41],
  "First entries of 50 people on a new project": [0, 18, 46],
  "20 people who are put into one team": [0, 0, 2],
};

/** What became of the requests of all rounds of a scenario. */
export interface ConflictRow {
  readonly scenario: string;
  readonly hold: (typeof holds)[number];
  /** Requests by status. */
  readonly statuses: Readonly<Record<number, number>>;
  /** Milliseconds of each request, in ascending order. */
  readonly milliseconds: readonly number[];
}

interface ConflictOptions {
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
}

/** A request of a round, by its number. */
interface Scenario {
  readonly title: string;
  readonly requests: number;
  /** What all requests of a round share. */
  prepare(round: number): Promise<(index: number) => { readonly operation: Operation; readonly parts: ApiRequest }>;
}

/** Plays all scenarios with each hold. */
export async function measureConflicts(stack: TestStack, { signal, note }: ConflictOptions): Promise<ConflictRow[]> {
  const people = await peopleOf(stack);
  try {
    const { apiUrl } = stack.outputs;
    const admin = await people.newStranger("admin");
    const call = async <O extends Operation>(operation: O, parts: ApiRequest): Promise<DataOf<O>> =>
      (await callOperation(apiUrl, operation, parts, { as: admin, signal })).data;
    const scenarios = await scenariosOf(call);
    const rows: ConflictRow[] = [];
    for (const hold of holds) {
      await setHold(stack, hold);
      for (const { title, requests, prepare } of scenarios) {
        const statuses: Record<number, number> = {};
        const milliseconds: number[] = [];
        for (let round = 0; round < conflictRounds; round += 1) {
          const request = await prepare(round);
          const sent = Array.from({ length: requests }, async (_, index) => {
            const { operation, parts } = request(index);
            const response = await sendOperation(apiUrl, operation, parts, { as: admin, signal });
            statuses[response.status] = (statuses[response.status] ?? 0) + 1;
            milliseconds.push(response.milliseconds);
          });
          await Promise.all(sent);
        }
        note(`${title}, ${hold.join(" to ")} ms: ${JSON.stringify(statuses)}`);
        rows.push({ scenario: title, hold, statuses, milliseconds: milliseconds.toSorted((a, b) => a - b) });
      }
    }
    return rows;
  } finally {
    people.close();
  }
}

async function setHold({ endpoint }: TestStack, [shortestHold, longestHold]: ConflictRow["hold"]): Promise<void> {
  const body = JSON.stringify({ shortestHold, longestHold });
  const { ok, status } = await fetch(new URL("/_aerotage/dynamodb", endpoint), { method: "PUT", body });
  if (!ok) throw new Error(`The emulator returned ${status} when it was told how long transactions hold their items.`);
}

async function scenariosOf(
  call: <O extends Operation>(operation: O, parts: ApiRequest) => Promise<DataOf<O>>,
): Promise<Scenario[]> {
  const { id: clientId } = await call(createClient, { body: { name: `Bench ${randomUUID()}` } });
  const newProject = async () => (await call(createProject, { body: { clientId, name: `Bench ${randomUUID()}` } })).id;
  const users: string[] = [];
  while (users.length < many) {
    const body = { email: `bench-${randomUUID()}@example.com`, name: "Ada Measure", role: "employee" };
    users.push((await call(createUser, { body })).id);
  }
  let days = 0;
  const newDate = () => {
    days += 1;
    return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
  };
  const clock = (minute: number) =>
    [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0")).join(":");
  const [projectId, userId] = [await newProject(), users[0]];
  const entry = { projectId, userId, description: "Measured" };
  return [
    {
      title: "One person's entries that all fit on a day",
      requests: many,
      prepare: async () => {
        const date = newDate();
        return (index) => ({
          operation: createTimeEntry,
          parts: { body: { ...entry, date, startTime: clock(index * 20), endTime: clock(index * 20 + 20) } },
        });
      },
    },
    {
      title: "One person's entries that overlap",
      requests: many,
      prepare: async () => {
        const date = newDate();
        return (index) => ({
          operation: createTimeEntry,
          parts: { body: { ...entry, date, startTime: clock(720 - index), endTime: clock(721 + index) } },
        });
      },
    },
    {
      title: "First entries of 50 people on a new project",
      requests: many,
      prepare: async () => {
        const [date, project] = [newDate(), await newProject()];
        return (index) => ({
          operation: createTimeEntry,
          parts: { body: { ...entry, projectId: project, userId: users[index], date, duration: 30 } },
        });
      },
    },
    {
      title: "20 people who are put into one team",
      requests: teamSize,
      prepare: async () => {
        const { id: teamId } = await call(createTeam, { body: { name: `Bench ${randomUUID()}` } });
        return (index) => ({ operation: updateUser, parts: { path: { id: users[index] ?? "" }, body: { teamId } } });
      },
    },
  ];
}
