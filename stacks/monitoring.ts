/** What tells people how the product is doing. It knows its neighbours by name alone, but for their key. */
import type { CountName, ServiceManifest } from "@aerotage/core/contract/manifest";
import { tableNames } from "@aerotage/core/contract/tables";
import { users } from "@aerotage/users/manifest";
import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "../environments/schema.js";
import { accessLogGroupName } from "../modules/api/rest-api.js";
import { functionLogGroupName } from "../modules/api/versioned-function.js";
import { AlarmTopic } from "../modules/monitoring/alarm-topic.js";
import { Alarms } from "../modules/monitoring/alarms.js";
import { Dashboard } from "../modules/monitoring/dashboard.js";
import { type LogMetricProps, LogMetrics } from "../modules/monitoring/log-metrics.js";
import { SavedQueries } from "../modules/monitoring/saved-queries.js";
import { type NamedFunction, nameFunctions } from "./derive/functions.js";
import { physicalTableName } from "./derive/physical-names.js";
import { environmentNaming, metricsNamespace } from "./product.js";
import { ProductStack } from "./product-stack.js";
import { tables } from "./tables.js";
import type { Target } from "./target.js";

export interface MonitoringStackProps {
  readonly environment: Environment;
  readonly target: Target;
  readonly services: readonly ServiceManifest[];
  readonly encryptionKeyArn: string | undefined;
}

/** Counted from the access log. A 403 is counted apart: many in a row are somebody trying doors. */
const accessMetrics: readonly LogMetricProps[] = [
  { metricName: "UnauthorizedRequests", pattern: "{ $.status = 401 }" },
  { metricName: "ForbiddenRequests", pattern: "{ $.status = 403 }" },
  { metricName: "ThrottledRequests", pattern: "{ $.status = 429 }" },
];

/** How many failures of mails in five minutes raise the alarm. */
const mailFailures = 5;
/**
 * SES reviews an account in which 5 % of the mails bounce, or of which somebody complains about one in a thousand. So one complaint counts as
 * many bounces.
 */
const mailWeights = { MailBounces: 1, MailComplaints: mailFailures } satisfies Partial<Record<CountName, number>>;

const errorsQuery = `fields @timestamp, service, level, message, requestId, error.name, error.message
| filter level = "ERROR"
| sort @timestamp desc
| limit 100`;
const slowQuery = `fields @timestamp, method, route, status, latency, integrationLatency, requestId
| sort latency desc
| limit 50`;
const refusedQuery = `filter status in [401, 403, 429]
| stats count(*) as refused by sourceIp, userId, route, status
| sort refused desc
| limit 50`;

export class MonitoringStack extends ProductStack {
  readonly alarms: Alarms;

  constructor(scope: Construct, { environment, target, services, encryptionKeyArn }: MonitoringStackProps) {
    const naming = environmentNaming(environment);
    super(scope, {
      stack: "monitoring",
      environment: environment.name,
      account: environment.account,
      costCenter: environment.costCenter,
      naming,
      target,
    });
    const named = nameFunctions(environment, naming, services);
    const functions = named.map((each) => ({
      name: each.name,
      group: each.service,
      timeoutSeconds: each.timeoutSeconds,
      readsStream: each.stream !== undefined,
    }));
    // Callers of the API see what becomes of the functions behind it, and so does the gateway. Each metric of an alarm costs.
    const unattended = functions.filter((_each, index) => {
      const { http, servesPreflight } = named[index] as NamedFunction;
      return http.length === 0 && !servesPreflight;
    });
    const watchedTables = tableNames.map((table) => ({
      name: physicalTableName(naming, table),
      indexes: tables[table].indexes.map((index) => index.name),
    }));
    const api = { name: naming.name("api"), stage: environment.name };
    const namespace = metricsNamespace(environment);
    const { recipients, ...thresholds } = environment.alarms;

    const { topic } = new AlarmTopic(this, "topic", {
      name: naming.name("alarms", "topic"),
      accountId: naming.accountId,
      recipients,
      ...(encryptionKeyArn !== undefined && { encryptionKeyArn }),
    });
    this.alarms = new Alarms(this, "alarms", {
      prefix: naming.name(""),
      topicArn: topic.arn,
      api,
      functions: unattended,
      tables: watchedTables,
      deadLetterQueues: named.flatMap((each) => each.deadLetterQueueName ?? []),
      counts: [
        {
          name: "mail-failures",
          description: "Mails bounce, or people complain about them",
          threshold: mailFailures,
          namespace,
          dimensions: { service: users.name },
          weights: mailWeights,
        },
      ],
      thresholds,
    });
    const accessLogs = accessLogGroupName(api.name);
    new LogMetrics(this, "access", {
      logGroupName: accessLogs,
      namespace,
      prefix: naming.name("access"),
      metrics: accessMetrics,
    });
    new Dashboard(this, "dashboard", {
      name: naming.name("overview"),
      region: environment.region,
      api,
      functions,
      tables: watchedTables,
      businessNamespace: namespace,
      logMetrics: { namespace, metricNames: accessMetrics.map((metric) => metric.metricName) },
      healthAlarmArn: naming.alarmArn(`${naming.name("")}-health`),
    });
    // Emulators do not know them.
    if (environment.savedQueries && target.endpoint === undefined) {
      const functionLogs = named.map((each) => functionLogGroupName(each.name));
      new SavedQueries(this, "queries", {
        folder: naming.name(""),
        queries: [
          { name: "errors", query: errorsQuery, logGroupNames: functionLogs },
          { name: "slowest-requests", query: slowQuery, logGroupNames: [accessLogs] },
          { name: "refused-requests", query: refusedQuery, logGroupNames: [accessLogs] },
        ],
      });
    }
    new TerraformOutput(this, "alarmTopicArn", { value: topic.arn });
  }
}
