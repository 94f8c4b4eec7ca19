/**
 * What recording, a month's list and a manager's queue use of DynamoDB as entries pile up. The entries are written by the product's own
 * path, imports and submissions over HTTP, so guards, totals and sums are all there.
 */
import { createClient } from "@aerotage/clients/contract";
import type { Operation } from "@aerotage/core/contract/operation";
import { createProject } from "@aerotage/projects/contract";
import { createTeam } from "@aerotage/teams/contract";
import { importTimeEntries } from "@aerotage/time-entries/contract/import";
import { createTimeEntry, listTimeEntries, submitTimeEntries } from "@aerotage/time-entries/contract/time-entries";
import { getTimerStatus } from "@aerotage/time-entries/contract/timer";
import type { SignedInUser } from "../client/accounts.js";
import type { ApiRequest, DataOf } from "../client/api-client.js";
import type { TestStack } from "../local/test-stack.js";
import { callOperation, type Measured, type Usage } from "./operations.js";
import { type People, peopleOf } from "./people.js";

/** What was measured with so many entries in the table. */
export interface GrowthRow {
  readonly entries: number;
  /** Of them submitted and not decided on. */
  readonly waiting: number;
  readonly create: Usage;
  readonly month: Usage;
  readonly queue: Usage;
}

/** People of one team, whose entries pile up. */
const workers = 10;
/** Entries of a person's day, an hour each. */
const entriesPerDay = 5;
/** A month: 30 days, of which 20 are worked. */
const daysPerMonth = 30;
const workdaysPerMonth = 20;
/** Entries of everybody's month. */
const entriesPerMonth = workers * entriesPerDay * workdaysPerMonth;
/** Entries of a person's month, and of a page of the queue. */
const listSize = entriesPerDay * workdaysPerMonth;
/** The most entries that wait for the manager. */
const mostWaiting = 5000;
/** Rows of a file: what an import writes within the gateway's time. */
const rowsPerFile = 2000;
const millisecondsPerDay = 86_400_000;

interface GrowthOptions {
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
}

/** Grows a stack's entries and measures at each size, in ascending order. */
export async function measureGrowth(
  stack: TestStack,
  sizes: readonly number[],
  options: GrowthOptions,
): Promise<GrowthRow[]> {
  const people = await peopleOf(stack);
  try {
    const company = await companyOf(stack, people, options);
    const rows: GrowthRow[] = [];
    for (const entries of sizes) {
      await company.growTo(entries);
      const row = await company.measure();
      options.note(`${entries} entries: ${JSON.stringify(row)}`);
      rows.push(row);
    }
    return rows;
  } finally {
    people.close();
  }
}

/** A company whose entries pile up. */
interface Company {
  growTo(entries: number): Promise<void>;
  measure(): Promise<GrowthRow>;
}

async function companyOf(stack: TestStack, people: People, { signal, note }: GrowthOptions): Promise<Company> {
  const { apiUrl } = stack.outputs;
  const measured = <O extends Operation>(
    operation: O,
    as: SignedInUser,
    parts: ApiRequest = {},
  ): Promise<Measured<O>> => callOperation(apiUrl, operation, parts, { as, signal });
  const call = async <O extends Operation>(
    operation: O,
    as: SignedInUser,
    parts: ApiRequest = {},
  ): Promise<DataOf<O>> => (await measured(operation, as, parts)).data;
  const known = async (role: "admin" | "manager" | "employee") => {
    const person = await people.newStranger(role);
    await call(getTimerStatus, person);
    return person;
  };
  const [admin, manager] = [await known("admin"), await known("manager")];
  const team: SignedInUser[] = [];
  while (team.length < workers) team.push(await known("employee"));
  const memberIds = team.map(({ id }) => id);
  await call(createTeam, admin, { body: { name: "Growth", managerId: manager.id, memberIds } });
  const { id: clientId } = await call(createClient, admin, { body: { name: "Growth" } });
  const { id: projectId } = await call(createProject, admin, { body: { name: "Growth", clientId } });

  const now = Date.now();
  const dateOf = (daysAgo: number) => new Date(now - daysAgo * millisecondsPerDay).toISOString().slice(0, 10);
  /** The first and last date of a month, counted backwards; before all of them is a day on which recording is measured. */
  const measuredDate = dateOf(1);
  const monthOf = (month: number) => ({
    startDate: dateOf(2 + (month + 1) * daysPerMonth - 1),
    endDate: dateOf(2 + month * daysPerMonth),
  });
  let [months, waiting, recorders] = [0, 0, 0];

  /** Imports a month of everybody, as an export of solidtime has it. */
  const importMonth = async (month: number) => {
    const rows: string[] = [];
    for (let day = 0; day < workdaysPerMonth; day += 1)
      for (const { email } of team)
        for (let hour = 8; hour < 8 + entriesPerDay; hour += 1) {
          const date = dateOf(2 + month * daysPerMonth + day);
          const [start, end] = [hour, hour + 1].map((one) => `${date} ${String(one).padStart(2, "0")}:00:00`);
          rows.push(`${email},Grown as entries do in a company,Growth,Growth,${start},${end},01:00:00`);
        }
    const mapped = Object.fromEntries(team.map(({ email, id }) => [email, id]));
    for (let start = 0; start < rows.length; start += rowsPerFile) {
      const content = ["User,Description,Client,Project,Start,End,Duration", ...rows.slice(start, start + rowsPerFile)];
      const body = { format: "solidtime", content: content.join("\n"), people: mapped, timezone: "UTC" };
      // What the time did not suffice for comes with the next call.
      while (!(await imported(body))) signal.throwIfAborted();
    }
  };
  const imported = async (body: object): Promise<boolean> => {
    const { complete, refusedCount } = await call(importTimeEntries, admin, { body });
    if (refusedCount > 0) throw new Error(`${refusedCount} rows were refused.`);
    return complete;
  };

  return {
    async growTo(entries) {
      for (; months * entriesPerMonth < entries; months += 1) {
        await importMonth(months);
        note(`${(months + 1) * entriesPerMonth} entries`);
        // Half of what there is waits, and 5,000 at most.
        for (const { id: userId } of team.slice(0, workers / 2)) {
          if (waiting >= mostWaiting) break;
          const body = { ...monthOf(months), userId };
          waiting += (await call(submitTimeEntries, admin, { body })).successful.length;
        }
      }
    },

    async measure() {
      const [worker] = team;
      if (worker === undefined) throw new Error("The team has nobody.");
      // The second call is measured: the first may be the function's first.
      const second = async (one: () => Promise<{ readonly usage: Usage }>) => {
        await one();
        return (await one()).usage;
      };
      const create = await second(() => {
        recorders += 1;
        const time = { startTime: "09:00", endTime: "10:00" };
        const body = { projectId, date: measuredDate, ...time, description: "Measured" };
        // Somebody who has not recorded on this day yet.
        return measured(createTimeEntry, team[workers - recorders] as SignedInUser, { body });
      });
      const listed = async (as: SignedInUser, query: Readonly<Record<string, string>>) => {
        const list = await measured(listTimeEntries, as, { query });
        const { length } = list.data.items;
        if (length !== listSize) throw new Error(`A list has ${length} entries in place of ${listSize}.`);
        return list;
      };
      const month = await second(() => listed(worker, { userId: worker.id, ...monthOf(0) }));
      const queue = await second(() => listed(manager, { status: "submitted", limit: String(listSize) }));
      return { entries: months * entriesPerMonth, waiting, create, month, queue };
    },
  };
}
