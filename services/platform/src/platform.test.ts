import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { PublishedEvent } from "@aerotage/core/audit/activity";
import type { ItemChange } from "@aerotage/core/lambda/stream";
import type { SNSClient } from "@aws-sdk/client-sns";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { eventsTopic } from "./persistence/events-topic.js";
import { dependencyConditions, probes } from "./use-cases/check-health.js";
import { publishEvents } from "./use-cases/publish-events.js";

const event = (id: string): PublishedEvent => ({
  id,
  type: "client.created",
  version: 1,
  data: {},
  occurredAt: "2026-11-23T08:00:00.000Z",
  entityType: "client",
  entityId: "c",
  actorId: "u",
});

describe("health", () => {
  it("asks each dependency at most once in ten seconds and says which does not answer", async () => {
    const authentication = vi.fn(() => Promise.reject(new Error("down")));
    const asked = { database: vi.fn(async () => undefined), authentication };
    const start = 1_000_000_000_000;
    expect(await dependencyConditions(start, asked)).toEqual({ database: "healthy", authentication: "degraded" });
    await dependencyConditions(start + 9_999, asked);
    expect(authentication).toHaveBeenCalledTimes(1);
    await dependencyConditions(start + 10_000, asked);
    expect(authentication).toHaveBeenCalledTimes(2);
  });
});

describe("the health of Cognito", () => {
  /** Asks a server that answers like Cognito's, and returns the requests that it got. */
  async function asked(status: number, body: string): Promise<string[]> {
    const requests: string[] = [];
    const server = createServer(({ method, url, headers }, response) => {
      requests.push(`${method} ${url} ${headers.authorization ?? "unsigned"}`);
      response.writeHead(status).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    vi.stubEnv("AWS_REGION", "eu-central-1");
    vi.stubEnv("USER_POOL_ID", "eu-central-1_pool");
    try {
      await probes.authentication();
    } finally {
      server.close();
    }
    return requests;
  }

  it("is that of the public keys of the user pool, which no quota of calls limits", async () => {
    expect(await asked(200, '{"keys":[{"kid":"1"}]}')).toEqual([
      "GET /eu-central-1_pool/.well-known/jwks.json unsigned",
    ]);
  });

  it.each([
    ["an error", 500, '{"keys":[{"kid":"1"}]}'],
    ["no key", 200, '{"keys":[]}'],
    ["no keys at all", 200, '{"message":"no such pool"}'],
    ["no JSON", 200, "<html>"],
  ])("is bad with %s", async (_, status, body) => {
    await expect(asked(status, body)).rejects.toThrow();
  });
});

describe("the outbox", () => {
  beforeEach(() => {
    vi.stubEnv("EVENTS_TOPIC_ARN", "arn:aws:sns:us-east-1:000000000000:events");
  });

  const change = (...events: PublishedEvent[]): ItemChange => ({
    kind: "INSERT",
    before: undefined,
    after: { outbox: true, events },
  });
  interface Request {
    readonly input: {
      readonly PublishBatchRequestEntries: readonly { readonly Id: string; readonly Message: string }[];
    };
  }
  const topic = (response: (request: Request) => object = () => ({})) => {
    const send = vi.fn(async (request: Request) => response(request));
    const requests = () =>
      send.mock.calls.map(([{ input }]) =>
        input.PublishBatchRequestEntries.map(({ Message }) => (JSON.parse(Message) as PublishedEvent).id),
      );
    return { sns: eventsTopic({ send } as unknown as SNSClient), send, requests };
  };

  it("publishes each event with its id and type, in their order, and nothing but new records of events", async () => {
    const { sns, send } = topic();
    const others: ItemChange[] = [
      { kind: "MODIFY", before: undefined, after: change(event("x")).after },
      { kind: "INSERT", before: undefined, after: { outbox: false } },
    ];
    expect(await publishEvents([change(event("e1"), event("e2")), ...others], sns)).toBeUndefined();
    expect(send.mock.calls.map(([command]) => command.input)).toEqual([
      {
        TopicArn: "arn:aws:sns:us-east-1:000000000000:events",
        PublishBatchRequestEntries: ["e1", "e2"].map((id, index) => ({
          Id: String(index),
          Message: JSON.stringify(event(id)),
          MessageAttributes: {
            eventId: { DataType: "String", StringValue: id },
            eventType: { DataType: "String", StringValue: "client.created" },
          },
        })),
      },
    ]);
  });

  it("puts ten events into a request, of several records, and 256 KB at most", async () => {
    const { sns, requests } = topic();
    const ids = Array.from({ length: 23 }, (_, index) => `e${index}`);
    await publishEvents(
      ids.map((id) => change(event(id))),
      sns,
    );
    expect(requests()).toEqual([ids.slice(0, 10), ids.slice(10, 20), ids.slice(20)]);

    const large = topic();
    const big = (id: string) => change({ ...event(id), data: { text: "x".repeat(100_000) } });
    await publishEvents([big("b1"), big("b2"), big("b3")], large.sns);
    expect(large.requests()).toEqual([["b1", "b2"], ["b3"]]);
  });

  it("names the record of the first event that SNS refuses, so that the stream delivers from there again", async () => {
    const refusing = topic(() => ({ Failed: [{ Id: "2", Code: "InternalError", Message: "busy" }] }));
    const changes = [change(event("e0"), event("e1")), change(event("e2")), change(event("e3"))];
    expect(await publishEvents(changes, refusing.sns)).toEqual({ index: 1, error: new Error("InternalError: busy") });
  });

  it("names the first record of a request that fails, and sends no later one", async () => {
    const failing = topic(({ input }) => {
      if (input.PublishBatchRequestEntries.length < 10) throw new Error("busy");
      return {};
    });
    const changes = Array.from({ length: 12 }, (_, index) => change(event(`e${index}`)));
    expect(await publishEvents(changes, failing.sns)).toEqual({ index: 10, error: new Error("Error: busy") });
    const down = topic(() => {
      throw new Error("down");
    });
    expect(await publishEvents(changes, down.sns)).toEqual({ index: 0, error: new Error("Error: down") });
    expect(down.send).toHaveBeenCalledTimes(1);
  });
});
