/**
 * What reads cost, by the rules of DynamoDB's developer guide ("Read consumption", "Item sizes and formats"): for benchmarks, since
 * emulators tell nothing, or the same for every read.
 */

/** An item as the document client gives it. */
type DocumentItem = Readonly<Record<string, unknown>>;

/** A read unit is 4 KB of an item that is read consistently; half of that otherwise. */
const bytesPerUnit = 4096;
/** A list or map costs this, and one byte each of its elements. */
const containerBytes = 3;

/** A read as it was sent and answered. */
export interface ReadCall {
  /** The SDK's command: `QueryCommand`. */
  readonly command: string;
  readonly input: {
    readonly ConsistentRead?: boolean;
    readonly RequestItems?: Readonly<
      Record<string, { readonly Keys?: readonly unknown[]; readonly ConsistentRead?: boolean }>
    >;
  };
  readonly output: {
    readonly Item?: DocumentItem;
    readonly Items?: readonly DocumentItem[];
    readonly Responses?: Readonly<Record<string, readonly DocumentItem[]>>;
  };
}

/**
 * The read units of a call without projections and filters, which would read more than they answer. Undefined for a command that is no
 * read.
 */
export function readUnits({ command, input, output }: ReadCall): number | undefined {
  const factor = input.ConsistentRead === true ? 1 : 0.5;
  switch (command) {
    case "GetItemCommand":
      return factor * unitsOf(itemBytes(output.Item ?? {}));
    case "QueryCommand":
      // All that is answered at once counts together.
      return factor * unitsOf((output.Items ?? []).reduce((sum, item) => sum + itemBytes(item), 0));
    case "BatchGetItemCommand":
      return Object.entries(input.RequestItems ?? {}).reduce((sum, [table, { Keys = [], ConsistentRead }]) => {
        const found = output.Responses?.[table] ?? [];
        // Each item counts by itself, and a key without one as the smallest.
        const units = found.reduce((units, item) => units + unitsOf(itemBytes(item)), Keys.length - found.length);
        return sum + (ConsistentRead === true ? 1 : 0.5) * units;
      }, 0);
    default:
      return undefined;
  }
}

function unitsOf(bytes: number): number {
  return Math.max(Math.ceil(bytes / bytesPerUnit), 1);
}

/** The size of an item: names and values. */
export function itemBytes(item: DocumentItem): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

function valueBytes(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value === "number") return numberBytes(String(value));
  if (value instanceof Uint8Array) return value.length;
  if (value instanceof Set) return [...value].reduce((sum, element) => sum + valueBytes(element), 0);
  if (Array.isArray(value)) return value.reduce((sum, element) => sum + 1 + valueBytes(element), containerBytes);
  if (typeof value === "object" && value !== null)
    return containerBytes + Object.keys(value).length + itemBytes(value as DocumentItem);
  // Booleans and null.
  return 1;
}

/** One byte for each two significant digits, and one. */
function numberBytes(number: string): number {
  const digits = number
    .replace(/^-/, "")
    .replace(".", "")
    .replace(/^0+|0+$/g, "");
  return Math.ceil(digits.length / 2) + 1;
}
