/** Puts metrics of several owners together into as few alarms as their limit allows. */

/** The metrics of one owner (a service, a table), which stay together where they fit. */
export interface MetricGroup<T> {
  readonly owner: string;
  readonly metrics: readonly T[];
}

/** Metrics that one alarm may watch (CloudWatch's limit for metric math). */
export const maximumMetrics = 10;

/**
 * First fit in the given order: an owner's metrics go into the first group with room for all of them; an owner with more than the
 * limit is cut into parts. The same input gives the same groups.
 */
export function pack<T>(
  groups: readonly MetricGroup<T>[],
  limit: number = maximumMetrics,
): { owners: string[]; metrics: T[] }[] {
  const packed: { owners: string[]; metrics: T[] }[] = [];
  for (const { owner, metrics } of groups) {
    for (let start = 0; start < metrics.length; start += limit) {
      const part = metrics.slice(start, start + limit);
      const home = packed.find((each) => each.metrics.length + part.length <= limit);
      if (home === undefined) packed.push({ owners: [owner], metrics: [...part] });
      else {
        home.metrics.push(...part);
        if (!home.owners.includes(owner)) home.owners.push(owner);
      }
    }
  }
  return packed;
}
