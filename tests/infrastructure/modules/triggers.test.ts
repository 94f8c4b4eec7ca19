import { describe, expect, it } from "vitest";
import { QueueTrigger, type QueueTriggerProps, queueStatements } from "../../../modules/triggers/queue-trigger.js";
import { ScheduleTrigger, type ScheduleTriggerProps } from "../../../modules/triggers/schedule-trigger.js";
import { StreamTrigger, type StreamTriggerProps, streamStatements } from "../../../modules/triggers/stream-trigger.js";
import type { TriggeredFunction } from "../../../modules/triggers/triggered-function.js";
import { all, only, parsed, synthesizeConstruct } from "../synthesized.js";

const triggeredFunction: TriggeredFunction = {
  name: "acme-orders-create",
  alias: "live",
  arn: "arn:function:live",
  deadLetterQueueArn: "arn:letters",
};
const letters = triggeredFunction.deadLetterQueueArn;
const mapping = { function_name: triggeredFunction.arn };

/** A trigger on the function. */
function triggered<T>(
  trigger: new (...args: [ConstructorParameters<typeof QueueTrigger>[0], string, T]) => object,
  own: object,
) {
  return synthesizeConstruct((scope) => new trigger(scope, "trigger", { function: triggeredFunction, ...own } as T));
}

describe("a stream trigger", () => {
  const stream = (own: Partial<StreamTriggerProps> = {}) =>
    only(triggered(StreamTrigger, { streamArn: "arn:stream", ...own }), "aws_lambda_event_source_mapping");

  it("misses nothing, tries for six hours, and moves on past what fails, by default", () => {
    expect(stream()).toEqual({
      ...mapping,
      event_source_arn: "arn:stream",
      starting_position: "TRIM_HORIZON",
      batch_size: 100,
      maximum_batching_window_in_seconds: 0,
      maximum_retry_attempts: -1,
      maximum_record_age_in_seconds: 21_600,
      bisect_batch_on_function_error: true,
      function_response_types: ["ReportBatchItemFailures"],
      destination_config: { on_failure: { destination_arn: letters } },
    });
  });

  it("takes every override", () => {
    expect(
      stream({ batchSize: 5, batchingWindowSeconds: 2, maximumAgeSeconds: 60, filters: [{ eventName: ["INSERT"] }] }),
    ).toMatchObject({
      batch_size: 5,
      maximum_batching_window_in_seconds: 2,
      maximum_record_age_in_seconds: 60,
      filter_criteria: { filter: [{ pattern: '{"eventName":["INSERT"]}' }] },
    });
  });

  it("reports all wrong props together", () => {
    const wrong = {
      batchSize: 0,
      batchingWindowSeconds: 301,
      maximumAgeSeconds: 86_401,
      filters: Array.from({ length: 11 }, () => ({})),
    };
    expect(() => stream(wrong)).toThrow(
      /batchSize is 0[\s\S]*batchingWindowSeconds is 301[\s\S]*maximumAgeSeconds is 86401[\s\S]*11 filters/,
    );
  });

  it("needs these rights", () => {
    expect(streamStatements("arn:stream")).toEqual([
      {
        sid: "Stream",
        actions: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
        resources: ["arn:stream"],
      },
      { sid: "Streams", actions: ["dynamodb:ListStreams"], resources: ["*"] },
    ]);
  });
});

describe("a queue trigger", () => {
  const queue = (own: Partial<QueueTriggerProps> = {}) =>
    only(triggered(QueueTrigger, { queueArn: "arn:queue", ...own }), "aws_lambda_event_source_mapping");

  it("reports which messages failed, by default", () => {
    expect(queue()).toEqual({
      ...mapping,
      event_source_arn: "arn:queue",
      batch_size: 10,
      function_response_types: ["ReportBatchItemFailures"],
    });
  });

  it("takes every override", () => {
    expect(queue({ batchSize: 1, maximumConcurrency: 2 })).toMatchObject({
      batch_size: 1,
      scaling_config: { maximum_concurrency: 2 },
    });
    expect(() => queue({ batchSize: 11, maximumConcurrency: 1 })).toThrow(
      /batchSize is 11[\s\S]*maximumConcurrency is 1/,
    );
  });

  it("needs these rights", () => {
    expect(queueStatements("arn:queue")).toEqual([
      {
        sid: "Queue",
        actions: ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
        resources: ["arn:queue"],
      },
    ]);
  });
});

describe("a schedule trigger", () => {
  const required = {
    name: "acme-nightly",
    roleName: "acme-nightly",
    accountId: "123456789012",
    expression: "cron(0 3 * * ? *)",
  };
  const schedule = (own: Partial<ScheduleTriggerProps> = {}) => triggered(ScheduleTrigger, { ...required, ...own });

  it("keeps what fails, on either side, by default", () => {
    expect(only(schedule(), "aws_scheduler_schedule")).toMatchObject({
      name: "acme-nightly",
      schedule_expression: "cron(0 3 * * ? *)",
      schedule_expression_timezone: "UTC",
      flexible_time_window: { mode: "OFF" },
      target: {
        dead_letter_config: { arn: letters },
        retry_policy: { maximum_event_age_in_seconds: 3600, maximum_retry_attempts: 2 },
      },
    });
    expect(only(schedule(), "aws_lambda_function_event_invoke_config")).toMatchObject({
      function_name: "acme-orders-create",
      qualifier: "live",
      maximum_event_age_in_seconds: 3600,
      maximum_retry_attempts: 2,
      destination_config: { on_failure: { destination: letters } },
    });
    const roles = all(schedule(), "aws_iam_role").map((role) => parsed(role, "assume_role_policy"));
    expect(roles).toContainEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "scheduler.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
        },
      ],
    });
  });

  it("takes every override", () => {
    const made = schedule({ expression: "rate(1 hour)", timezone: "Europe/Berlin", maximumAgeSeconds: 60, retries: 0 });
    expect(only(made, "aws_scheduler_schedule")).toMatchObject({
      schedule_expression: "rate(1 hour)",
      schedule_expression_timezone: "Europe/Berlin",
      target: { retry_policy: { maximum_event_age_in_seconds: 60, maximum_retry_attempts: 0 } },
    });
  });

  it("reports all wrong props together", () => {
    const wrong = { name: "a b", expression: "daily", maximumAgeSeconds: 59, retries: 3 };
    expect(() => schedule(wrong)).toThrow(
      /name is[\s\S]*expression is "daily"[\s\S]*maximumAgeSeconds is 59[\s\S]*retries is 3/,
    );
  });
});
