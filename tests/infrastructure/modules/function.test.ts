import { describe, expect, it } from "vitest";
import { type FunctionProps, VersionedFunction } from "../../../modules/api/versioned-function.js";
import { InvalidPropsError } from "../../../modules/props.js";
import { only, parsed, synthesizeConstruct } from "../synthesized.js";

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
      deadLetterQueueArn: "arn:letters",
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
          Resource: "arn:letters",
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
