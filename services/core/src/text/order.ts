/** Code units from the surrogates on: the units of characters beyond U+FFFF are smaller than some of other characters. */
const highUnit = /[\ud800-\uffff]/;
const firstSurrogate = 0xd800;
const firstBehindSurrogates = 0xe000;

/** The order of two texts by their code points, which is that of their UTF-8 bytes, as DynamoDB has it; for sorting. */
export function compareText(a: string, b: string): number {
  if (!highUnit.test(a) || !highUnit.test(b)) return a < b ? -1 : Number(a > b);
  let index = 0;
  while (index < a.length && index < b.length && a.charCodeAt(index) === b.charCodeAt(index)) index += 1;
  if (index === a.length || index === b.length) return a.length - b.length;
  return unitRank(a.charCodeAt(index)) - unitRank(b.charCodeAt(index));
}

/** The rank of a code unit where a character begins to differ: surrogates stand behind all others. */
function unitRank(unit: number): number {
  if (unit < firstSurrogate) return unit;
  return unit < firstBehindSurrogates ? unit + 0x10000 : unit;
}

/** Where an item stands in a sorted list: by its key, and by its id among items with the same key. */
export interface SortPosition {
  /** Undefined for an item that lacks what the list is sorted by. */
  readonly key: string | number | undefined;
  readonly id: string;
}

/** Compares two positions. Items without a key come last in either direction; no two items are equal. */
export function sortComparison(descending: boolean): (a: SortPosition, b: SortPosition) => number {
  const direction = descending ? -1 : 1;
  return (a, b) => {
    if (a.key === undefined || b.key === undefined)
      return Number(a.key === undefined) - Number(b.key === undefined) || compareText(a.id, b.id);
    return direction * (compareKeys(a.key, b.key) || compareText(a.id, b.id));
  };
}

/** Numbers as numbers, everything else as text. */
function compareKeys(a: string | number, b: string | number): number {
  return typeof a === "number" && typeof b === "number" ? a - b : compareText(String(a), String(b));
}
