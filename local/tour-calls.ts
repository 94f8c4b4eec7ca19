/** The calls of the tour: each is printed, and its response is compared with the expected one. */
import type { Operation } from "@aerotage/core/contract/operation";
import {
  ApiClient,
  type ApiRequest,
  type ApiResponse,
  type DataOf,
  isSuccess,
  pathOf,
  type RequestOf,
} from "../client/api-client.js";
import { OperatorError } from "../tools/command-line.js";

/** A response is not the expected one: the tour ends there. */
export class TourError extends OperatorError {
  constructor(message: string) {
    super(message);
    this.name = "TourError";
  }
}

/** A user who has signed in. */
export interface Visitor {
  readonly id: string;
  readonly name: string;
  readonly accessToken: string;
}

/** The most characters of a text that is printed as a part of what was sent. */
const maxTextLength = 50;
const indent = "   ";

/** Calls the API, and prints requests and responses. */
export class TourCalls {
  readonly #client: ApiClient;
  readonly #print: (line: string) => void;
  readonly #names = new Map<string, string>();
  #step = 0;
  #title = "";

  constructor(apiUrl: string, print: (line: string) => void, signal?: AbortSignal) {
    this.#client = new ApiClient({ apiUrl, signal });
    this.#print = print;
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

  /** The text that is printed in place of an id from now on, in requests and responses. */
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

  /** Calls an operation, which must succeed in full, and prints a summary of the response. */
  async call<O extends Operation>(
    visitor: Visitor,
    operation: O,
    request: RequestOf<O>,
    summarize: (data: DataOf<O>) => string,
  ): Promise<DataOf<O>> {
    const { status, text, data } = await this.#send(visitor, operation, request as ApiRequest);
    const isExpected = isSuccess(operation, status) && status !== 207;
    if (!isExpected || data === undefined)
      return this.differs(`expected ${operation.response.status}, got ${status} ${text}`);
    this.#printResponse(status, summarize(data));
    return data;
  }

  /** Calls an operation, which must be refused with a code, and returns the message of the error. */
  async refused<O extends Operation>(
    visitor: Visitor,
    operation: O,
    request: RequestOf<O>,
    code: string,
  ): Promise<string> {
    const { status, text, error } = await this.#send(visitor, operation, request as ApiRequest);
    this.expect(error?.code === code, `expected ${code}, got ${status} ${text}`);
    const message = error?.message ?? "";
    this.#printResponse(status, `${code}: ${message}`);
    return message;
  }

  async #send<O extends Operation>(
    visitor: Visitor,
    operation: O,
    request: ApiRequest,
  ): Promise<ApiResponse<DataOf<O>>> {
    const body = request.body as Readonly<Record<string, unknown>> | undefined;
    const sent = body === undefined ? "" : `  ${this.#named(summaryOf(body))}`;
    this.say(`${visitor.name}  ${operation.method} ${pathOf(operation, request)}${sent}`);
    const { accessToken } = visitor;
    const response = await this.#client.withTokens({ accessToken }).sendUnchecked(operation, request);
    if (response.data === undefined && response.error === undefined)
      this.differs(`got ${response.status} without JSON: ${response.text}`);
    return response;
  }

  #printResponse(status: number, text: string): void {
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
