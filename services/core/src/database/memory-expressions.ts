/** DynamoDB's expressions for the tables in memory: a tokenizer, a parser, and functions that evaluate conditions and updates. */
import { isDeepStrictEqual } from "node:util";

/** An item in memory: values as the document client gives them. */
export type MemoryItem = Record<string, unknown>;

/** A path of names and list indexes. */
type Path = readonly (string | number)[];
type Operand = (item: MemoryItem) => unknown;
type Condition = (item: MemoryItem) => boolean;

/** Names and values that an expression refers to. */
export interface ExpressionInput {
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, unknown> | undefined;
}

/** The error that DynamoDB returns for a request that it does not accept. */
export class ValidationException extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ValidationException";
  }
}

/** Reserved words of DynamoDB that attributes of this product have as names. They need an alias. */
const reservedWords = new Set(
  "ADD AND BETWEEN BY COUNT DATA DATE DAY DELETE END IN INDEX ITEMS KEY LANGUAGE LOCATION METHOD MONTH NAME NOT NUMBER OR OWNER PARTITION PATH POSITION REFERENCES REGION REMOVE ROLE SET SIZE SOURCE START STATE STATUS TEXT TIME TIMESTAMP TIMEZONE TOKEN TOTAL TYPE USER USERS VALUE VALUES VIEW WORK YEAR ZONE".split(
    " ",
  ),
);

const tokenPattern = /\s+|(<>|<=|>=|[=<>(),.[\]+-]|[:#][A-Za-z0-9_]+|[A-Za-z_][A-Za-z0-9_]*|\d+)/y;

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < text.length) {
    const start = tokenPattern.lastIndex;
    const match = tokenPattern.exec(text);
    if (match === null) throw new ValidationException(`Invalid expression: syntax error at "${text.slice(start)}"`);
    if (match[1] !== undefined) tokens.push(match[1]);
  }
  if (tokens.length === 0) throw new ValidationException("Invalid expression: the expression is empty");
  return tokens;
}

/** The names and values of one request. It knows which of them were used. */
export class ExpressionScope {
  readonly #names: Readonly<Record<string, string>>;
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #used = new Set<string>();

  constructor(input: ExpressionInput) {
    this.#names = input.ExpressionAttributeNames ?? {};
    this.#values = input.ExpressionAttributeValues ?? {};
    for (const [kind, all] of [
      ["ExpressionAttributeNames", input.ExpressionAttributeNames],
      ["ExpressionAttributeValues", input.ExpressionAttributeValues],
    ] as const)
      if (all !== undefined && Object.keys(all).length === 0)
        throw new ValidationException(`${kind} must not be empty`);
  }

  name(alias: string): string {
    const name = this.#names[alias];
    if (name === undefined) throw new ValidationException(`An expression attribute name is not defined: ${alias}`);
    this.#used.add(alias);
    return name;
  }

  value(alias: string): unknown {
    if (this.#values[alias] === undefined)
      throw new ValidationException(`An expression attribute value is not defined: ${alias}`);
    this.#used.add(alias);
    return this.#values[alias];
  }

  /** @throws where a name or value is unused */
  requireAllUsed(): void {
    const unused = [...Object.keys(this.#names), ...Object.keys(this.#values)].filter((key) => !this.#used.has(key));
    if (unused.length > 0) throw new ValidationException(`Names or values are unused in expressions: ${unused}`);
  }
}

/** Reads tokens of one expression. */
class Parser {
  readonly #tokens: readonly string[];
  readonly #scope: ExpressionScope;
  #position = 0;

  constructor(text: string, scope: ExpressionScope) {
    this.#tokens = tokensOf(text);
    this.#scope = scope;
  }

  get next(): string | undefined {
    return this.#tokens[this.#position];
  }

  take(): string {
    const token = this.next;
    if (token === undefined) throw new ValidationException("Invalid expression: it ends too early");
    this.#position += 1;
    return token;
  }

  isNext(word: string): boolean {
    return this.next?.toUpperCase() === word;
  }

  takeIf(word: string): boolean {
    if (!this.isNext(word)) return false;
    this.#position += 1;
    return true;
  }

  expect(word: string): void {
    const token = this.take();
    if (token.toUpperCase() !== word)
      throw new ValidationException(`Invalid expression: "${token}" where "${word}" is expected`);
  }

  end(): void {
    if (this.next !== undefined) throw new ValidationException(`Invalid expression: syntax error at "${this.next}"`);
  }

  value(): unknown {
    const token = this.take();
    if (!token.startsWith(":")) throw new ValidationException(`Invalid expression: "${token}" is not a value`);
    return this.#scope.value(token);
  }

  path(): Path {
    const path: (string | number)[] = [this.#name()];
    for (;;) {
      if (this.takeIf(".")) path.push(this.#name());
      else if (this.takeIf("[")) {
        path.push(Number(this.take()));
        this.expect("]");
      } else return path;
    }
  }

  #name(): string {
    const token = this.take();
    if (token.startsWith("#")) return this.#scope.name(token);
    if (!/^[A-Za-z_]/.test(token)) throw new ValidationException(`Invalid expression: "${token}" is not a name`);
    if (reservedWords.has(token.toUpperCase()))
      throw new ValidationException(`Invalid expression: "${token}" is a reserved keyword`);
    return token;
  }

  list<Part>(part: () => Part): Part[] {
    const parts = [part()];
    while (this.takeIf(",")) parts.push(part());
    return parts;
  }

  /** True if the next tokens call a function. */
  get isCall(): boolean {
    return this.#tokens[this.#position + 1] === "(" && /^[A-Za-z]/.test(this.next ?? "");
  }

  condition(): Condition {
    const parts = [this.#conjunction()];
    while (this.takeIf("OR")) parts.push(this.#conjunction());
    return (item) => parts.some((part) => part(item));
  }

  #conjunction(): Condition {
    const parts = [this.#negation()];
    while (this.takeIf("AND")) parts.push(this.#negation());
    return (item) => parts.every((part) => part(item));
  }

  #negation(): Condition {
    if (!this.takeIf("NOT")) return this.#comparison();
    const part = this.#negation();
    return (item) => !part(item);
  }

  #comparison(): Condition {
    if (this.takeIf("(")) {
      const inner = this.condition();
      this.expect(")");
      return inner;
    }
    if (this.isCall && !this.isNext("SIZE")) return this.#call();
    const left = this.#operand();
    if (this.takeIf("BETWEEN")) {
      const from = this.#operand();
      this.expect("AND");
      const to = this.#operand();
      return (item) => {
        const value = left(item);
        return (compare(value, from(item)) ?? -1) >= 0 && (compare(value, to(item)) ?? 1) <= 0;
      };
    }
    if (this.takeIf("IN")) {
      this.expect("(");
      const options = this.list(() => this.#operand());
      this.expect(")");
      return (item) => options.some((option) => isEqual(left(item), option(item)));
    }
    const operator = this.take();
    const test = comparisons[operator];
    if (test === undefined) throw new ValidationException(`Invalid expression: unknown operator "${operator}"`);
    const right = this.#operand();
    return (item) => test(left(item), right(item));
  }

  #call(): Condition {
    const name = this.take();
    const test = predicates[name];
    if (test === undefined) throw new ValidationException(`Invalid expression: unknown function ${name}`);
    this.expect("(");
    const path = this.path();
    const hasSecond = test.length > 1;
    if (hasSecond) this.expect(",");
    const second = hasSecond ? this.#operand() : () => undefined;
    this.expect(")");
    return (item) => test(valueAt(item, path), second(item));
  }

  #operand(): Operand {
    if (this.isNext("SIZE") && this.isCall) {
      this.take();
      this.expect("(");
      const path = this.path();
      this.expect(")");
      return (item) => sizeOf(valueAt(item, path));
    }
    if (this.next?.startsWith(":")) {
      const value = this.value();
      return () => value;
    }
    const path = this.path();
    return (item) => valueAt(item, path);
  }

  /** The right side of an assignment. */
  assigned(): Operand {
    const left = this.#assignedOperand();
    const operator = this.next;
    if (operator !== "+" && operator !== "-") return left;
    this.take();
    const right = this.#assignedOperand();
    return (item) => {
      const [a, b] = [left(item), right(item)];
      if (typeof a !== "number" || typeof b !== "number")
        throw new ValidationException("An operand in the update expression has an incorrect data type");
      return operator === "+" ? a + b : a - b;
    };
  }

  #assignedOperand(): Operand {
    if (this.isCall) {
      const name = this.take();
      if (name !== "if_not_exists") throw new ValidationException(`Invalid expression: unknown function ${name}`);
      this.expect("(");
      const path = this.path();
      this.expect(",");
      const otherwise = this.#assignedOperand();
      this.expect(")");
      return (item) => valueAt(item, path) ?? otherwise(item);
    }
    const operand = this.#operand();
    return (item) => {
      const value = operand(item);
      if (value === undefined)
        throw new ValidationException("The provided expression refers to an attribute that does not exist in the item");
      return value;
    };
  }
}

const comparisons: Readonly<Record<string, (a: unknown, b: unknown) => boolean>> = {
  "=": (a, b) => isEqual(a, b),
  // A missing attribute differs from every value.
  "<>": (a, b) => !isEqual(a, b),
  "<": (a, b) => (compare(a, b) ?? 0) < 0,
  "<=": (a, b) => (compare(a, b) ?? 1) <= 0,
  ">": (a, b) => (compare(a, b) ?? 0) > 0,
  ">=": (a, b) => (compare(a, b) ?? -1) >= 0,
};

const predicates: Readonly<Record<string, (value: unknown, other: unknown) => boolean>> = {
  attribute_exists: oneArgument((value) => value !== undefined),
  attribute_not_exists: oneArgument((value) => value === undefined),
  begins_with: (value, start) => typeof value === "string" && typeof start === "string" && value.startsWith(start),
  contains: (value, part) => {
    if (typeof value === "string") return typeof part === "string" && value.includes(part);
    if (value instanceof Set) return value.has(part);
    return Array.isArray(value) && value.some((one) => isEqual(one, part));
  },
};

function oneArgument(test: (value: unknown) => boolean): (value: unknown) => boolean {
  return test;
}

function isEqual(a: unknown, b: unknown): boolean {
  return a !== undefined && b !== undefined && isDeepStrictEqual(a, b);
}

/** The order of two values of one type, as DynamoDB has it: texts by their UTF-8 bytes. Undefined where there is none. */
export function compare(a: unknown, b: unknown): number | undefined {
  if (typeof a === "number" && typeof b === "number") return Math.sign(a - b);
  if (typeof a === "string" && typeof b === "string") return Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  return undefined;
}

function sizeOf(value: unknown): number | undefined {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (value instanceof Uint8Array) return value.byteLength;
  if (value instanceof Set) return value.size;
  if (Array.isArray(value)) return value.length;
  return isMap(value) ? Object.keys(value).length : undefined;
}

function isMap(value: unknown): value is MemoryItem {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function valueAt(item: unknown, path: Path): unknown {
  let value = item;
  for (const key of path) {
    if (typeof key === "number") value = Array.isArray(value) ? value[key] : undefined;
    else value = isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

/** A condition or filter. An item that does not exist is an empty one. */
export function parseCondition(text: string, scope: ExpressionScope): Condition {
  const parser = new Parser(text, scope);
  const condition = parser.condition();
  parser.end();
  return condition;
}

/** The paths of a projection, as a function that makes the smaller item. Paths are names of attributes alone. */
export function parseProjection(text: string, scope: ExpressionScope): (item: MemoryItem) => MemoryItem {
  const parser = new Parser(text, scope);
  const paths = parser.list(() => parser.path());
  parser.end();
  if (paths.some(({ length }) => length > 1))
    throw new ValidationException("The tables in memory project whole attributes alone");
  const names = paths.map(([name]) => String(name));
  return (item) => Object.fromEntries(names.filter((name) => name in item).map((name) => [name, item[name]]));
}

/** An update of an item: it changes the given copy. All right sides are read from the item as it was. */
export function parseUpdate(text: string, scope: ExpressionScope): (item: MemoryItem) => MemoryItem {
  const parser = new Parser(text, scope);
  const clauses = new Set<string>();
  const paths: Path[] = [];
  const steps: ((before: MemoryItem, after: MemoryItem) => void)[] = [];
  const target = () => {
    const path = parser.path();
    const isOverlap = paths.some((other) =>
      isDeepStrictEqual(other.slice(0, path.length), path.slice(0, other.length)),
    );
    if (isOverlap) throw new ValidationException("Two document paths overlap with each other");
    paths.push(path);
    return path;
  };
  while (parser.next !== undefined) {
    const clause = parser.take().toUpperCase();
    if (clauses.has(clause)) throw new ValidationException(`The ${clause} section can only be used once`);
    clauses.add(clause);
    const part = updateClauses[clause];
    if (part === undefined) throw new ValidationException(`Invalid UpdateExpression: "${clause}" is no clause`);
    steps.push(...parser.list(() => part(parser, target())));
  }
  return (item) => {
    const after = structuredClone(item);
    for (const step of steps) step(item, after);
    return after;
  };
}

type UpdateClause = (parser: Parser, path: Path) => (before: MemoryItem, after: MemoryItem) => void;

const updateClauses: Readonly<Record<string, UpdateClause>> = {
  SET: (parser, path) => {
    parser.expect("=");
    const assigned = parser.assigned();
    return (before, after) => write(after, path, structuredClone(assigned(before)));
  },
  REMOVE: (_parser, path) => (_before, after) => {
    write(after, path, undefined);
  },
  ADD: (parser, path) => {
    const added = parser.value();
    return (before, after) => {
      const value = valueAt(before, path);
      if (typeof added === "number" && (value === undefined || typeof value === "number"))
        write(after, path, (value ?? 0) + added);
      else if (added instanceof Set && (value === undefined || value instanceof Set))
        write(after, path, new Set([...(value ?? []), ...added]));
      else throw new ValidationException("An operand in the update expression has an incorrect data type");
    };
  },
  DELETE: (parser, path) => {
    const removed = parser.value();
    if (!(removed instanceof Set)) throw new ValidationException("DELETE needs a set");
    return (before, after) => {
      const value = valueAt(before, path);
      if (value === undefined) return;
      if (!(value instanceof Set))
        throw new ValidationException("An operand in the update expression has an incorrect data type");
      const rest = new Set([...value].filter((one) => !removed.has(one)));
      // A set is never empty.
      write(after, path, rest.size > 0 ? rest : undefined);
    };
  },
};

/** Sets or removes what is at a path. */
function write(item: MemoryItem, path: Path, value: unknown): void {
  const parent = valueAt(item, path.slice(0, -1));
  const key = path.at(-1);
  if (!isMap(parent) || typeof key !== "string")
    throw new ValidationException("The document path provided in the update expression is invalid for update");
  if (value === undefined) delete parent[key];
  else parent[key] = value;
}
