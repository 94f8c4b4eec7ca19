/** What the tests about invoices share: approved time, and invoices of it. */
import { randomUUID } from "node:crypto";
import type { Operation } from "@aerotage/core/contract/operation";
import { newId } from "@aerotage/core/runtime/ids";
import { updateInvoiceStatus } from "@aerotage/invoices/contract/change";
import { createInvoice } from "@aerotage/invoices/contract/create";
import type { InvoiceResponse } from "@aerotage/invoices/contract/invoice";
import { approveTimeEntries, submitTimeEntries } from "@aerotage/time-entries/contract/time-entries";
import type { Entry } from "@aerotage/time-entries/domain/entry";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { ApiRequest } from "../../client/api-client.js";
import { writeEntries } from "../../local/written-time.js";
import { call, cloud, type Person, person, send, tableOf, tables } from "./api.js";
import { newAddress, newUserRows } from "./people.js";
import { clock, daysAgo, newClient, newProject, recorded } from "./time.js";

/** A client with a project whose time has a rate. */
export interface Billed {
  readonly clientId: string;
  readonly projectId: string;
}

/** A client with a project; 60 an hour unless the project says otherwise. */
export async function newBilled(client: Record<string, unknown> = {}, project: Record<string, unknown> = {}) {
  const clientId = await newClient(client);
  const projectId = await newProject({ clientId, defaultHourlyRate: 60, ...project });
  return { clientId, projectId };
}

let days = 3;

/** Records, submits and approves entries of so many minutes, by the API; their ids. */
export async function approved(
  projectId: string,
  minutes: readonly number[],
  body: Record<string, unknown> = {},
): Promise<string[]> {
  const [admin, employee] = await Promise.all([person("admin"), person("employee")]);
  const ids: string[] = [];
  days += 1;
  let start = 0;
  for (const duration of minutes) {
    const times = { startTime: clock(start), endTime: clock(start + duration) };
    start += duration;
    ids.push((await recorded(employee, { projectId, date: daysAgo(days), ...times, ...body })).id);
  }
  await move(submitTimeEntries, employee, ids);
  await move(approveTimeEntries, admin, ids);
  return ids;
}

async function move(operation: typeof submitTimeEntries | typeof approveTimeEntries, who: Person, ids: string[]) {
  const { status, text } = await call(operation, who, { body: { timeEntryIds: ids } });
  if (status !== 200) throw new Error(`${operation.id} answered ${status} ${text}`);
}

/**
 * Approved entries of some people who have no account, an hour each, with everything that is stored beside them: written directly, since
 * thousands of requests would take minutes.
 */
export async function writeApproved({ clientId, projectId }: Billed, count: number, people = 5): Promise<string[]> {
  const userIds = await newUserRows(people);
  const at = new Date().toISOString();
  const rate = { minor: 6000, currency: "USD" };
  const entries = Array.from({ length: count }, (_, index): Entry => {
    const day = Math.floor(index / people);
    const month = String(1 + (Math.floor(day / 280) % 9)).padStart(2, "0");
    const date = `2026-${month}-${String(1 + (Math.floor(day / 10) % 28)).padStart(2, "0")}`;
    return {
      id: newId(),
      userId: userIds[index % people] ?? "",
      projectId,
      clientId,
      date,
      timezone: "UTC",
      duration: 60,
      description: `Work ${index}`,
      isBillable: true,
      frozen: { rate, origin: "project" },
      tags: [],
      status: "approved",
      source: "manual",
      submittedAt: at,
      approvedAt: at,
      createdAt: at,
      updatedAt: at,
      createdBy: userIds[index % people] ?? "",
      version: 3,
    };
  });
  await writeEntries(tables, entries);
  return entries.map(({ id }) => id);
}

/** An invoice, which must be made. */
export async function invoiced(who: Person, body: Record<string, unknown>): Promise<InvoiceResponse> {
  const { status, text, data } = await call(createInvoice, who, { body });
  if (status !== 201) throw new Error(`createInvoice answered ${status} ${text}`);
  return data;
}

/** An invoice of a fixed amount, 100 unless the body says otherwise, that was sent without a mail. */
export async function newOpen(who: Person, { rate = 100, ...body }: Record<string, unknown>): Promise<InvoiceResponse> {
  const additionalLineItems = [{ type: "fixed", description: "Licence", rate, taxRate: 0 }];
  const { id } = await invoiced(who, { additionalLineItems, ...body });
  return await settledBy(who, id, { status: "sent" });
}

/** Changes the status of an invoice, or records a payment; that must succeed. */
export async function settledBy(who: Person, id: string, body: Record<string, unknown>): Promise<InvoiceResponse> {
  const { status, text, data } = await call(updateInvoiceStatus, who, { path: { id }, body });
  if (status !== 200) throw new Error(`updateInvoiceStatus answered ${status} ${text}`);
  return data.invoice;
}

/** An invoice that was due so many days ago, and sent a month before, as if time had passed. */
export async function newOverdue(who: Person, days: number, email = newAddress("client")) {
  const { clientId } = await newBilled({ contactInfo: { email } });
  const [issueDate, dueDate] = [daysAgo(days + 30), daysAgo(days)];
  const additionalLineItems = [{ type: "fixed", description: "Hosting", rate: 50 }];
  const { id } = await invoiced(who, { clientId, additionalLineItems, issueDate, dueDate });
  await settledBy(who, id, { status: "sent" });
  await tables.send(
    new UpdateCommand({
      TableName: tableOf("Invoices"),
      Key: { id },
      UpdateExpression: "SET sentDate = :sent",
      ExpressionAttributeValues: { ":sent": issueDate },
    }),
  );
  return { path: { id }, email };
}

const lambda = new LambdaClient(cloud);

/** Runs a function of the invoices service as its schedule does. @throws if it fails, or dies of a fault that it is asked for */
export async function runInvoices(name: string, event: { readonly faults?: string | undefined } = {}): Promise<void> {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: `aerotage-local-invoices-${name}`, Payload: JSON.stringify(event) }),
  );
  if (FunctionError !== undefined) throw new Error(`${name} failed: ${Buffer.from(Payload ?? []).toString()}`);
}

/** Calls an operation whose function is killed at a fault point. The gateway responds in its place. */
export async function killed(
  operation: Operation,
  who: Person,
  fault: string,
  { headers, ...request }: ApiRequest,
): Promise<void> {
  const faulty = { body: {}, ...request, headers: { "x-fault": `${fault}=exit`, ...headers } };
  const { status, text } = await send(operation, who, faulty);
  if (status < 500) throw new Error(`${operation.id} was not killed: ${status} ${text}`);
}

/** A header with a key of its own. */
export const key = () => ({ "idempotency-key": randomUUID() });
