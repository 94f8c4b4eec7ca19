/** Values as text by which they are compared. */

/** JSON with sorted keys and sets as sorted lists: equal values have equal text. Undefined is the empty text. */
export function canonicalJson(value: unknown): string {
  return (
    JSON.stringify(value, (_key, part: unknown) => {
      if (part instanceof Set) return [...part].sort();
      return part !== null && typeof part === "object" && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
        : part;
    }) ?? ""
  );
}
