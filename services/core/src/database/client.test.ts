import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { database } from "./client.js";

/** Answers of a table to the next calls: an error by name, or success. */
let responses: (string | undefined)[] = [];
let calls = 0;
const server = createServer((request, response) => {
  request.resume().on("end", () => {
    calls += 1;
    const error = responses.shift();
    response.writeHead(error === undefined ? 200 : 400, { "content-type": "application/x-amz-json-1.0" });
    response.end(JSON.stringify(error === undefined ? {} : { __type: `com.amazonaws.dynamodb#${error}` }));
  });
});

beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));

beforeEach(() => {
  vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv("AWS_REGION", "us-east-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

async function sent(next: readonly (string | undefined)[], command: PutCommand | GetCommand) {
  [responses, calls] = [[...next], 0];
  const outcome = await database.send(command as PutCommand).then(
    () => "done",
    (error: Error) => error.name,
  );
  return { outcome, calls };
}

const put = new PutCommand({ TableName: "t", Item: { id: "a" } });

describe("the connection to DynamoDB", () => {
  it("repeats a single write of an item that a transaction holds", async () => {
    const conflict = "TransactionConflictException";
    expect(await sent([conflict, conflict], put)).toEqual({ outcome: "done", calls: 3 });
  });

  it("does not repeat a refused condition", async () => {
    const refused = "ConditionalCheckFailedException";
    expect(await sent([refused, undefined], put)).toEqual({ outcome: refused, calls: 1 });
  });
});
