/** Where recorded time lies, as far as several services read it. The time entries service owns it. */

/** The partitions that the entries of a month lie in, by person: so that a month is not one hot partition. */
const shards = [0, 1, 2, 3] as const;

/** The partition of MonthIndex that a person's entries of a date lie in. */
export function monthPartitionOf(date: string, userId: string): string {
  let sum = 0;
  for (const character of userId) sum = (sum * 31 + character.charCodeAt(0)) % 65_536;
  return `${date.slice(0, 7)}#${sum % shards.length}`;
}

/** All partitions of MonthIndex of a month, `YYYY-MM`. */
export function monthPartitions(month: string): string[] {
  return shards.map((shard) => `${month}#${shard}`);
}

/** The id of somebody's running timer in TimeEntries. */
export function timerKey(userId: string): string {
  return `timer#${userId}`;
}
