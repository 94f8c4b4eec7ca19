/** Items in parts that one transaction can write. */

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
