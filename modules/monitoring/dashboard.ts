/** One page with the state of an API, its functions and tables. */
import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard/index.js";
import { Construct } from "constructs";
import { PropsCheck } from "../props.js";
import type { WatchedFunction, WatchedTable } from "./alarms.js";

export interface DashboardProps {
  readonly name: string;
  readonly region: string;
  readonly api: { readonly name: string; readonly stage: string };
  readonly functions: readonly WatchedFunction[];
  readonly tables: readonly WatchedTable[];
  /** The namespace of the product's own counts, told apart by service. @default none are shown */
  readonly businessNamespace?: string;
  /** Metrics that are counted from logs. @default none */
  readonly logMetrics?: { readonly namespace: string; readonly metricNames: readonly string[] };
  /** ARN of the alarm that is shown first. @default none */
  readonly healthAlarmArn?: string;
}

/** A line of a widget as CloudWatch writes it: namespace, name, dimensions, then how it is shown; or an expression. */
type Line = readonly (string | Readonly<Record<string, unknown>>)[];

const widgetWidth = 8;
const widgetHeight = 6;
const widgetsInRow = 3;
const periodSeconds = 300;

export class Dashboard extends Construct {
  readonly dashboard: CloudwatchDashboard;

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    new PropsCheck(`Dashboard ${props.name}`)
      .matches("name", props.name, /^[\w-]{1,255}$/, "1 to 255 letters, digits, hyphens and underscores")
      .done();
    const charts = [...apiCharts(props), ...functionCharts(props), ...tableCharts(props), ...productCharts(props)];
    const alarms =
      props.healthAlarmArn === undefined
        ? []
        : [
            {
              type: "alarm",
              x: 0,
              y: 0,
              width: widgetWidth * widgetsInRow,
              height: 2,
              properties: { title: "Health", alarms: [props.healthAlarmArn] },
            },
          ];
    const widgets = charts.map(({ title, lines, stat }, index) => ({
      type: "metric",
      x: (index % widgetsInRow) * widgetWidth,
      y: Math.floor(index / widgetsInRow) * widgetHeight + 2,
      width: widgetWidth,
      height: widgetHeight,
      properties: {
        title,
        region: props.region,
        view: "timeSeries",
        stacked: false,
        stat,
        period: periodSeconds,
        metrics: lines,
      },
    }));
    this.dashboard = new CloudwatchDashboard(this, "dashboard", {
      dashboardName: props.name,
      dashboardBody: JSON.stringify({ widgets: [...alarms, ...widgets] }),
    });
  }
}

interface Chart {
  readonly title: string;
  readonly stat: string;
  readonly lines: readonly Line[];
}

function apiCharts({ api }: DashboardProps): Chart[] {
  const line = (name: string, options: Readonly<Record<string, unknown>> = {}): Line => [
    "AWS/ApiGateway",
    name,
    "ApiName",
    api.name,
    "Stage",
    api.stage,
    options,
  ];
  const percentiles = ["p50", "p95", "p99"].map((stat) => line("Latency", { stat, label: stat }));
  return [
    { title: "Requests", stat: "Sum", lines: [line("Count")] },
    { title: "Errors", stat: "Sum", lines: [line("4XXError"), line("5XXError")] },
    { title: "Latency (ms)", stat: "p95", lines: percentiles },
  ];
}

function functionCharts({ functions }: DashboardProps): Chart[] {
  const lines = (name: string): Line[] => functions.map((each) => ["AWS/Lambda", name, "FunctionName", each.name]);
  return [
    { title: "Function errors", stat: "Sum", lines: lines("Errors") },
    { title: "Function throttles", stat: "Sum", lines: lines("Throttles") },
    { title: "Function durations, p95 (ms)", stat: "p95", lines: lines("Duration") },
  ];
}

function tableCharts({ tables }: DashboardProps): Chart[] {
  const lines = (...names: string[]): Line[] =>
    tables.flatMap((table) => names.map((name): Line => ["AWS/DynamoDB", name, "TableName", table.name]));
  return [
    { title: "Read capacity", stat: "Sum", lines: lines("ConsumedReadCapacityUnits") },
    { title: "Write capacity", stat: "Sum", lines: lines("ConsumedWriteCapacityUnits") },
    { title: "Table throttles", stat: "Sum", lines: lines("ReadThrottleEvents", "WriteThrottleEvents") },
  ];
}

function productCharts({ businessNamespace, logMetrics }: DashboardProps): Chart[] {
  const charts: Chart[] = [];
  if (businessNamespace !== undefined) {
    const expression = `SEARCH('{${businessNamespace},service}', 'Sum', ${periodSeconds})`;
    charts.push({ title: "Business counts", stat: "Sum", lines: [[{ expression, id: "counts" }]] });
  }
  if (logMetrics !== undefined) {
    const { namespace, metricNames } = logMetrics;
    charts.push({ title: "Refused requests", stat: "Sum", lines: metricNames.map((name) => [namespace, name]) });
  }
  return charts;
}
