/**
 * What reports use of DynamoDB, for many people, and for the same people as entries of others pile up. Entries and all that is stored beside
 * them are written by the product's own persistence code, without the streams: a million requests would take hours.
 */
import { createClient } from "@aerotage/clients/contract";
import type { Operation } from "@aerotage/core/contract/operation";
import type { UserItem } from "@aerotage/kernel/domain/users";
import { createProject, getProject } from "@aerotage/projects/contract";
import { getAnalytics } from "@aerotage/reports/contract/analytics";
import { getProjectReport } from "@aerotage/reports/contract/project-report";
import { getTimeReport } from "@aerotage/reports/contract/time-report";
import { getUserReport } from "@aerotage/reports/contract/user-report";
import type { Entry } from "@aerotage/time-entries/domain/entry";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { SignedInUser } from "../client/accounts.js";
import type { TestStack } from "../local/test-stack.js";
import { writeEntries, writeItems } from "../local/written-time.js";
import { emulatorClient } from "../tools/deployment/emulator-clients.js";
import { median } from "./document.js";
import { callOperation, type Usage } from "./operations.js";
import { peopleOf } from "./people.js";

/** What a report used. */
export interface ReportRow {
  /** `200 people`, or `10,000 entries`. */
  readonly having: string;
  readonly report: string;
  readonly usage: Usage;
  /** Median, through the gateway. */
  readonly milliseconds: number;
  /** The median as a multiple of that of reading one project, called in turn with it: so what slows the machine down counts for both. */
  readonly multiple: number;
}

/** People of a company, in ascending order. */
const companySizes = [200, 1000] as const;
/** People whose time is asked for as the entries of others pile up. */
const askedPeople = 50;
/** Entries of a person's month: so many days, an entry on each of so many projects. */
const workdays = 20;
const entriesPerDay = 5;
const projectCount = 50;
/** The month that is reported. */
const month = "2026-10";
/** Calls of each report, of which the median counts. */
export const reportCalls = 21;
interface ReportBenchOptions {
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
}

/** Measures reports of companies, and then of some of their people with so many entries in the tables. */
export async function measureReports(
  stack: TestStack,
  sizes: readonly number[],
  { signal, note }: ReportBenchOptions,
): Promise<ReportRow[]> {
  const people = await peopleOf(stack);
  const tables = DynamoDBDocumentClient.from(new DynamoDBClient(emulatorClient(stack.endpoint)));
  try {
    const admin = await people.newStranger("admin");
    const projectIds = await projectsOf(stack, admin, signal);
    const company = new Company(tables, projectIds);
    const rows: ReportRow[] = [];
    const measure = async (having: string, queries: Readonly<Record<string, ReportCall>>) => {
      for (const [report, call] of Object.entries(queries)) {
        const row = { having, report, ...(await measured(stack, call, projectIds[0]?.id ?? "", admin, signal)) };
        note(`${having}, ${report}: ${row.usage.calls} calls, ${Math.round(row.milliseconds)} ms`);
        rows.push(row);
      }
    };
    for (const size of companySizes) {
      await company.hire(size, signal);
      await measure(`${size.toLocaleString("en")} people`, reportsOf({}));
    }
    const userId = company.userIds.slice(0, askedPeople);
    for (const size of sizes) {
      await company.pileUp(size, signal);
      await measure(`${size.toLocaleString("en")} entries more`, reportsOf({ userId }));
    }
    return rows;
  } finally {
    people.close();
    tables.destroy();
  }
}

type Query = Readonly<Record<string, string | readonly string[]>>;

interface ReportCall {
  readonly operation: Operation;
  readonly query: Query;
}

function reportsOf(filters: Query): Record<string, ReportCall> {
  const query = { startDate: `${month}-01`, endDate: `${month}-31`, ...filters };
  return {
    "time by project": { operation: getTimeReport, query: { ...query, groupBy: "project" } },
    "time by user and week": { operation: getTimeReport, query: { ...query, groupBy: ["user", "week"] } },
    "projects, the first 5": { operation: getProjectReport, query: { ...query, limit: "5" } },
    "people, the first 100": { operation: getUserReport, query: { ...query, limit: "100" } },
    "series to plot": { operation: getAnalytics, query },
  };
}

async function measured(
  { outputs }: TestStack,
  { operation, query }: ReportCall,
  projectId: string,
  as: SignedInUser,
  signal: AbortSignal,
) {
  const report = () => callOperation(outputs.apiUrl, operation, { query }, { as, signal });
  const reading = () => callOperation(outputs.apiUrl, getProject, { path: { id: projectId } }, { as, signal });
  const { usage } = await report();
  await reading();
  const [reports, readings]: [number[], number[]] = [[], []];
  while (reports.length < reportCalls) {
    reports.push((await report()).milliseconds);
    readings.push((await reading()).milliseconds);
  }
  return { usage, milliseconds: median(reports), multiple: median(reports) / median(readings) };
}

async function projectsOf(
  { outputs }: TestStack,
  as: SignedInUser,
  signal: AbortSignal,
): Promise<{ id: string; clientId: string }[]> {
  const call = async <O extends Operation>(operation: O, body: object) =>
    (await callOperation(outputs.apiUrl, operation, { body }, { as, signal })).data;
  const { id: clientId } = await call(createClient, { name: "Reported" });
  const projects: { id: string; clientId: string }[] = [];
  while (projects.length < projectCount) {
    const { id } = await call(createProject, { name: `Reported ${projects.length}`, clientId });
    projects.push({ id, clientId });
  }
  return projects;
}

/** People and their entries, written directly. */
class Company {
  readonly userIds: string[] = [];
  readonly #tables: DynamoDBDocumentClient;
  readonly #projects: readonly { readonly id: string; readonly clientId: string }[];
  #entries = 0;
  #otherMonths = 0;
  #otherEntries = 0;

  constructor(tables: DynamoDBDocumentClient, projects: readonly { readonly id: string; readonly clientId: string }[]) {
    this.#tables = tables;
    this.#projects = projects;
  }

  /** Grows to so many people, each with a month of time. */
  async hire(size: number, signal: AbortSignal): Promise<void> {
    const at = new Date("2026-01-01T00:00:00.000Z").toISOString();
    while (this.userIds.length < size) {
      const id = `bench-${this.userIds.length}`;
      const row: UserItem = {
        id,
        kind: "user",
        email: `${id}@example.com`,
        name: `Person ${this.userIds.length}`,
        role: "employee",
        isActive: true,
        startDate: "2020-01-01",
        createdAt: at,
        updatedAt: at,
        createdBy: id,
        version: 1,
      };
      this.userIds.push(id);
      await writeItems(this.#tables, "users", [{ ...row }], signal);
      await this.#record(id, month, signal);
    }
  }

  /** Adds months of everybody's time until there are so many entries beside those of the reported month. */
  async pileUp(size: number, signal: AbortSignal): Promise<void> {
    while (this.#otherEntries < size) {
      const index = this.#otherMonths;
      this.#otherMonths += 1;
      const userId = this.userIds[index % this.userIds.length] ?? "";
      const back = Math.floor(index / this.userIds.length) + 1;
      const date = new Date(Date.UTC(2026, 9 - back, 1)).toISOString().slice(0, 7);
      this.#otherEntries += await this.#record(userId, date, signal);
    }
  }

  async #record(userId: string, ofMonth: string, signal: AbortSignal): Promise<number> {
    const entries = Array.from({ length: workdays * entriesPerDay }, (_, index) => this.#entry(userId, ofMonth, index));
    await writeEntries(this.#tables, entries, signal);
    return entries.length;
  }

  #entry(userId: string, ofMonth: string, index: number): Entry {
    this.#entries += 1;
    const project = this.#projects[(this.#entries * 7) % projectCount] ?? { id: "", clientId: "" };
    const date = `${ofMonth}-${String(1 + Math.floor(index / entriesPerDay)).padStart(2, "0")}`;
    const at = `${date}T12:00:00.000Z`;
    return {
      id: `01K${String(this.#entries).padStart(23, "0")}`,
      userId,
      projectId: project.id,
      clientId: project.clientId,
      date,
      timezone: "UTC",
      duration: 30 + (index % 7) * 15,
      description: "Wrote the offer and went through it with the client.",
      isBillable: index % entriesPerDay !== 0,
      frozen: { rate: { minor: 9000, currency: "USD" }, origin: "project" },
      tags: [],
      status: "approved",
      source: "manual",
      submittedAt: at,
      approvedAt: at,
      createdAt: at,
      updatedAt: at,
      createdBy: userId,
      version: 3,
    };
  }
}
