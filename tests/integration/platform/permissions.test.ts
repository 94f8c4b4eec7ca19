/**
 * Least privilege, seen from both sides: IAM refuses each function every table, bucket and topic that its manifest does not name;
 * and what the functions really call, as CloudTrail recorded it, is what their manifests name.
 */
import { randomUUID } from "node:crypto";
import { createClient, deleteClient, getClient, listClients, updateClient } from "@aerotage/clients/contract";
import type { Access } from "@aerotage/core/contract/manifest";
import { tableNames } from "@aerotage/core/contract/tables";
import { getHealth } from "@aerotage/platform/contract";
import { createProject, deleteProject } from "@aerotage/projects/contract";
import { CloudTrailClient, type Event, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import { beforeAll, describe, expect, it } from "vitest";
import { services } from "../../../stacks/services.js";
import { call, cloud, eventually, newPerson, type Person, tableOf } from "../../support/api.js";
import { callInvoices } from "../../support/invoice-calls.js";
import { callEveryPeopleFunction } from "../../support/people-calls.js";
import { callProjects } from "../../support/project-calls.js";
import { callReports } from "../../support/report-calls.js";
import { callEveryTimeFunction } from "../../support/time-calls.js";

const account = "000000000000";
const iam = new IAMClient(cloud);
const trail = new CloudTrailClient(cloud);

const functions = services.flatMap((service) =>
  Object.entries(service.functions).map(([name, { access, triggers }]) => ({
    id: `${service.name}-${name}`,
    access,
    triggers,
  })),
);

const bucketNames = ["general", "invoices", "exports"] as const;
const tableActions = [
  "GetItem",
  "BatchGetItem",
  "PutItem",
  "UpdateItem",
  "DeleteItem",
  "Query",
  "ConditionCheckItem",
  "BatchWriteItem",
  "Scan",
];
const bucketActions = ["GetObject", "PutObject", "DeleteObject"];

/** The actions on a resource that the role of a function is allowed. */
async function allowed(id: string, resource: string, actions: readonly string[]): Promise<string[]> {
  const { EvaluationResults = [] } = await iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: `arn:aws:iam::${account}:role/aerotage-local-${id}`,
      ActionNames: [...actions],
      ResourceArns: [resource],
    }),
  );
  expect(EvaluationResults).toHaveLength(actions.length);
  return EvaluationResults.filter(({ EvalDecision }) => EvalDecision === "allowed")
    .map(({ EvalActionName = "" }) => EvalActionName.split(":")[1] ?? "")
    .sort();
}

describe.each(functions)("IAM lets $id", ({ id, access }) => {
  it.each(tableNames)("do with the table %s what the manifest names, and nothing else", async (table) => {
    const named = access.tables?.[table];
    const arn = `arn:aws:dynamodb:${cloud.region}:${account}:table/${tableOf(table)}`;
    const onTable = (named?.actions ?? []).filter((action) => action !== "Query" || named?.queryTable === true);
    expect(
      await allowed(
        id,
        arn,
        tableActions.map((action) => `dynamodb:${action}`),
      ),
    ).toEqual([...onTable].sort());
    if (!named?.actions.includes("Query")) return;
    for (const index of named.indexes ?? [])
      expect(await allowed(id, `${arn}/index/${index}`, ["dynamodb:Query"])).toEqual(["Query"]);
    expect(await allowed(id, `${arn}/index/NoSuchIndex`, ["dynamodb:Query"])).toEqual([]);
  });

  it.each(bucketNames)("do with the bucket %s what the manifest names, and nothing else", async (bucket) => {
    const arn = `arn:aws:s3:::aerotage-local-${bucket}-${account}/object`;
    const named = access.buckets?.[bucket] ?? [];
    expect(
      await allowed(
        id,
        arn,
        bucketActions.map((action) => `s3:${action}`),
      ),
    ).toEqual([...named].sort());
  });

  it("publish to the topic only if the manifest names it", async () => {
    const arn = `arn:aws:sns:${cloud.region}:${account}:aerotage-local-events`;
    expect(await allowed(id, arn, ["sns:Publish"])).toEqual(access.topics?.includes("events") ? ["Publish"] : []);
  });
});

/** What was called: `<table>:<action>`, `userPool:<action>`, `topic:Publish` or `function:Invoke`. */
function namedCalls({ tables = {}, userPool = [], topics = [], functions: called = [] }: Access): string[] {
  const onTables = Object.entries(tables).flatMap(([table, { actions }]) =>
    actions.map((action) => `${table}:${action}`),
  );
  return [
    ...onTables,
    ...userPool.map((action) => `userPool:${action}`),
    ...topics.map(() => "topic:Publish"),
    ...called.map(() => "function:Invoke"),
  ].sort();
}

interface Recorded {
  readonly eventName: string;
  readonly eventSource?: string;
  readonly userAgent: string;
  readonly requestParameters?: {
    readonly Action?: string;
    readonly TableName?: string;
    readonly RequestItems?: Readonly<Record<string, unknown>>;
    readonly TransactItems?: readonly Readonly<Record<string, { readonly TableName: string }>>[];
  };
}

/** Calls of Cognito that a person's own token allows; IAM is not asked. */
const tokensOwn = new Set(["AssociateSoftwareToken", "VerifySoftwareToken", "SetUserMFAPreference"]);

/** The calls of an event of the trail: a transaction is the calls of its items. */
function callsOf({ eventName, eventSource, requestParameters }: Recorded): string[] {
  const logical = (physical: string) => tableNames.find((table) => tableOf(table) === physical) ?? physical;
  if (eventName === "TransactWriteItems") {
    const actions: Readonly<Record<string, string>> = {
      Put: "PutItem",
      Update: "UpdateItem",
      Delete: "DeleteItem",
      ConditionCheck: "ConditionCheckItem",
    };
    return (requestParameters?.TransactItems ?? []).flatMap((item) =>
      Object.entries(item).map(([kind, { TableName }]) => `${logical(TableName)}:${actions[kind]}`),
    );
  }
  if (eventName === "BatchGetItem")
    return Object.keys(requestParameters?.RequestItems ?? {}).map((table) => `${logical(table)}:${eventName}`);
  if (requestParameters?.TableName !== undefined) return [`${logical(requestParameters.TableName)}:${eventName}`];
  if (eventSource === "s3.amazonaws.com" || tokensOwn.has(eventName)) return [];
  if (eventSource === "lambda.amazonaws.com") return [`function:${eventName}`];
  // The trail names calls of SNS by their protocol and puts the action among the parameters.
  const action = requestParameters?.Action ?? eventName;
  // IAM has one action for both.
  return [action === "Publish" || action === "PublishBatch" ? "topic:Publish" : `userPool:${action}`];
}

/** Reads what functions call, from a moment on. */
function recorder(since: Date): () => Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const calls = new Map<string, Set<string>>();
  const seen = new Set<string>();
  let from = since;

  function note({ EventId = "", CloudTrailEvent = "{}" }: Event): void {
    seen.add(EventId);
    const event = JSON.parse(CloudTrailEvent) as Recorded;
    const id = /\bapp\/aerotage-local-(\S+)/.exec(event.userAgent)?.[1];
    if (id === undefined) return;
    const known = calls.get(id) ?? new Set();
    for (const one of callsOf(event)) known.add(one);
    calls.set(id, known);
  }

  // The trail gives 50 events per request, newest first. A further reading begins ten seconds before the
  // end of the last one, since a call that was under way then may be recorded later.
  return async () => {
    const started = new Date();
    for (let until = started; ; ) {
      const { Events = [] } = await trail.send(
        new LookupEventsCommand({ StartTime: from, EndTime: until, MaxResults: 50 }),
      );
      const fresh = Events.filter(({ EventId = "" }) => !seen.has(EventId));
      for (const event of fresh) note(event);
      const oldest = Events.at(-1)?.EventTime;
      if (Events.length < 50 || oldest === undefined) break;
      // Times are read in milliseconds but kept finer: the next page begins a little later than this one ended.
      until = new Date(oldest.getTime() + (fresh.length > 0 ? 1 : -1));
    }
    from = new Date(Math.max(since.getTime(), started.getTime() - 10_000));
    return calls;
  };
}

describe("the calls that CloudTrail recorded", () => {
  let calls: ReadonlyMap<string, ReadonlySet<string>>;

  /** Does with every function all that it is for, so that whatever its manifest names is called. */
  beforeAll(async () => {
    const since = new Date();
    // A first call makes the rows of user and session: each function must once be somebody's first.
    const first = () => newPerson("admin");
    const create = async (caller: Person, key?: string) => {
      const headers = key === undefined ? {} : { "idempotency-key": key };
      return call(createClient, caller, {
        body: { name: `Permission ${randomUUID()}`, defaultHourlyRate: 50 },
        headers,
      });
    };
    await call(getHealth, undefined);
    const { data } = await create(await first(), randomUUID());
    const path = { id: data.id };
    // An error frees its key.
    const taken = { body: { name: data.name }, headers: { "idempotency-key": randomUUID() } };
    expect((await call(createClient, await first(), taken)).status).toBe(409);
    await call(getClient, await first(), { path });
    await call(listClients, await first());
    await call(listClients, await first(), { query: { isActive: "true" } });
    const { data: project } = await call(createProject, await first(), { body: { name: "Called", clientId: data.id } });
    const change = { currency: "EUR", defaultHourlyRate: null, name: `Renamed ${randomUUID()}` };
    expect((await call(updateClient, await first(), { path, body: change })).status).toBe(200);
    await call(deleteProject, await first(), { path: { id: project.id } });
    await call(deleteClient, await first(), { path });
    await call(deleteClient, await first(), { path, query: { hard: "true" } });
    await callEveryPeopleFunction(first);
    await Promise.all([callProjects(first), callEveryTimeFunction(first), callReports(first), callInvoices(first)]);
    // Asked at most once in ten seconds by an instance, and others have asked.
    await new Promise((resolve) => setTimeout(resolve, Math.max(since.getTime() + 11_000 - Date.now(), 0)));
    await call(getHealth, undefined);
    const recorded = recorder(since);
    calls = await eventually("the publication of an event", async () => {
      const found = await recorded();
      return found.get("platform-publish-events")?.has("topic:Publish") ? found : undefined;
    });
  }, 120_000);

  it.each(functions)(
    "of $id are what its manifest names: nothing is granted unused, nothing used ungranted",
    ({ id, access }) => {
      expect([...(calls.get(id) ?? [])].sort()).toEqual(namedCalls(access));
    },
  );
});
