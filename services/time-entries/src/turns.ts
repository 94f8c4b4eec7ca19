/** Work in parts: the parts of one person one after another, some people side by side, and none begun once the time is nearly over. */

/** How parts are taken in turn. */
export interface Turns<Part> {
  /** The parts of each person, in their order. */
  readonly people: readonly (readonly Part[])[];
  /** How many people's parts are under way at the same time. */
  readonly peopleAtOnce: number;
  /** When no part is begun any more, epoch milliseconds. */
  readonly closingAt: number;
  readonly run: (part: Part) => Promise<void>;
  /** Told of each part that is not begun. */
  readonly leaveOff: (part: Part) => void;
}

/**
 * Runs all parts that can be begun in time. The people with the most parts come first, since they take the longest.
 * @throws the first error of `run`, once everything that was begun has ended
 */
export async function inTurns<Part>(turns: Turns<Part>): Promise<void> {
  const { people, peopleAtOnce, closingAt, run, leaveOff } = turns;
  const waiting = people.toSorted((a, b) => b.length - a.length);
  const takeTurns = async (): Promise<void> => {
    for (let parts = waiting.shift(); parts !== undefined; parts = waiting.shift()) {
      for (const part of parts) {
        if (Date.now() >= closingAt) leaveOff(part);
        else await run(part);
      }
    }
  };
  // Each to the end, whatever becomes of the others: nothing may go on after the response.
  const settled = await Promise.allSettled(Array.from({ length: peopleAtOnce }, takeTurns));
  for (const outcome of settled) if (outcome.status === "rejected") throw outcome.reason;
}

/** What one transaction and the read before it hold: DynamoDB takes 100 actions, and 100 keys. */
const mostInOne = 100;

/**
 * Parts that can be written together, in their order, each as large as possible.
 * @param most the most items of a part
 * @param sizeOf the actions of the transaction that writes a part, and the keys that are read for it
 */
export function partsOf<Item>(
  items: readonly Item[],
  most: number,
  sizeOf: (part: readonly Item[]) => { readonly actions: number; readonly keys: number },
): Item[][] {
  const parts: Item[][] = [];
  let part: Item[] = [];
  for (const item of items) {
    const longer = [...part, item];
    const { actions, keys } = sizeOf(longer);
    if (part.length > 0 && (longer.length > most || actions > mostInOne || keys > mostInOne)) {
      parts.push(part);
      part = [item];
    } else part = longer;
  }
  return part.length > 0 ? [...parts, part] : parts;
}

/** What is of each person, people and items in the order in which they are given. */
export function groupedByPerson<Item extends { readonly userId: string }>(items: readonly Item[]): Item[][] {
  const people = new Map<string, Item[]>();
  for (const item of items) {
    const known = people.get(item.userId);
    if (known === undefined) people.set(item.userId, [item]);
    else known.push(item);
  }
  return [...people.values()];
}
