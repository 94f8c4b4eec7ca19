import { describe, expect, it } from "vitest";
import { DeadLetterQueue } from "../../../modules/messaging/dead-letter-queue.js";
import { WorkQueue, type WorkQueueProps } from "../../../modules/messaging/work-queue.js";
import { all, only, parsed, synthesizeConstruct } from "../synthesized.js";

describe("dead letters", () => {
  const queue = (retentionDays?: number) =>
    only(
      synthesizeConstruct(
        (scope) =>
          new DeadLetterQueue(scope, "queue", {
            name: "letters",
            ...(retentionDays !== undefined && { retentionDays }),
          }),
      ),
      "aws_sqs_queue",
    );

  it("are kept for fourteen days by default", () => {
    expect(queue()).toEqual({ name: "letters", message_retention_seconds: 1_209_600, sqs_managed_sse_enabled: true });
  });

  it("are kept as long as they are told to", () => {
    expect(queue(3)).toMatchObject({ message_retention_seconds: 259_200 });
    expect(() => queue(15)).toThrow(/retentionDays is 15/);
  });
});

describe("a work queue", () => {
  const make = (own: Partial<WorkQueueProps> = {}) =>
    synthesizeConstruct((scope) => {
      const deadLetters = new DeadLetterQueue(scope, "letters", { name: "acme-letters" });
      new WorkQueue(scope, "work", {
        name: "acme-work",
        arn: "arn:work",
        deadLetters,
        functionTimeoutSeconds: 10,
        ...own,
      });
    });
  const work = (made: ReturnType<typeof make>) =>
    all(made, "aws_sqs_queue").find((each) => each.name === "acme-work") ?? {};

  it("waits six times as long as the function may take, by default", () => {
    const { redrive_policy, ...settings } = work(make());
    expect(settings).toEqual({ name: "acme-work", visibility_timeout_seconds: 60, sqs_managed_sse_enabled: true });
    expect(parsed({ redrive_policy }, "redrive_policy")).toEqual({
      deadLetterTargetArn: expect.stringMatching(/^\$\{aws_sqs_queue\.letters_queue_\w+\.arn\}$/),
      maxReceiveCount: 5,
    });
    expect(all(make(), "aws_sns_topic_subscription")).toEqual([]);
  });

  it("takes every override, and is filled by a topic", () => {
    const subscription = { topicArn: "arn:topic", filterPolicy: { eventType: ["order.made"] } };
    const made = make({ maxReceives: 2, subscription });
    expect(parsed(work(made), "redrive_policy")).toMatchObject({ maxReceiveCount: 2 });
    expect(only(made, "aws_sns_topic_subscription")).toMatchObject({
      topic_arn: "arn:topic",
      protocol: "sqs",
      endpoint: expect.stringMatching(/^\$\{aws_sqs_queue\.work_queue_\w+\.arn\}$/),
      raw_message_delivery: true,
      filter_policy: '{"eventType":["order.made"]}',
    });
    expect(parsed(work(made), "policy")).toMatchObject({
      Statement: [
        {
          Principal: { Service: "sns.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: "arn:work",
          Condition: { ArnEquals: { "aws:SourceArn": "arn:topic" } },
        },
      ],
    });
  });

  it("reports all wrong props together", () => {
    expect(() => make({ name: "a b", functionTimeoutSeconds: 0, maxReceives: 0 })).toThrow(
      /name is "a b"[\s\S]*functionTimeoutSeconds is 0[\s\S]*maxReceives is 0/,
    );
  });
});
