/** Chance that falls the same way each time. */

/** A source of chance. */
export interface SeededRandom {
  /** A whole number from 0 to below another. */
  below(count: number): number;
  /** True in so many cases of one. */
  chance(share: number): boolean;
  /** One of some things. */
  pick<Item>(items: readonly Item[]): Item;
  /** One of some things, each with its weight. */
  weighted<Item>(items: readonly (readonly [Item, number])[]): Item;
}

/** The dice of a text: the same text, the same throws. */
export function seededRandomOf(text: string): SeededRandom {
  const random = mulberry32(hashOf(text));
  const weighted = <Item>(items: readonly (readonly [Item, number])[]): Item => {
    let rest = random() * items.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [item, weight] of items) {
      rest -= weight;
      if (rest < 0) return item;
    }
    throw new TypeError("There is nothing to choose from.");
  };
  return {
    below: (count) => Math.floor(random() * count),
    chance: (share) => random() < share,
    pick: <Item>(items: readonly Item[]) => weighted(items.map((item) => [item, 1] as const)),
    weighted,
  };
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** Tommy Ettinger's generator of 32 bits: small, and even enough for a demo. Numbers from 0 to below 1. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}
