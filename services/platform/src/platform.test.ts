import type { PublishedEvent } from "@aerotage/core/activity";
import type { SNSClient } from "@aws-sdk/client-sns";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { dependencyConditions } from "./health.js";
import { publishEvents } from "./outbox.js";

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

describe("the outbox", () => {
  beforeEach(() => {
    vi.stubEnv("EVENTS_TOPIC_ARN", "arn:aws:sns:us-east-1:000000000000:events");
  });

  it("publishes in batches of ten, each event with its id and type", async () => {
    const send = vi.fn(async () => ({ Failed: [] }));
    await publishEvents(
      Array.from({ length: 11 }, (_, index) => event(`e${index}`)),
      { send } as unknown as SNSClient,
    );
    const batches = send.mock.calls.map(
      (call) => (call as unknown as [{ input: { PublishBatchRequestEntries: unknown[] } }])[0].input,
    );
    expect(batches.map(({ PublishBatchRequestEntries }) => PublishBatchRequestEntries.length)).toEqual([10, 1]);
    expect(batches[1]?.PublishBatchRequestEntries[0]).toMatchObject({
      Message: JSON.stringify(event("e10")),
      MessageAttributes: { eventId: { StringValue: "e10" }, eventType: { StringValue: "client.created" } },
    });
  });

  it("fails if SNS refuses one, so that the stream delivers the record again", async () => {
    const send = async () => ({ Failed: [{ Id: "0", Code: "InternalError", Message: "busy" }] });
    await expect(publishEvents([event("e0")], { send } as unknown as SNSClient)).rejects.toThrow(
      "SNS refused the event e0",
    );
  });
});
