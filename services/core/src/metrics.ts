/** Business counts as CloudWatch embedded metrics: a log line, no call. */
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";

/** Reads `POWERTOOLS_SERVICE_NAME` and `POWERTOOLS_METRICS_NAMESPACE`. */
const metrics = new Metrics();

/** What is counted, one metric a service each: more dimensions would cost a monthly fee for every combination. */
export type CountName = "Changes" | "EventsPublished";

/** Adds to a count and writes it out. */
export function count(name: CountName, value = 1): void {
  metrics.addMetric(name, MetricUnit.Count, value);
  metrics.publishStoredMetrics();
}
