import { describe, expect, it } from "vitest";
import { DeadLetterQueue } from "../../../modules/api/dead-letter-queue.js";
import { QueueTrigger, type QueueTriggerProps, queueStatements } from "../../../modules/api/queue-trigger.js";
import { ScheduleTrigger, type ScheduleTriggerProps } from "../../../modules/api/schedule-trigger.js";
import { StreamTrigger, type StreamTriggerProps, streamStatements } from "../../../modules/api/stream-trigger.js";
import { type FunctionProps, VersionedFunction } from "../../../modules/api/versioned-function.js";
import { InvalidPropsError } from "../../../modules/props.js";
import { all, only, parsed, synthesizeConstruct } from "../synthesized.js";

const props: FunctionProps = {
  name: "acme-orders-create",
  roleName: "acme-orders-create",
  description: "Create an order",
  code: { bucket: "acme-artifacts", key: "functions/create.zip" },
  runtime: "nodejs22.x",
  architecture: "arm64",
  environment: { STAGE: "dev" },
};

function make(overrides: Partial<FunctionProps> = {}) {
  return synthesizeConstruct((scope) => new VersionedFunction(scope, "create", { ...props, ...overrides }));
}

const logs = {
  Sid: "Logs",
  Effect: "Allow",
  Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
  Resource: expect.stringMatching(/^\$\{aws_cloudwatch_log_group\..*\.arn\}:\*$/),
};
const traces = {
  Sid: "Traces",
  Effect: "Allow",
  Action: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
  Resource: "*",
};

describe("a function by default", () => {
  it("is published, traced, and logs JSON to a group made before it", () => {
    expect(only(make(), "aws_lambda_function")).toEqual({
      function_name: "acme-orders-create",
      description: "Create an order",
      role: expect.stringMatching(/^\$\{aws_iam_role\./),
      s3_bucket: "acme-artifacts",
      s3_key: "functions/create.zip",
      handler: "index.handler",
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      memory_size: 512,
      timeout: 10,
      environment: { variables: { STAGE: "dev" } },
      logging_config: {
        log_format: "JSON",
        log_group: expect.stringMatching(/^\$\{aws_cloudwatch_log_group\./),
        application_log_level: "INFO",
        system_log_level: "INFO",
      },
      tracing_config: { mode: "Active" },
      publish: true,
      depends_on: [expect.stringMatching(/^aws_iam_role_policy\./)],
    });
    expect(only(make(), "aws_cloudwatch_log_group")).toEqual({
      name: "/aws/lambda/acme-orders-create",
      retention_in_days: 30,
    });
    expect(only(make(), "aws_lambda_alias")).toMatchObject({
      name: "live",
      function_version: expect.stringMatching(/\.version\}$/),
    });
  });

  it("may write its logs and traces, and nothing else", () => {
    expect(parsed(only(make(), "aws_iam_role_policy"), "policy")).toEqual({
      Version: "2012-10-17",
      Statement: [logs, traces],
    });
    expect(parsed(only(make(), "aws_iam_role"), "assume_role_policy")).toEqual({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
    expect(all(make(), "aws_sqs_queue")).toEqual([]);
  });
});

describe("a function takes", () => {
  it("every override", () => {
    const made = make({
      handler: "other.run",
      memoryMegabytes: 128,
      timeoutSeconds: 29,
      reservedConcurrency: 0,
      logLevel: "DEBUG",
      logRetentionDays: 7,
      tags: { Service: "orders" },
    });
    expect(only(made, "aws_lambda_function")).toMatchObject({
      handler: "other.run",
      memory_size: 128,
      timeout: 29,
      reserved_concurrent_executions: 0,
      logging_config: { application_log_level: "DEBUG" },
      tags: { Service: "orders" },
    });
    expect(only(made, "aws_cloudwatch_log_group")).toMatchObject({ retention_in_days: 7 });
  });

  it("statements and dead letters", () => {
    const made = make({
      statements: [{ sid: "Table", actions: ["dynamodb:GetItem"], resources: ["arn:table"] }],
      deadLetterQueueName: "acme-orders-create-dead-letters",
    });
    expect(only(made, "aws_sqs_queue")).toEqual({
      name: "acme-orders-create-dead-letters",
      message_retention_seconds: 1_209_600,
      sqs_managed_sse_enabled: true,
    });
    expect(parsed(only(made, "aws_iam_role_policy"), "policy")).toEqual({
      Version: "2012-10-17",
      Statement: [
        logs,
        traces,
        {
          Sid: "DeadLetters",
          Effect: "Allow",
          Action: "sqs:SendMessage",
          Resource: expect.stringMatching(/^\$\{aws_sqs_queue\..*\.arn\}$/),
        },
        { Sid: "Table", Effect: "Allow", Action: "dynamodb:GetItem", Resource: "arn:table" },
      ],
    });
  });
});

it("all wrong props of a function are reported together", () => {
  const wrong = {
    name: "a b",
    roleName: "r".repeat(65),
    handler: "handler",
    memoryMegabytes: 127,
    timeoutSeconds: 901,
    reservedConcurrency: -1,
    description: "d".repeat(257),
  };
  expect(() => make(wrong)).toThrow(InvalidPropsError);
  expect(() => make(wrong)).toThrow(
    /name is "a b"[\s\S]*roleName is[\s\S]*handler is "handler"[\s\S]*memoryMegabytes is 127[\s\S]*timeoutSeconds is 901[\s\S]*reservedConcurrency is -1[\s\S]*description has 257/,
  );
});

it("dead letters are kept as long as they are told to", () => {
  const queue = (retentionDays: number) =>
    synthesizeConstruct((scope) => new DeadLetterQueue(scope, "queue", { name: "letters", retentionDays }));
  expect(only(queue(3), "aws_sqs_queue")).toMatchObject({ message_retention_seconds: 259_200 });
  expect(() => queue(15)).toThrow(/retentionDays is 15/);
});

/** A function with dead letters and a trigger on it. */
function triggered<T>(
  trigger: new (...args: [ConstructorParameters<typeof VersionedFunction>[0], string, T]) => object,
  own: object,
) {
  return synthesizeConstruct((scope) => {
    const made = new VersionedFunction(scope, "create", props);
    const deadLetters = new DeadLetterQueue(scope, "letters", { name: "acme-letters" });
    new trigger(scope, "trigger", { function: made, deadLetters, ...own } as T);
  });
}

const mapping = { function_name: expect.stringMatching(/^\$\{aws_lambda_alias\..*\.arn\}$/) };
const letters = expect.stringMatching(/^\$\{aws_sqs_queue\.letters_queue_\w+\.arn\}$/);

describe("a stream trigger", () => {
  const stream = (own: Partial<StreamTriggerProps> = {}) =>
    only(triggered(StreamTrigger, { streamArn: "arn:stream", ...own }), "aws_lambda_event_source_mapping");

  it("misses nothing and moves on past what fails, by default", () => {
    expect(stream()).toEqual({
      ...mapping,
      event_source_arn: "arn:stream",
      starting_position: "TRIM_HORIZON",
      batch_size: 100,
      maximum_batching_window_in_seconds: 0,
      maximum_retry_attempts: 10,
      bisect_batch_on_function_error: true,
      function_response_types: ["ReportBatchItemFailures"],
      destination_config: { on_failure: { destination_arn: letters } },
    });
  });

  it("takes every override", () => {
    expect(
      stream({ batchSize: 5, batchingWindowSeconds: 2, retries: 0, filters: [{ eventName: ["INSERT"] }] }),
    ).toMatchObject({
      batch_size: 5,
      maximum_batching_window_in_seconds: 2,
      maximum_retry_attempts: 0,
      filter_criteria: { filter: [{ pattern: '{"eventName":["INSERT"]}' }] },
    });
  });

  it("reports all wrong props together", () => {
    const wrong = {
      batchSize: 0,
      batchingWindowSeconds: 301,
      retries: -1,
      filters: Array.from({ length: 11 }, () => ({})),
    };
    expect(() => stream(wrong)).toThrow(
      /batchSize is 0[\s\S]*batchingWindowSeconds is 301[\s\S]*retries is -1[\s\S]*11 filters/,
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
    triggered(QueueTrigger, { queueName: "acme-work", functionTimeoutSeconds: 10, ...own });
  const work = (made: ReturnType<typeof queue>) =>
    all(made, "aws_sqs_queue").find((each) => each.name === "acme-work") ?? {};

  it("waits six times as long as the function may take, by default", () => {
    const { redrive_policy, ...settings } = work(queue());
    expect(settings).toEqual({ name: "acme-work", visibility_timeout_seconds: 60, sqs_managed_sse_enabled: true });
    expect(parsed({ redrive_policy }, "redrive_policy")).toEqual({ deadLetterTargetArn: letters, maxReceiveCount: 5 });
    expect(only(queue(), "aws_lambda_event_source_mapping")).toEqual({
      ...mapping,
      event_source_arn: expect.stringMatching(/^\$\{aws_sqs_queue\.trigger_queue_/),
      batch_size: 10,
      function_response_types: ["ReportBatchItemFailures"],
    });
    expect(all(queue(), "aws_sns_topic_subscription")).toEqual([]);
  });

  it("takes every override, and is filled by a topic", () => {
    const subscription = { topicArn: "arn:topic", filterPolicy: { eventType: ["order.made"] } };
    const made = queue({ batchSize: 1, maxReceives: 2, subscription });
    expect(parsed(work(made), "redrive_policy")).toMatchObject({ maxReceiveCount: 2 });
    expect(only(made, "aws_lambda_event_source_mapping")).toMatchObject({ batch_size: 1 });
    expect(only(made, "aws_sns_topic_subscription")).toMatchObject({
      topic_arn: "arn:topic",
      protocol: "sqs",
      raw_message_delivery: true,
      filter_policy: '{"eventType":["order.made"]}',
    });
    expect(parsed(only(made, "aws_sqs_queue_policy"), "policy")).toMatchObject({
      Statement: [
        {
          Principal: { Service: "sns.amazonaws.com" },
          Action: "sqs:SendMessage",
          Condition: { ArnEquals: { "aws:SourceArn": "arn:topic" } },
        },
      ],
    });
  });

  it("reports all wrong props together", () => {
    const wrong = { queueName: "a b", functionTimeoutSeconds: 0, batchSize: 11, maxReceives: 0 };
    expect(() => queue(wrong)).toThrow(
      /queueName[\s\S]*functionTimeoutSeconds is 0[\s\S]*batchSize is 11[\s\S]*maxReceives is 0/,
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
