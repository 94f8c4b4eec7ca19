/**
 * Alarms of an API, its functions, tables and dead letters, grouped by metric math to at most ten metrics each, and one composite
 * alarm for the whole.
 */
import { CloudwatchCompositeAlarm } from "@cdktf/provider-aws/lib/cloudwatch-composite-alarm/index.js";
import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmMetricQuery,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import { Construct } from "constructs";
import { PropsCheck } from "../props.js";
import { type MetricGroup, pack } from "./packing.js";

/** A function as its alarms see it. */
export interface WatchedFunction {
  readonly name: string;
  /** Functions of one group stand beside each other; an alarm's description names its groups. */
  readonly group: string;
  readonly timeoutSeconds: number;
  /** True if a stream calls it. @default false */
  readonly readsStream?: boolean;
}

export interface WatchedTable {
  readonly name: string;
  readonly indexes: readonly string[];
}

/** Counts of the product that an alarm watches together. */
export interface WatchedCounts {
  /** The alarm's name behind the prefix. */
  readonly name: string;
  readonly description: string;
  /** The weighed sum of five minutes from which the alarm rises. */
  readonly threshold: number;
  readonly namespace: string;
  /** Whose counts these are. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** The weight of each count, by the metric's name. */
  readonly weights: Readonly<Record<string, number>>;
}

/** When an alarm rises. */
export interface AlarmThresholds {
  /** Percentage of answers with 5XX in five minutes. @default 1 */
  readonly serverErrorPercent?: number;
  /** Percentage of answers with 4XX in five minutes with at least twenty requests. @default 25 */
  readonly clientErrorPercent?: number;
  /** 95th percentile of the API's latency. @default 2000 */
  readonly latencyP95Milliseconds?: number;
  /** Failed invocations of a group's functions in five minutes. @default 1 */
  readonly functionErrors?: number;
  /** Longest invocation as a percentage of its timeout. @default 80 */
  readonly durationPercentOfTimeout?: number;
  /** Age of the oldest change that a stream's function has not handled yet. @default 600 */
  readonly streamAgeSeconds?: number;
}

export interface AlarmsProps {
  /** The first part of all alarms' names. */
  readonly prefix: string;
  /** Where alarms are published when they rise and when they are over. */
  readonly topicArn: string;
  /** The API's name and stage. @default none is watched */
  readonly api?: { readonly name: string; readonly stage: string };
  readonly functions: readonly WatchedFunction[];
  readonly tables: readonly WatchedTable[];
  /** Names of queues that should be empty. */
  readonly deadLetterQueues: readonly string[];
  /** @default none */
  readonly counts?: readonly WatchedCounts[];
  readonly thresholds?: AlarmThresholds;
}

export const defaultThresholds = {
  serverErrorPercent: 1,
  clientErrorPercent: 25,
  latencyP95Milliseconds: 2000,
  functionErrors: 1,
  durationPercentOfTimeout: 80,
  streamAgeSeconds: 600,
} as const satisfies Required<AlarmThresholds>;

/** All alarms look at five minutes. */
const periodSeconds = 300;
/** Below it a rate of refused requests says nothing. */
const fewestRequests = 20;
/** CloudWatch's limits of a composite alarm's rule. */
export const maximumRuleChildren = 100;
export const maximumRuleLength = 10_240;

interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly stat: string;
  /** A factor before the values are put together. */
  readonly factor?: number;
}

/** What an alarm watches and when it rises. */
interface Rule {
  readonly description: string;
  readonly comparison?: "GreaterThanThreshold" | "GreaterThanOrEqualToThreshold";
  readonly threshold: number;
  /** Periods looked at, and how many of them have to be bad. @default 1 of 1 */
  readonly periods?: { readonly of: number; readonly bad: number };
}

export class Alarms extends Construct {
  readonly alarms: readonly CloudwatchMetricAlarm[];
  readonly health: CloudwatchCompositeAlarm;
  readonly #alarms: CloudwatchMetricAlarm[] = [];
  readonly #props: AlarmsProps;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const thresholds = { ...defaultThresholds, ...props.thresholds };
    const check = new PropsCheck(`Alarms ${props.prefix}`).matches(
      "prefix",
      props.prefix,
      /^[\w-]{1,150}$/,
      "1 to 150 letters, digits and hyphens",
    );
    for (const [name, value] of Object.entries(thresholds))
      check.require(value > 0, `thresholds.${name} is ${value}: must be above zero`);
    for (const name of ["serverErrorPercent", "clientErrorPercent", "durationPercentOfTimeout"] as const) {
      check.require(thresholds[name] <= 100, `thresholds.${name} is ${thresholds[name]}: must be at most 100`);
    }
    check.require(
      props.api !== undefined || props.functions.length + props.tables.length + props.deadLetterQueues.length > 0,
      "there is nothing to watch",
    );
    check.done();
    this.#props = props;
    if (props.api !== undefined) this.#apiAlarms(props.api, thresholds);
    this.#functionAlarms(props.functions, thresholds);
    this.#tableAlarms(props.tables);
    this.#deadLetterAlarms(props.deadLetterQueues);
    for (const counts of props.counts ?? []) this.#countAlarm(counts);
    this.alarms = this.#alarms;
    this.health = this.#composite();
  }

  #apiAlarms(api: { readonly name: string; readonly stage: string }, thresholds: Required<AlarmThresholds>): void {
    const metric = (metricName: string, stat: string): Metric => ({
      namespace: "AWS/ApiGateway",
      metricName,
      dimensions: { ApiName: api.name, Stage: api.stage },
      stat,
    });
    const rate = (errors: string, fewest: number): CloudwatchMetricAlarmMetricQuery[] => [
      query("errors", metric(errors, "Sum")),
      query("requests", metric("Count", "Sum")),
      {
        id: "rate",
        expression: `IF(requests >= ${fewest}, 100 * errors / requests, 0)`,
        label: `${errors} %`,
        returnData: true,
      },
    ];
    const twoOfThree = { of: 3, bad: 2 };
    this.#alarm("api-server-errors", rate("5XXError", 1), {
      description: `More than ${thresholds.serverErrorPercent} % of the answers are 5XX`,
      threshold: thresholds.serverErrorPercent,
      periods: twoOfThree,
    });
    this.#alarm("api-client-errors", rate("4XXError", fewestRequests), {
      description: `More than ${thresholds.clientErrorPercent} % of the answers are 4XX`,
      threshold: thresholds.clientErrorPercent,
      periods: twoOfThree,
    });
    this.#alarm("api-latency", [{ ...query("latency", metric("Latency", "p95")), returnData: true }], {
      description: `One answer in twenty takes more than ${thresholds.latencyP95Milliseconds} ms`,
      threshold: thresholds.latencyP95Milliseconds,
      periods: twoOfThree,
    });
  }

  #functionAlarms(functions: readonly WatchedFunction[], thresholds: Required<AlarmThresholds>): void {
    const groups = (
      metricName: string,
      stat: string,
      factor?: (each: WatchedFunction) => number,
    ): MetricGroup<Metric>[] =>
      [...new Set(functions.map((each) => each.group))].map((owner) => ({
        owner,
        metrics: functions
          .filter((each) => each.group === owner)
          .map((each) => ({
            namespace: "AWS/Lambda",
            metricName,
            dimensions: { FunctionName: each.name },
            stat,
            ...(factor !== undefined && { factor: factor(each) }),
          })),
      }));
    this.#packed("function-errors", groups("Errors", "Sum"), "SUM", {
      description: "Functions fail",
      comparison: "GreaterThanOrEqualToThreshold",
      threshold: thresholds.functionErrors,
    });
    this.#packed("function-throttles", groups("Throttles", "Sum"), "SUM", {
      description: "Functions are throttled",
      threshold: 0,
    });
    const percentOfTimeout = (each: WatchedFunction): number => 100 / (each.timeoutSeconds * 1000);
    this.#streamAlarms(
      functions.filter((each) => each.readsStream === true),
      thresholds,
    );
    this.#packed("function-durations", groups("Duration", "Maximum", percentOfTimeout), "MAX", {
      description: `Functions take more than ${thresholds.durationPercentOfTimeout} % of their timeout`,
      threshold: thresholds.durationPercentOfTimeout,
      periods: { of: 3, bad: 2 },
    });
  }

  /** A function that cannot handle a change tries until the change is too old: people must know hours before. */
  #streamAlarms(functions: readonly WatchedFunction[], { streamAgeSeconds }: Required<AlarmThresholds>): void {
    const ages = functions.map(({ name }) => ({
      owner: name,
      metrics: [
        { namespace: "AWS/Lambda", metricName: "IteratorAge", dimensions: { FunctionName: name }, stat: "Maximum" },
      ],
    }));
    this.#packed("stream-age", ages, "MAX", {
      description: `Changes of a stream wait for more than ${streamAgeSeconds} s`,
      // The metric counts milliseconds.
      threshold: streamAgeSeconds * 1000,
    });
  }

  #tableAlarms(tables: readonly WatchedTable[]): void {
    const throttles = tables.map(({ name, indexes }) => ({
      owner: name,
      metrics: [
        { TableName: name },
        ...indexes.map((index) => ({ TableName: name, GlobalSecondaryIndexName: index })),
      ].flatMap((dimensions) =>
        ["ReadThrottleEvents", "WriteThrottleEvents"].map((metricName) => ({
          namespace: "AWS/DynamoDB",
          metricName,
          dimensions,
          stat: "Sum",
        })),
      ),
    }));
    this.#packed("table-throttles", throttles, "SUM", { description: "Tables or indexes are throttled", threshold: 0 });
    if (tables.length === 0) return;
    // Counted by table and operation: a query finds the operations that occur. It asks for all tables of the account and region, because
    // Metrics Insights combines conditions with AND alone ("Query components and syntax"), and an alarm can have only one query.
    const expression = 'SELECT SUM(SystemErrors) FROM SCHEMA("AWS/DynamoDB", Operation, TableName)';
    this.#alarm(
      "table-system-errors",
      [{ id: "errors", expression, label: "System errors", period: periodSeconds, returnData: true }],
      {
        description: "DynamoDB itself fails, for any table of this account and region",
        threshold: 0,
      },
    );
  }

  #deadLetterAlarms(queues: readonly string[]): void {
    const groups = queues.map((name) => ({
      owner: name,
      metrics: [
        {
          namespace: "AWS/SQS",
          metricName: "ApproximateNumberOfMessagesVisible",
          dimensions: { QueueName: name },
          stat: "Maximum",
        },
      ],
    }));
    this.#packed("dead-letters", groups, "SUM", {
      description: "Events could not be handled and wait in a dead-letter queue",
      threshold: 0,
    });
  }

  #countAlarm({ name, description, threshold, namespace, dimensions, weights }: WatchedCounts): void {
    const metrics = Object.entries(weights).map(([metricName, factor]) => ({
      namespace,
      metricName,
      dimensions,
      stat: "Sum",
      ...(factor !== 1 && { factor }),
    }));
    this.#alarm(name, together("SUM", metrics), {
      description,
      comparison: "GreaterThanOrEqualToThreshold",
      threshold,
    });
  }

  #packed(name: string, groups: readonly MetricGroup<Metric>[], how: "SUM" | "MAX", rule: Rule): void {
    for (const [index, { owners, metrics }] of pack(groups).entries()) {
      this.#alarm(numbered(name, index), together(how, metrics), {
        ...rule,
        description: `${rule.description}: ${owners.join(", ")}`,
      });
    }
  }

  #alarm(name: string, metricQuery: CloudwatchMetricAlarmMetricQuery[], rule: Rule): void {
    const { of, bad } = rule.periods ?? { of: 1, bad: 1 };
    this.#alarms.push(
      new CloudwatchMetricAlarm(this, name, {
        alarmName: `${this.#props.prefix}-${name}`,
        alarmDescription: rule.description,
        comparisonOperator: rule.comparison ?? "GreaterThanThreshold",
        threshold: rule.threshold,
        evaluationPeriods: of,
        datapointsToAlarm: bad,
        metricQuery,
        // No traffic is no fault.
        treatMissingData: "notBreaching",
        alarmActions: [this.#props.topicArn],
        okActions: [this.#props.topicArn],
      }),
    );
  }

  /** The state of the whole for dashboards; the alarms below it tell people. */
  #composite(): CloudwatchCompositeAlarm {
    const alarmRule = this.#alarms.map((alarm) => `ALARM("${this.#props.prefix}-${alarm.node.id}")`).join(" OR ");
    new PropsCheck(`Alarms ${this.#props.prefix}`)
      .require(
        this.#alarms.length <= maximumRuleChildren,
        `there are ${this.#alarms.length} alarms: a composite alarm holds ${maximumRuleChildren}`,
      )
      .require(
        alarmRule.length <= maximumRuleLength,
        `the composite alarm's rule has ${alarmRule.length} characters: at most ${maximumRuleLength}`,
      )
      .done();
    return new CloudwatchCompositeAlarm(this, "health", {
      alarmName: `${this.#props.prefix}-health`,
      alarmDescription: "Anything at all is wrong",
      alarmRule,
      dependsOn: this.#alarms,
    });
  }
}

function query(id: string, metric: Metric): CloudwatchMetricAlarmMetricQuery {
  const { namespace, metricName, dimensions, stat } = metric;
  return {
    id,
    metric: { namespace, metricName, dimensions: { ...dimensions }, stat, period: periodSeconds },
    returnData: false,
  };
}

/** Metrics and the expression that makes one value of them; a metric without data counts as zero. */
function together(how: "SUM" | "MAX", metrics: readonly Metric[]): CloudwatchMetricAlarmMetricQuery[] {
  const values = metrics.map(
    (metric, index) => `FILL(m${index}, 0)${metric.factor === undefined ? "" : ` * ${metric.factor}`}`,
  );
  return [
    ...metrics.map((metric, index) => query(`m${index}`, metric)),
    {
      id: "value",
      expression: `${how}([${values.join(", ")}])`,
      label: metrics[0]?.metricName ?? how,
      returnData: true,
    },
  ];
}

/** The first of several has no number: it keeps its name when there is a second. */
function numbered(name: string, index: number): string {
  return index === 0 ? name : `${name}-${index + 1}`;
}
