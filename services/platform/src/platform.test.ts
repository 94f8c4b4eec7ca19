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

  it("publishes each event with its id and type, in their order", async () => {
    const send = vi.fn(async (_command: { input: { Message: string } }) => ({}));
    await publishEvents([event("e1"), event("e2")], { send } as unknown as SNSClient);
    expect(send.mock.calls.map(([command]) => command.input)).toEqual(
      ["e1", "e2"].map((id) => ({
        TopicArn: "arn:aws:sns:us-east-1:000000000000:events",
        Message: JSON.stringify(event(id)),
        MessageAttributes: {
          eventId: { DataType: "String", StringValue: id },
          eventType: { DataType: "String", StringValue: "client.created" },
        },
      })),
    );
  });

  it("fails if SNS refuses one, so that the stream delivers the record again", async () => {
    const send = () => Promise.reject(new Error("busy"));
    await expect(publishEvents([event("e0")], { send } as unknown as SNSClient)).rejects.toThrow("busy");
  });
});
