/** The order of two texts by their code units, as DynamoDB has it; for sorting. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
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
