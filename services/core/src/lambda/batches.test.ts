import type { DynamoDBStreamEvent, SQSEvent } from "aws-lambda";
import { describe, expect, it, vi } from "vitest";
import { queueHandler } from "./queue.js";
import { scheduleHandler } from "./schedule.js";
import { streamBatchHandler, streamHandler } from "./stream.js";

const records = (...ids: string[]): DynamoDBStreamEvent =>
  ({
    Records: ids.map((id) => ({
      eventName: "INSERT",
      eventID: id,
      dynamodb: { SequenceNumber: id, NewImage: { id: { S: id }, n: { N: "1" } } },
    })),
  }) as DynamoDBStreamEvent;

const messages = (...ids: string[]): SQSEvent =>
  ({ Records: ids.map((id) => ({ messageId: id, body: JSON.stringify({ id }) })) }) as SQSEvent;

describe("a stream's function", () => {
  it("hands on plain items, in order", async () => {
    const seen: unknown[] = [];
    const response = await streamHandler(async (change) => void seen.push(change))(records("1", "2"));
    expect(seen).toEqual([
      { kind: "INSERT", before: undefined, after: { id: "1", n: 1 } },
      { kind: "INSERT", before: undefined, after: { id: "2", n: 1 } },
    ]);
    expect(response).toEqual({ batchItemFailures: [] });
  });

  it("ends at the first failure, so that the stream delivers from there again", async () => {
    const handle = vi.fn(async ({ after }: { after: Record<string, unknown> | undefined }) => {
      if (after?.id === "2") throw new Error("no");
    });
    expect(await streamHandler(handle)(records("1", "2", "3"))).toEqual({
      batchItemFailures: [{ itemIdentifier: "2" }],
    });
    expect(handle).toHaveBeenCalledTimes(2);
  });
});

describe("a stream's function that handles a batch together", () => {
  it("names the first change that it could not handle", async () => {
    const handle = vi.fn(async () => ({ index: 1, error: new Error("no") }));
    expect(await streamBatchHandler(handle)(records("1", "2", "3"))).toEqual({
      batchItemFailures: [{ itemIdentifier: "2" }],
    });
    expect(handle).toHaveBeenCalledWith(["1", "2", "3"].map((id) => expect.objectContaining({ after: { id, n: 1 } })));
    expect(await streamBatchHandler(async () => undefined)(records("1"))).toEqual({ batchItemFailures: [] });
  });

  it("fails as a whole where the record has no number to begin from again", async () => {
    const event = { Records: [{ eventName: "INSERT", dynamodb: {} }] } as DynamoDBStreamEvent;
    const handler = streamBatchHandler(async () => ({ index: 0, error: new Error("no") }));
    await expect(handler(event)).rejects.toThrow("no");
  });
});

describe("a queue's function", () => {
  it("gives back only the messages that failed, those that are not JSON too", async () => {
    const event = messages("1", "2");
    event.Records.push({ messageId: "3", body: "{" } as SQSEvent["Records"][number]);
    const handler = queueHandler(async ({ id }) => {
      if (id === "1") throw new Error("no");
    });
    expect(await handler(event)).toEqual({ batchItemFailures: [{ itemIdentifier: "1" }, { itemIdentifier: "3" }] });
  });

  it("reads messages as it is told to", async () => {
    const seen: string[] = [];
    const read = (text: string) => `<${text}>`;
    const handler = queueHandler(async ({ body }) => void seen.push(body), read);
    const event = { Records: [{ messageId: "1", body: "plain text" }] } as SQSEvent;
    expect(await handler(event)).toEqual({ batchItemFailures: [] });
    expect(seen).toEqual(["<plain text>"]);
  });
});

describe("a schedule's function", () => {
  it("lets Lambda see the failure", async () => {
    await expect(scheduleHandler(() => Promise.reject(new Error("no")))({})).rejects.toThrow("no");
    await expect(scheduleHandler(async () => undefined)({})).resolves.toBeUndefined();
  });
});
