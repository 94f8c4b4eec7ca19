/** Business counts as CloudWatch embedded metrics: a log line, no call. */
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { CountName } from "../contract/manifest.js";

/** Reads `POWERTOOLS_SERVICE_NAME` and `POWERTOOLS_METRICS_NAMESPACE`. */
const metrics = new Metrics();

/** Adds to a count and writes it out. */
export function count(name: CountName, value = 1): void {
  metrics.addMetric(name, MetricUnit.Count, value);
  metrics.publishStoredMetrics();
}
