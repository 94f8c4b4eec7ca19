/**
 * Another implementation of DynamoDB beside the emulator, such as AWS's own DynamoDB Local: the functions' tables lie there, everything
 * else stays in the emulator. The functions reach it by `AWS_ENDPOINT_URL_DYNAMODB`. Its streams are read here and handed to the functions
 * that the emulator would call.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { ServiceManifest, StreamTrigger } from "@aerotage/core/contract/manifest";
import {
  CreateTableCommand,
  DynamoDBClient,
  type KeySchemaElement,
  ResourceInUseException,
} from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { IndexProps, KeyProps } from "../modules/data/table.js";
import { kebab } from "../modules/naming/naming.js";
import { tables } from "../stacks/tables.js";
import { emulatorClient } from "../tools/deployment/emulator-clients.js";
import { localRegion } from "../tools/deployment/target.js";

const nameOf = (table: string) => `aerotage-local-${kebab(table)}`;

/** Makes the product's tables of the environment `local`, where they are not there yet. */
export async function createTables(endpoint: string): Promise<void> {
  const client = new DynamoDBClient(emulatorClient(endpoint));
  for (const [table, { key, indexes, stream }] of Object.entries(tables)) {
    const attributes = new Set(
      [key, ...indexes].flatMap(({ partition, sort }) => [partition.name, ...(sort === undefined ? [] : [sort.name])]),
    );
    try {
      await client.send(
        new CreateTableCommand({
          TableName: nameOf(table),
          BillingMode: "PAY_PER_REQUEST",
          KeySchema: schemaOf(key),
          AttributeDefinitions: [...attributes].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
          ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes.map(indexOf) }),
          ...(stream !== undefined && { StreamSpecification: { StreamEnabled: true, StreamViewType: stream } }),
        }),
      );
    } catch (error) {
      if (!(error instanceof ResourceInUseException)) throw error;
    }
  }
  client.destroy();
}

function schemaOf({ partition, sort }: KeyProps): KeySchemaElement[] {
  return [
    { AttributeName: partition.name, KeyType: "HASH" },
    ...(sort === undefined ? [] : [{ AttributeName: sort.name, KeyType: "RANGE" as const }]),
  ];
}

function indexOf(index: IndexProps) {
  const { name: IndexName, attributes } = index;
  const projection =
    attributes === undefined
      ? ({ ProjectionType: "ALL" } as const)
      : attributes.length === 0
        ? ({ ProjectionType: "KEYS_ONLY" } as const)
        : { ProjectionType: "INCLUDE" as const, NonKeyAttributes: [...attributes] };
  return { IndexName, KeySchema: schemaOf(index), Projection: projection };
}

/** A function behind the stream of a table. */
export interface StreamFunction {
  /** `<service>-<function>` */
  readonly id: string;
  readonly trigger: StreamTrigger;
}

/** The functions of services that read streams. */
export function streamFunctions(services: readonly ServiceManifest[]): StreamFunction[] {
  return services.flatMap(({ name, functions }) =>
    Object.entries(functions).flatMap(([fn, { triggers }]) =>
      triggers.flatMap((trigger) => (trigger.type === "stream" ? [{ id: `${name}-${fn}`, trigger }] : [])),
    ),
  );
}

interface StreamRecord {
  readonly eventName: string;
  readonly dynamodb: Readonly<Record<string, unknown>>;
}

/** How long a stream is left alone after it had nothing new, in milliseconds. */
const idleMilliseconds = 200;

/** Hands the changes of the engine's tables to functions of the emulator until the signal ends it. */
export async function pumpStreams(
  engine: string,
  emulator: string,
  functions: readonly StreamFunction[],
  signal: AbortSignal,
): Promise<void> {
  const lambda = new LambdaClient(emulatorClient(emulator));
  try {
    await Promise.all(functions.map((one) => pump(engine, lambda, one, signal)));
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    lambda.destroy();
  }
}

async function pump(
  engine: string,
  lambda: LambdaClient,
  { id, trigger: { table, batchSize, filters } }: StreamFunction,
  signal: AbortSignal,
): Promise<void> {
  const call = (action: string, input: object) => callStreams(engine, action, input, signal);
  const { Streams = [] } = (await call("ListStreams", { TableName: nameOf(table) })) as {
    Streams?: { StreamArn: string }[];
  };
  const [stream] = Streams;
  if (stream === undefined) throw new Error(`The table ${nameOf(table)} of ${engine} has no stream.`);
  const { StreamArn } = stream;
  const { StreamDescription } = (await call("DescribeStream", { StreamArn })) as {
    StreamDescription: { Shards: { ShardId: string }[] };
  };
  const iterators = await Promise.all(
    StreamDescription.Shards.map(
      async ({ ShardId }) =>
        (await call("GetShardIterator", { StreamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" })) as {
          ShardIterator?: string;
        },
    ),
  );
  await Promise.all(
    iterators.map(async ({ ShardIterator }) => {
      for (let next = ShardIterator; next !== undefined; ) {
        const { Records, NextShardIterator } = (await call("GetRecords", {
          ShardIterator: next,
          Limit: batchSize,
        })) as {
          Records: StreamRecord[];
          NextShardIterator?: string;
        };
        next = NextShardIterator;
        const wanted = Records.filter((record) => filters === undefined || filters.some((one) => fits(one, record)));
        if (wanted.length > 0) {
          await lambda.send(
            new InvokeCommand({
              FunctionName: `aerotage-local-${id}`,
              Payload: JSON.stringify({ Records: wanted.map((one) => ({ ...one, eventSource: "aws:dynamodb" })) }),
            }),
            { abortSignal: signal },
          );
        }
        if (Records.length === 0) await sleep(idleMilliseconds, undefined, { signal });
      }
    }),
  );
}

/** An action of the streams' API. Engines on this machine take any signature. */
async function callStreams(endpoint: string, action: string, input: object, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDBStreams_20120810.${action}`,
      authorization: `AWS4-HMAC-SHA256 Credential=test/20200101/${localRegion}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(input),
    signal,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${action} is answered with ${response.status}: ${text}`);
  return JSON.parse(text);
}

/** True for a record that an event filter of Lambda lets through: literal values and prefixes, as the manifests have them. */
function fits(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) return pattern.some((one) => isMatch(one, value));
  if (typeof pattern !== "object" || pattern === null || typeof value !== "object" || value === null) return false;
  return Object.entries(pattern).every(([name, one]) => fits(one, (value as Record<string, unknown>)[name]));
}

function isMatch(wanted: unknown, value: unknown): boolean {
  if (typeof wanted !== "object" || wanted === null) return wanted === value;
  const { prefix } = wanted as { readonly prefix?: string };
  return prefix !== undefined && typeof value === "string" && value.startsWith(prefix);
}
