/** Puts metrics of several owners together into as few alarms as their limit allows. */

/** The metrics of one owner: a service, a table. */
export interface MetricGroup<T> {
  readonly owner: string;
  readonly metrics: readonly T[];
}

/** Metrics that one alarm may watch (CloudWatch's limit for metric math). */
export const maximumMetrics = 10;

/** In the given order, each alarm as full as it can be; an owner's metrics may be cut. The same input gives the same alarms. */
export function pack<T>(
  groups: readonly MetricGroup<T>[],
  limit: number = maximumMetrics,
): { owners: string[]; metrics: T[] }[] {
  const all = groups.flatMap(({ owner, metrics }) => metrics.map((metric) => ({ owner, metric })));
  return Array.from({ length: Math.ceil(all.length / limit) }, (_, index) => {
    const part = all.slice(index * limit, (index + 1) * limit);
    return { owners: [...new Set(part.map(({ owner }) => owner))], metrics: part.map(({ metric }) => metric) };
  });
}
