/** Metrics counted from the lines of a log group. */
import { CloudwatchLogMetricFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-metric-filter/index.js";
import { Construct } from "constructs";
import { PropsCheck } from "../props.js";

/** Counts the lines that a pattern matches. */
export interface LogMetricProps {
  readonly metricName: string;
  /** A filter pattern of CloudWatch Logs. */
  readonly pattern: string;
}

export interface LogMetricsProps {
  readonly logGroupName: string;
  readonly namespace: string;
  /** The first part of the filters' names. */
  readonly prefix: string;
  readonly metrics: readonly LogMetricProps[];
}

/** CloudWatch's limit of filters of a log group. */
const maximumFilters = 100;

export class LogMetrics extends Construct {
  readonly filters: readonly CloudwatchLogMetricFilter[];

  constructor(scope: Construct, id: string, props: LogMetricsProps) {
    super(scope, id);
    const names = props.metrics.map((metric) => metric.metricName);
    new PropsCheck(`LogMetrics ${props.logGroupName}`)
      .require(names.length <= maximumFilters, `there are ${names.length} metrics: at most ${maximumFilters}`)
      .require(new Set(names).size === names.length, `a metric is there twice: ${names.join(", ")}`)
      .require(!props.namespace.startsWith("AWS/"), `namespace is ${props.namespace}: AWS/ is AWS's own`)
      .done();
    this.filters = props.metrics.map(
      ({ metricName, pattern }) =>
        new CloudwatchLogMetricFilter(this, metricName, {
          name: `${props.prefix}-${metricName}`,
          logGroupName: props.logGroupName,
          pattern,
          metricTransformation: {
            name: metricName,
            namespace: props.namespace,
            value: "1",
            defaultValue: "0",
            unit: "Count",
          },
        }),
    );
  }
}
