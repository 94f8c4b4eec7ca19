import { describe, expect, it } from "vitest";
import { AlarmTopic } from "../../../modules/monitoring/alarm-topic.js";
import { Alarms, type AlarmsProps } from "../../../modules/monitoring/alarms.js";
import { Dashboard, type DashboardProps } from "../../../modules/monitoring/dashboard.js";
import { LogMetrics } from "../../../modules/monitoring/log-metrics.js";
import { pack } from "../../../modules/monitoring/packing.js";
import { SavedQueries } from "../../../modules/monitoring/saved-queries.js";
import { InvalidPropsError } from "../../../modules/props.js";
import { all, type Block, only, parsed, synthesizeConstruct } from "../synthesized.js";

const functions = [
  { name: "acme-orders-create", group: "orders", timeoutSeconds: 10 },
  { name: "acme-bills-print", group: "bills", timeoutSeconds: 20, readsStream: true },
];
const props: AlarmsProps = {
  prefix: "acme-dev",
  topicArn: "arn:topic",
  api: { name: "acme", stage: "dev" },
  functions,
  tables: [{ name: "orders", indexes: ["ByDay"] }],
  deadLetterQueues: ["letters"],
};

function make(overrides: Partial<AlarmsProps> = {}) {
  return synthesizeConstruct((scope) => new Alarms(scope, "alarms", { ...props, ...overrides }));
}

function alarm(name: string, overrides: Partial<AlarmsProps> = {}): Block {
  const found = all(make(overrides), "aws_cloudwatch_metric_alarm").find(
    (each) => each.alarm_name === `acme-dev-${name}`,
  );
  if (found === undefined) throw new Error(`There is no alarm ${name}.`);
  return found;
}

describe("packing", () => {
  const group = (owner: string, count: number) => ({
    owner,
    metrics: Array.from({ length: count }, (_, index) => `${owner}${index}`),
  });

  it("fills each alarm in order, and names all owners in it", () => {
    const packed = pack([group("a", 6), group("b", 6), group("c", 14)]);
    expect(packed.map(({ owners, metrics }) => [owners, metrics.length])).toEqual([
      [["a", "b"], 10],
      [["b", "c"], 10],
      [["c"], 6],
    ]);
  });

  it("makes nothing of nothing", () => {
    expect(pack([{ owner: "a", metrics: [] }])).toEqual([]);
  });
});

describe("alarms by default", () => {
  it("are these", () => {
    expect(
      all(make(), "aws_cloudwatch_metric_alarm").map((each) => [
        each.alarm_name,
        each.comparison_operator,
        each.threshold,
      ]),
    ).toEqual([
      ["acme-dev-api-client-errors", "GreaterThanThreshold", 25],
      ["acme-dev-api-latency", "GreaterThanThreshold", 2000],
      ["acme-dev-api-server-errors", "GreaterThanThreshold", 1],
      ["acme-dev-dead-letters", "GreaterThanThreshold", 0],
      ["acme-dev-function-durations", "GreaterThanThreshold", 80],
      ["acme-dev-function-errors", "GreaterThanOrEqualToThreshold", 1],
      ["acme-dev-function-throttles", "GreaterThanThreshold", 0],
      ["acme-dev-stream-age", "GreaterThanThreshold", 600_000],
      ["acme-dev-table-system-errors", "GreaterThanThreshold", 0],
      ["acme-dev-table-throttles", "GreaterThanThreshold", 0],
    ]);
  });

  it("tell when they rise and when they are over, and take silence for health", () => {
    for (const each of all(make(), "aws_cloudwatch_metric_alarm")) {
      expect(each).toMatchObject({
        alarm_actions: ["arn:topic"],
        ok_actions: ["arn:topic"],
        treat_missing_data: "notBreaching",
      });
    }
  });

  it("look at rates of errors, not at numbers", () => {
    expect(alarm("api-client-errors")).toMatchObject({
      evaluation_periods: 3,
      datapoints_to_alarm: 2,
      metric_query: [
        {
          id: "errors",
          return_data: false,
          metric: {
            namespace: "AWS/ApiGateway",
            metric_name: "4XXError",
            dimensions: { ApiName: "acme", Stage: "dev" },
            stat: "Sum",
            period: 300,
          },
        },
        { id: "requests", return_data: false, metric: { metric_name: "Count" } },
        { id: "rate", expression: "IF(requests >= 20, 100 * errors / requests, 0)", return_data: true },
      ],
    });
  });

  it("compare each duration with its own timeout", () => {
    expect(alarm("function-durations").metric_query).toContainEqual({
      id: "value",
      expression: "MAX([FILL(m0, 0) * 0.01, FILL(m1, 0) * 0.005])",
      label: "Duration",
      return_data: true,
    });
  });

  it("look at how long the changes of streams wait, in milliseconds, for functions of streams alone", () => {
    expect(alarm("stream-age")).toMatchObject({
      metric_query: [
        {
          id: "m0",
          metric: {
            namespace: "AWS/Lambda",
            metric_name: "IteratorAge",
            dimensions: { FunctionName: "acme-bills-print" },
            stat: "Maximum",
          },
        },
        { id: "value", expression: "MAX([FILL(m0, 0)])" },
      ],
    });
  });

  it("ask for system errors with the words that Metrics Insights knows", () => {
    expect(alarm("table-system-errors").metric_query).toMatchObject([
      { expression: 'SELECT SUM(SystemErrors) FROM SCHEMA("AWS/DynamoDB", Operation, TableName)', return_data: true },
    ]);
  });

  it("watch the throttles of tables and of each index", () => {
    const dimensions = (alarm("table-throttles").metric_query as Block[]).flatMap((query) => {
      const metric = query.metric as Block | undefined;
      return metric === undefined ? [] : [[metric.metric_name, metric.dimensions]];
    });
    expect(dimensions).toEqual([
      ["ReadThrottleEvents", { TableName: "orders" }],
      ["WriteThrottleEvents", { TableName: "orders" }],
      ["ReadThrottleEvents", { TableName: "orders", GlobalSecondaryIndexName: "ByDay" }],
      ["WriteThrottleEvents", { TableName: "orders", GlobalSecondaryIndexName: "ByDay" }],
    ]);
  });

  it("are summed up in one that nobody is woken by", () => {
    const health = only(make(), "aws_cloudwatch_composite_alarm");
    expect(health).toMatchObject({ alarm_name: "acme-dev-health" });
    expect(health).not.toHaveProperty("alarm_actions");
    const names = all(make(), "aws_cloudwatch_metric_alarm").map((each) => `ALARM("${each.alarm_name}")`);
    expect(String(health.alarm_rule).split(" OR ").sort()).toEqual(names.sort());
  });
});

describe("alarms take", () => {
  it("every threshold", () => {
    const thresholds = {
      serverErrorPercent: 2,
      clientErrorPercent: 3,
      latencyP95Milliseconds: 4,
      functionErrors: 5,
      durationPercentOfTimeout: 6,
      streamAgeSeconds: 7,
    };
    const found = Object.fromEntries(
      all(make({ thresholds }), "aws_cloudwatch_metric_alarm").map((each) => [each.alarm_name, each.threshold]),
    );
    expect(found).toMatchObject({
      "acme-dev-api-server-errors": 2,
      "acme-dev-api-client-errors": 3,
      "acme-dev-api-latency": 4,
      "acme-dev-function-errors": 5,
      "acme-dev-function-durations": 6,
      "acme-dev-stream-age": 7000,
    });
  });

  it("counts of the product, each with its weight", () => {
    const counts = {
      name: "spoilt",
      description: "Goods spoil",
      threshold: 3,
      namespace: "Acme",
      dimensions: { service: "store" },
      weights: { Apples: 1, Melons: 3 },
    };
    const metric = (metric_name: string) => ({
      metric: { namespace: "Acme", metric_name, dimensions: { service: "store" }, stat: "Sum" },
    });
    expect(alarm("spoilt", { counts: [counts] })).toMatchObject({
      alarm_description: "Goods spoil",
      comparison_operator: "GreaterThanOrEqualToThreshold",
      threshold: 3,
      metric_query: [
        metric("Apples"),
        metric("Melons"),
        { expression: "SUM([FILL(m0, 0), FILL(m1, 0) * 3])", return_data: true },
      ],
    });
  });

  it("at most ten metrics each, however many functions there are", () => {
    const many = Array.from({ length: 23 }, (_, index) => ({ name: `f${index}`, group: "orders", timeoutSeconds: 10 }));
    const stack = make({ functions: many });
    for (const each of all(stack, "aws_cloudwatch_metric_alarm")) {
      const metrics = (each.metric_query as Block[]).filter((query) => query.metric !== undefined);
      expect(metrics.length).toBeLessThanOrEqual(10);
    }
    const errors = all(stack, "aws_cloudwatch_metric_alarm").filter((each) =>
      /function-errors/.test(String(each.alarm_name)),
    );
    expect(errors.map((each) => each.alarm_name).sort()).toEqual([
      "acme-dev-function-errors",
      "acme-dev-function-errors-2",
      "acme-dev-function-errors-3",
    ]);
  });

  it("no more than a composite alarm holds", () => {
    const many = Array.from({ length: 400 }, (_, index) => ({
      name: `f${index}`,
      group: `g${index}`,
      timeoutSeconds: 10,
    }));
    expect(() => make({ functions: many })).toThrow(/a composite alarm holds 100/);
  });
});

it("all wrong props of alarms are reported together", () => {
  const wrong = { prefix: "a b", thresholds: { serverErrorPercent: 101, latencyP95Milliseconds: 0 } };
  expect(() => make(wrong)).toThrow(InvalidPropsError);
  expect(() => make(wrong)).toThrow(/prefix is[\s\S]*latencyP95Milliseconds is 0[\s\S]*serverErrorPercent is 101/);
  const nothing = () =>
    synthesizeConstruct(
      (scope) =>
        new Alarms(scope, "alarms", { prefix: "a", topicArn: "t", functions: [], tables: [], deadLetterQueues: [] }),
    );
  expect(nothing).toThrow(/nothing to watch/);
});

describe("an alarm topic", () => {
  const topic = (overrides: object = {}) =>
    synthesizeConstruct(
      (scope) => new AlarmTopic(scope, "topic", { name: "acme-alarms", accountId: "123456789012", ...overrides }),
    );

  it("admits this account's alarms, mails nobody and has no key by default", () => {
    expect(only(topic(), "aws_sns_topic")).toEqual({ name: "acme-alarms" });
    expect(parsed(only(topic(), "aws_sns_topic_policy"), "policy")).toMatchObject({
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Action: "sns:Publish",
          Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
        },
      ],
    });
    expect(all(topic(), "aws_sns_topic_subscription")).toEqual([]);
  });

  it("takes recipients and a key", () => {
    const made = topic({ recipients: ["a@acme.io", "b@acme.io"], encryptionKeyArn: "arn:key" });
    expect(only(made, "aws_sns_topic")).toEqual({ name: "acme-alarms", kms_master_key_id: "arn:key" });
    expect(all(made, "aws_sns_topic_subscription").map((each) => [each.protocol, each.endpoint])).toEqual([
      ["email", "a@acme.io"],
      ["email", "b@acme.io"],
    ]);
    expect(() => topic({ name: "a b", accountId: "1", recipients: ["nobody"] })).toThrow(
      /name is[\s\S]*accountId is "1"[\s\S]*recipients.0 is "nobody"/,
    );
  });
});

describe("a dashboard", () => {
  const dashboardProps: DashboardProps = {
    name: "acme-overview",
    region: "eu-central-1",
    api: { name: "acme", stage: "dev" },
    functions,
    tables: props.tables,
  };
  const titles = (overrides: Partial<DashboardProps> = {}) => {
    const made = only(
      synthesizeConstruct((scope) => new Dashboard(scope, "dashboard", { ...dashboardProps, ...overrides })),
      "aws_cloudwatch_dashboard",
    );
    const body = parsed(made, "dashboard_body") as { widgets: { properties: { title: string } }[] };
    return body.widgets.map((widget) => widget.properties.title);
  };
  const basic = [
    "Requests",
    "Errors",
    "Latency (ms)",
    "Function errors",
    "Function throttles",
    "Function durations, p95 (ms)",
    "Read capacity",
    "Write capacity",
    "Table throttles",
  ];

  it("shows traffic, functions and tables by default", () => {
    expect(titles()).toEqual(basic);
  });

  it("takes business counts, counts from logs, and the health", () => {
    const logMetrics = { namespace: "Acme", metricNames: ["Refused"] };
    expect(titles({ businessNamespace: "Acme", logMetrics, healthAlarmArn: "arn:alarm" })).toEqual([
      "Health",
      ...basic,
      "Business counts",
      "Refused requests",
    ]);
    expect(() => titles({ name: "a b" })).toThrow(/name is "a b"/);
  });
});

it("log metrics count lines", () => {
  const make = (metrics: { metricName: string; pattern: string }[], namespace = "Acme") =>
    synthesizeConstruct(
      (scope) => new LogMetrics(scope, "metrics", { logGroupName: "/logs", namespace, prefix: "acme", metrics }),
    );
  const refused = { metricName: "Refused", pattern: "{ $.status = 403 }" };
  expect(only(make([refused]), "aws_cloudwatch_log_metric_filter")).toEqual({
    name: "acme-Refused",
    log_group_name: "/logs",
    pattern: "{ $.status = 403 }",
    metric_transformation: { name: "Refused", namespace: "Acme", value: "1", default_value: "0", unit: "Count" },
  });
  expect(() => make([refused, refused], "AWS/Logs")).toThrow(/twice: Refused, Refused[\s\S]*AWS\/ is AWS's own/);
});

it("saved queries lie in a folder", () => {
  const make = (logGroupNames: string[]) =>
    synthesizeConstruct(
      (scope) =>
        new SavedQueries(scope, "queries", {
          folder: "acme",
          queries: [{ name: "errors", query: "fields @message", logGroupNames }],
        }),
    );
  expect(only(make(["/logs"]), "aws_cloudwatch_query_definition")).toEqual({
    name: "acme/errors",
    query_string: "fields @message",
    log_group_names: ["/logs"],
  });
  expect(() => make([])).toThrow(/errors reads no log group/);
  const many = Array.from({ length: 101 }, (_, index) => `/logs/${index}`);
  const parts = all(make(many), "aws_cloudwatch_query_definition").sort((a, b) =>
    String(a.name) < String(b.name) ? -1 : 1,
  );
  expect(parts.map(({ name, log_group_names }) => [name, (log_group_names as string[]).length])).toEqual([
    ["acme/errors", 50],
    ["acme/errors-2", 50],
    ["acme/errors-3", 1],
  ]);
  expect(parts.flatMap(({ log_group_names }) => log_group_names)).toEqual(many);
});
