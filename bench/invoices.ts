/** What making an invoice uses of DynamoDB, by the entries on it, as entries that were billed before pile up behind them. */
import { createClient } from "@aerotage/clients/contract";
import { newId } from "@aerotage/core/runtime/ids";
import { createInvoice } from "@aerotage/invoices/contract/create";
import { createProject } from "@aerotage/projects/contract";
import type { Entry } from "@aerotage/time-entries/domain/entry";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { TestStack } from "../local/test-stack.js";
import { writeEntries } from "../local/written-time.js";
import { emulatorClient } from "../tools/deployment/emulator-clients.js";
import { callOperation, type Usage } from "./operations.js";
import { peopleOf } from "./people.js";

/** What making one invoice used. */
export interface InvoiceRow {
  /** Entries of the same project that are on other invoices. */
  readonly others: number;
  readonly entries: number;
  /** How the entries were asked for. */
  readonly by: "ids" | "project";
  readonly usage: Usage;
}

/** Entries of an invoice. */
const invoiceSizes = [1, 50, 500] as const;
/** People who work on the project, and what each of them records. */
const workers = 5;
const entriesPerDay = 5;
const workdays = 20;
const entriesPerMonth = entriesPerDay * workdays;

interface InvoiceBenchOptions {
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
}

/** Measures at each number of other entries, in ascending order. */
export async function measureInvoices(
  stack: TestStack,
  sizes: readonly number[],
  { signal, note }: InvoiceBenchOptions,
): Promise<InvoiceRow[]> {
  const people = await peopleOf(stack);
  const tables = DynamoDBDocumentClient.from(new DynamoDBClient(emulatorClient(stack.endpoint)));
  try {
    const admin = await people.newStranger("admin");
    const call = { as: admin, signal };
    const { apiUrl } = stack.outputs;
    const client = { body: { name: "Invoiced", currency: "USD" } };
    const { id: clientId } = (await callOperation(apiUrl, createClient, client, call)).data;
    const project = { body: { name: "Invoiced", clientId, defaultHourlyRate: 90 } };
    const { id: projectId } = (await callOperation(apiUrl, createProject, project, call)).data;
    const time = new ProjectTime(tables, { clientId, projectId });
    const rows: InvoiceRow[] = [];
    // The first one makes the function's process.
    await time.record(1, "approved", signal);
    await callOperation(apiUrl, createInvoice, { body: { clientId, projectIds: [projectId] } }, call);
    for (const others of sizes) {
      await time.pileUp(others, signal);
      for (const entries of invoiceSizes) {
        for (const by of ["ids", "project"] as const) {
          const timeEntryIds = await time.record(entries, "approved", signal);
          const body = { clientId, ...(by === "ids" ? { timeEntryIds } : { projectIds: [projectId] }) };
          const { usage, data } = await callOperation(apiUrl, createInvoice, { body }, call);
          if (data.timeEntryCount !== entries) throw new Error(`${data.timeEntryCount} entries were billed.`);
          note(`${others} others, ${entries} by ${by}: ${usage.calls} calls, ${usage.write} units written`);
          rows.push({ others, entries, by, usage });
        }
      }
    }
    return rows;
  } finally {
    people.close();
    tables.destroy();
  }
}

/** The time of one project, written directly. */
class ProjectTime {
  readonly #tables: DynamoDBDocumentClient;
  readonly #of: Pick<Entry, "clientId" | "projectId">;
  #months = 0;
  #others = 0;

  constructor(tables: DynamoDBDocumentClient, of: Pick<Entry, "clientId" | "projectId">) {
    this.#tables = tables;
    this.#of = of;
  }

  /** Adds time that is on invoices until there are so many entries of it. */
  async pileUp(size: number, signal: AbortSignal): Promise<void> {
    while (this.#others < size) {
      const count = Math.min(size - this.#others, workers * entriesPerMonth);
      await this.record(count, "invoiced", signal);
      this.#others += count;
    }
  }

  /** Writes entries in months of their own; their ids. */
  async record(count: number, status: "approved" | "invoiced", signal: AbortSignal): Promise<string[]> {
    const month = new Date(Date.UTC(2026, 9 - this.#months, 1)).toISOString().slice(0, 7);
    this.#months += 1;
    const at = new Date().toISOString();
    const entries = Array.from({ length: count }, (_, index): Entry => {
      const userId = `invoiced-${index % workers}`;
      const day = 1 + (Math.floor(index / workers / entriesPerDay) % workdays);
      return {
        ...this.#of,
        id: newId(),
        userId,
        date: `${month}-${String(day).padStart(2, "0")}`,
        timezone: "UTC",
        duration: 60,
        description: "Wrote the offer and went through it with the client.",
        isBillable: true,
        frozen: { rate: { minor: 9000, currency: "USD" }, origin: "project" },
        tags: [],
        status,
        ...(status === "invoiced" && { invoiceId: newId() }),
        source: "manual",
        submittedAt: at,
        approvedAt: at,
        createdAt: at,
        updatedAt: at,
        createdBy: userId,
        version: 3,
      };
    });
    await writeEntries(this.#tables, entries, signal);
    return entries.map(({ id }) => id);
  }
}
