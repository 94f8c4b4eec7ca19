/** How items of a month are spread over the partitions of a MonthIndex, so that a month is not one hot partition (1,000 writes of 1 KB per second). */

const shards = [0, 1, 2, 3] as const;

/**
 * The partition of an item.
 * @param time a date or an instant, which begins with its month
 * @param id what the items are spread by: items with the same id are in one partition per month
 */
export function monthShardOf(time: string, id: string): string {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) % 65_536;
  return `${time.slice(0, 7)}#${sum % shards.length}`;
}

/** All partitions of a month, `YYYY-MM`. */
export function monthShardsOf(month: string): string[] {
  return shards.map((shard) => `${month}#${shard}`);
}
