/** The calls of the tour: each is printed, and held against what it should answer. */
import type { Operation } from "@aerotage/core/contract/operation";
import type * as z from "zod/mini";
import { OperatorError } from "../tools/command-line.js";

/** An answer that is not the expected one: the tour ends there. */
export class TourError extends OperatorError {
  constructor(message: string) {
    super(message);
    this.name = "TourError";
  }
}

/** Somebody who has signed in. */
export interface Visitor {
  readonly id: string;
  readonly name: string;
  readonly accessToken: string;
}

/** What a call sends. */
export interface TourRequest {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
}

type DataOf<Called extends Operation> = z.output<Called["response"]["data"]>;

interface Answer<Data> {
  readonly status: number;
  readonly text: string;
  readonly data: Data;
  readonly error?: { readonly code: string; readonly message: string };
}

/** The most characters of a text that is printed as a part of what was sent. */
const maxTextLength = 50;
const indent = "   ";

/** Calls the API, and prints what goes to and fro. */
export class TourCalls {
  readonly #apiUrl: string;
  readonly #print: (line: string) => void;
  readonly #signal: AbortSignal | undefined;
  readonly #names = new Map<string, string>();
  #step = 0;
  #title = "";

  constructor(apiUrl: string, print: (line: string) => void, signal?: AbortSignal) {
    this.#apiUrl = apiUrl;
    this.#print = print;
    this.#signal = signal;
  }

  /** How many steps have begun. */
  get steps(): number {
    return this.#step;
  }

  /** Begins a step. */
  begin(title: string): void {
    this.#step += 1;
    this.#title = title;
    this.#print(`\n${this.#step}. ${title}`);
  }

  /** Prints something else than a call. */
  say(text: string): void {
    this.#print(`${indent}${text}`);
  }

  /** What an id is printed as from now on, where it was sent or answered. */
  name(id: string, text: string): void {
    this.#names.set(id, text);
  }

  /** @throws TourError saying what differs, unless something holds */
  expect(holds: boolean, what: string): void {
    if (!holds) this.differs(what);
  }

  /** Something that must be there. @throws TourError saying what is wrong without it */
  found<Value>(value: Value | undefined, what: string): Value {
    return value ?? this.differs(what);
  }

  /** @throws TourError saying in which step what differs */
  differs(what: string): never {
    throw new TourError(`Step ${this.#step} (${this.#title}) differs: ${what}.`);
  }

  /** Calls an operation, which must succeed, and tells of its answer. */
  async call<Called extends Operation>(
    visitor: Visitor,
    operation: Called,
    request: TourRequest,
    tell: (data: DataOf<Called>) => string,
  ): Promise<DataOf<Called>> {
    const answer = await this.#send<DataOf<Called>>(visitor, operation, request);
    const { status, accepted } = operation.response;
    const isExpected = answer.status === status || (answer.status === 202 && accepted !== undefined);
    this.expect(isExpected, `expected ${status}, answered ${answer.status} ${answer.text}`);
    this.#answered(answer.status, tell(answer.data));
    return answer.data;
  }

  /** Calls an operation, which must be refused with a code, and returns what is said to it. */
  async refused(visitor: Visitor, operation: Operation, request: TourRequest, code: string): Promise<string> {
    const { status, text, error } = await this.#send(visitor, operation, request);
    this.expect(error?.code === code, `expected ${code}, answered ${status} ${text}`);
    const message = error?.message ?? "";
    this.#answered(status, `${code}: ${message}`);
    return message;
  }

  async #send<Data>(visitor: Visitor, operation: Operation, request: TourRequest): Promise<Answer<Data>> {
    const { path = {}, query, body } = request;
    const filled = operation.path.replace(/\{(\w+)\}/g, (_whole, name: string) => path[name] ?? "");
    const address = query === undefined ? filled : `${filled}?${new URLSearchParams(query)}`;
    const sent = body === undefined ? "" : `  ${this.#named(summaryOf(body))}`;
    this.say(`${visitor.name}  ${operation.method} ${address}${sent}`);
    const response = await fetch(`${this.#apiUrl}${address}`, {
      method: operation.method,
      headers: { authorization: `Bearer ${visitor.accessToken}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: "manual",
      ...(this.#signal !== undefined && { signal: this.#signal }),
    });
    const text = await response.text();
    if (!response.headers.get("content-type")?.includes("json"))
      this.differs(`answered ${response.status} without JSON: ${text}`);
    return { status: response.status, text, ...(JSON.parse(text) as Pick<Answer<Data>, "data" | "error">) };
  }

  #answered(status: number, text: string): void {
    this.say(`→ ${status}  ${this.#named(text)}`);
  }

  #named(text: string): string {
    return [...this.#names].reduce((before, [id, name]) => before.replaceAll(id, name), text);
  }
}

/** What is sent, in short. */
function summaryOf(body: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(body).map(([name, value]) => `${name}: ${shown(value)}`);
  return `{ ${fields.join(", ")} }`;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) {
    const [first, ...others] = value;
    return others.length === 0 ? `[${shown(first)}]` : `[${shown(first)} and ${others.length} more]`;
  }
  if (typeof value !== "string") return JSON.stringify(value);
  return value.length > maxTextLength ? `${value.slice(0, maxTextLength)}…` : value;
}
