import { fileURLToPath } from "node:url";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { HttpResponse } from "@smithy/core/protocols";
import type { APIGatewayProxyResult } from "aws-lambda";
import { build } from "esbuild";
import { beforeEach, describe, expect, it } from "vitest";

type Meter = typeof import("./usage.js");

/** The module as the bundler leaves it in a build of that kind. */
async function meterOf(testBuild: boolean): Promise<Meter> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("./usage.ts", import.meta.url))],
    bundle: true,
    format: "esm",
    write: false,
    define: { FAULT_POINTS: String(testBuild) },
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  return (await import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`)) as Meter;
}

const capacityOf = (TableName: string, CapacityUnits: number) => ({ TableName, CapacityUnits });
const plain: APIGatewayProxyResult = { statusCode: 200, headers: { ETag: '"1"' }, body: "{}" };
const get = new GetCommand({ TableName: "Things", Key: { id: "1" } });
const write = new TransactWriteCommand({ TransactItems: [] });

describe("the meter of a test build", () => {
  let meter: Meter;
  let sent: Record<string, unknown>[];

  beforeEach(async () => {
    meter = await meterOf(true);
    meter.beginUsage();
    sent = [];
  });

  /** A metered client that gets these answers, one after another. */
  function clientOf(
    ...responses: readonly { readonly status: number; readonly body: object }[]
  ): DynamoDBDocumentClient {
    const left = [...responses];
    const client = new DynamoDBClient({
      region: "eu-central-1",
      endpoint: "http://127.0.0.1:9",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      requestHandler: {
        handle: async (request: { body: Uint8Array }) => {
          sent.push(JSON.parse(new TextDecoder().decode(request.body)) as Record<string, unknown>);
          const { status, body } = left.shift() ?? { status: 400, body: {} };
          return { response: new HttpResponse({ statusCode: status, body: Buffer.from(JSON.stringify(body)) }) };
        },
      },
    });
    meter.meterUsage(client);
    return DynamoDBDocumentClient.from(client);
  }
  const told = () => meter.withUsage(plain).headers?.["x-database-usage"];

  it("reckons reads by the rules, and adds up the capacity that writes tell, a transaction's tables together", async () => {
    const client = clientOf(
      { status: 200, body: { Item: { id: { S: "x".repeat(5000) } }, ConsumedCapacity: capacityOf("Things", 0.5) } },
      { status: 200, body: { ConsumedCapacity: [capacityOf("Things", 6), capacityOf("UserActivity", 4)] } },
    );
    await client.send(get);
    await client.send(write);
    expect(sent.map((input) => input.ReturnConsumedCapacity)).toEqual(["TOTAL", "TOTAL"]);
    expect(told()).toBe("calls=2;read=1;write=10;unmetered=0");
  });

  it("counts the SDK's retries as calls that told nothing", async () => {
    const client = clientOf(
      { status: 500, body: { __type: "InternalServerError" } },
      { status: 200, body: { ConsumedCapacity: capacityOf("Things", 1) } },
    );
    await client.send(get);
    expect(told()).toBe("calls=2;read=0.5;write=0;unmetered=1");
  });

  it("counts refused calls, and writes that say nothing of capacity", async () => {
    const client = clientOf(
      { status: 400, body: { __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException" } },
      { status: 200, body: {} },
    );
    await expect(client.send(write)).rejects.toThrow();
    await client.send(write);
    expect(told()).toBe("calls=2;read=0;write=0;unmetered=2");
  });

  it("begins anew with each request and keeps the answer's own headers", async () => {
    const client = clientOf({ status: 200, body: { ConsumedCapacity: capacityOf("Things", 1) } });
    await client.send(get);
    meter.beginUsage();
    expect(meter.withUsage(plain).headers).toEqual({
      ETag: '"1"',
      "x-database-usage": "calls=0;read=0;write=0;unmetered=0",
    });
  });
});

describe("the meter of any other build", () => {
  it("leaves client and answers as they are", async () => {
    const meter = await meterOf(false);
    const client = new DynamoDBClient({ region: "eu-central-1" });
    const before = client.middlewareStack.identify();
    meter.meterUsage(client);
    expect(client.middlewareStack.identify()).toEqual(before);
    expect(meter.withUsage(plain)).toBe(plain);
  });
});
