/**
 * What reads cost, by the rules of DynamoDB's developer guide ("Read consumption", "Item sizes and formats"): for benchmarks, since
 * emulators tell nothing, or the same for every read.
 */
import type { AttributeValue } from "@aws-sdk/client-dynamodb";

type MarshalledItem = Readonly<Record<string, AttributeValue>>;

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
    readonly Item?: MarshalledItem;
    readonly Items?: readonly MarshalledItem[];
    readonly Responses?: Readonly<Record<string, readonly MarshalledItem[]>>;
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
export function itemBytes(item: MarshalledItem): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.B !== undefined) return value.B.length;
  if (value.SS !== undefined) return value.SS.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (value.NS !== undefined) return value.NS.reduce((sum, number) => sum + numberBytes(number), 0);
  if (value.BS !== undefined) return value.BS.reduce((sum, bytes) => sum + bytes.length, 0);
  if (value.L !== undefined) return value.L.reduce((sum, element) => sum + 1 + valueBytes(element), containerBytes);
  if (value.M !== undefined) return containerBytes + Object.keys(value.M).length + itemBytes(value.M);
  // BOOL and NULL.
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
