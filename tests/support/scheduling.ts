/** What the tests about scheduled reports share: moments that have come, and runs of the functions that nobody calls. */
import { type ConfigResponse, createConfig, getConfig } from "@aerotage/reports/contract/configs";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { TransactWriteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { call, cloud, eventually, type Person, tableOf, tables } from "./api.js";

const lambda = new LambdaClient(cloud);

/** Calls a function of reports. Returns the error of a function that failed or died. */
async function invoke(name: string, payload: object): Promise<string | undefined> {
  const { FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: `aerotage-local-reports-${name}`, Payload: JSON.stringify(payload) }),
  );
  return FunctionError;
}

/** Begins the runs that are due, as the schedule does. @throws if that fails, or dies of a fault that it is asked for */
export async function claimRuns(faults?: string): Promise<void> {
  const error = await invoke("claim-runs", { faults });
  if (error !== undefined) throw new Error(`claim-runs failed: ${error}`);
}

/** Delivers the event of a run. */
export function deliverRun(configId: string, plannedAt: string): Promise<string | undefined> {
  const body = JSON.stringify({ data: { configId, plannedAt } });
  return invoke("run-report", { Records: [{ messageId: "again", body }] });
}

/** Saves a report that is mailed each day. */
export async function newScheduled(
  owner: Person,
  recipients: readonly string[],
  more: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<ConfigResponse> {
  const schedule = { frequency: "daily", hour: 6, timezone: "Europe/Berlin", recipients };
  const body = { name: "Hours of the week", type: "time", filters: { preset: "last30" }, schedule, ...more };
  const { status, text, data } = await call(createConfig, owner, { body, headers });
  if (status !== 201) throw new Error(`createConfig answered ${status} ${text}`);
  return data;
}

/** Makes a moment of the past the next run of a saved report. */
export async function makeDue(id: string, plannedAt: string): Promise<void> {
  const move = (key: string, attribute: string) => ({
    Update: {
      TableName: tableOf("Settings"),
      Key: { id: key },
      UpdateExpression: `SET ${attribute} = :at`,
      ConditionExpression: "attribute_exists(id)",
      ExpressionAttributeValues: { ":at": plannedAt },
    },
  });
  const TransactItems = [move(`report-config#${id}`, "nextRunAt"), move(`report-schedule#${id}`, "createdAt")];
  await tables.send(new TransactWriteCommand({ TransactItems }));
}

/** Ends the time of whoever holds a run, as if their function were over. */
export async function endLease(configId: string, plannedAt: string): Promise<void> {
  await tables.send(
    new UpdateCommand({
      TableName: tableOf("Settings"),
      Key: { id: `report-run#${configId}#${plannedAt}` },
      UpdateExpression: "SET leaseUntil = :none, createdAt = :past",
      ExpressionAttributeValues: { ":none": 0, ":past": "2020-01-01T00:00:00.000Z" },
    }),
  );
}

/** The last run of a saved report, once it has ended. */
export function endedRun(owner: Person, configId: string): Promise<NonNullable<ConfigResponse["lastRun"]>> {
  return eventually(
    "the end of a run",
    async () => {
      const { lastRun } = (await call(getConfig, owner, { path: { configId } })).data;
      return lastRun !== undefined && lastRun.status !== "running" ? lastRun : undefined;
    },
    60,
  );
}
