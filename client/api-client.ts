/**
 * The client of the API, typed by the contracts: an operation says which method, path and token a request has, what it sends, and what its
 * response holds. `call` returns successes and throws {@link ApiClientError} for everything else; `send` returns every response.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { ErrorDetail } from "@aerotage/core/contract/errors";
import type { Operation } from "@aerotage/core/contract/operation";
import type * as z from "zod/mini";

/** The tokens of a signed-in user. The operation says which of them a request carries. */
export interface ApiTokens {
  readonly accessToken?: string;
  readonly idToken?: string;
}

export interface ApiClientOptions {
  /** The address of the API with its stage, with or without a slash at its end. */
  readonly apiUrl: string;
  /** Without tokens only public operations succeed. */
  readonly tokens?: ApiTokens | undefined;
  /** Headers of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Aborts all requests of this client. */
  readonly signal?: AbortSignal | undefined;
  /**
   * How often a request is sent again after 429 or 503, each time after the seconds of `Retry-After`. A POST then gets an idempotency key
   * of its own unless it has one. @default 0
   */
  readonly maxRetries?: number;
}

/** The parts of a request that every operation takes. */
export interface RequestOptions {
  /** The text that is sent as the body, in place of `body`. */
  readonly rawBody?: string;
  /** They replace headers of the client with the same name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A token in place of the client's own. It is sent to public operations, too. */
  readonly token?: string;
  readonly signal?: AbortSignal | undefined;
}

/** A request that no schema has checked. */
export interface ApiRequest extends RequestOptions {
  readonly path?: Readonly<Record<string, unknown>> | undefined;
  /** A parameter with several values is repeated. `undefined` leaves a parameter out. */
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
}

type Immutable<T> = T extends readonly (infer Item)[]
  ? readonly Immutable<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Immutable<T[Key]> }
    : T;

/** The input of a schema; `never` where the operation has no schema. */
type InputOf<Schema> = NonNullable<Schema> extends z.ZodMiniType ? Immutable<z.input<NonNullable<Schema>>> : never;

/** One part of a request: absent without a schema, optional where an empty object fits the schema. */
type Part<Name extends string, Input> = [Input] extends [never]
  ? { readonly [Key in Name]?: undefined }
  : object extends Input
    ? { readonly [Key in Name]?: Input | undefined }
    : { readonly [Key in Name]: Input };

/** A parameter that takes several values takes one alone, too. */
type QueryOf<Input> = [Input] extends [never] ? never : { readonly [Key in keyof Input]: OneOrMore<Input[Key]> };
type OneOrMore<Value> = Value extends readonly (infer Item)[] ? Item | readonly Item[] : Value;

/** The request of an operation, typed by its schemas. */
export type RequestOf<O extends Operation> = RequestOptions &
  Part<"path", InputOf<O["request"]["path"]>> &
  Part<"query", QueryOf<InputOf<O["request"]["query"]>>> &
  Part<"body", InputOf<O["request"]["body"]>>;

/** The arguments after an operation: its request, which may be left out if all of its parts may. */
export type RequestArguments<O extends Operation> =
  object extends RequestOf<O> ? [request?: RequestOf<O>] : [request: RequestOf<O>];

/** The type of `data` in the response of an operation. */
export type DataOf<O extends Operation> = z.output<O["response"]["data"]>;

/** The error in a response of the API. */
export interface ApiErrorBody {
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
  readonly details?: readonly ErrorDetail[];
}

/** A response of the API, or of a server in front of it. */
export interface ApiResponse<Data> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Undefined for an error, and for a response that is not JSON. */
  readonly data: Data | undefined;
  /** Undefined for a success, and for an error that is not in the format of the API. */
  readonly error: ApiErrorBody | undefined;
}

/** A response with a status that its operation states as a success. */
export interface ApiSuccess<Data> extends ApiResponse<Data> {
  readonly data: Data;
  readonly error: undefined;
}

/** The most characters of a response's text in the message of an error. */
const maxTextLength = 500;
/** A response with 429 or 503 says how long to wait. This holds if it does not. */
const defaultRetrySeconds = 1;

/** A response that is no success of its operation. */
export class ApiClientError extends Error {
  readonly operationId: string;
  readonly response: ApiResponse<unknown>;

  constructor(operationId: string, response: ApiResponse<unknown>) {
    const { status, text, error } = response;
    const reason = error === undefined ? text.slice(0, maxTextLength) : `${error.code}: ${error.message}`;
    const details = (error?.details ?? []).map(({ path, message }) => `\n  ${path} ${message}`);
    super(`${operationId} returned ${status} ${reason}${details.join("")}`);
    this.name = "ApiClientError";
    this.operationId = operationId;
    this.response = response;
  }

  get status(): number {
    return this.response.status;
  }

  /** Undefined if the response is not in the format of the API. */
  get code(): string | undefined {
    return this.response.error?.code;
  }

  /** The request as the logs of the API name it. */
  get requestId(): string | undefined {
    return this.response.error?.requestId;
  }

  get details(): readonly ErrorDetail[] {
    return this.response.error?.details ?? [];
  }
}

/** Calls the API as one user, or without a user. */
export class ApiClient {
  readonly #options: ApiClientOptions;
  readonly #apiUrl: string;

  constructor(options: ApiClientOptions) {
    this.#options = options;
    this.#apiUrl = options.apiUrl.replace(/\/+$/, "");
  }

  /** The same client with the tokens of another user or of another sign-in; without tokens if there are none. */
  withTokens(tokens: ApiTokens | undefined): ApiClient {
    return new ApiClient({ ...this.#options, tokens });
  }

  /** The URL of an operation. @throws TypeError for a parameter of the path that has no value */
  urlOf(operation: Operation, request: Pick<ApiRequest, "path" | "query"> = {}): string {
    return `${this.#apiUrl}${pathOf(operation, request)}`;
  }

  /** Sends a request, and returns its response if that is a success. @throws {@link ApiClientError} for every other response */
  async call<O extends Operation>(operation: O, ...[request]: RequestArguments<O>): Promise<ApiSuccess<DataOf<O>>> {
    return requireSuccess(operation, await this.sendUnchecked(operation, request));
  }

  /** Sends a request, and returns its response, whatever its status is. */
  send<O extends Operation>(operation: O, ...[request]: RequestArguments<O>): Promise<ApiResponse<DataOf<O>>> {
    return this.sendUnchecked(operation, request);
  }

  /** As `send`, with a request that need not fit the schemas of the operation. */
  async sendUnchecked<O extends Operation>(operation: O, request: ApiRequest = {}): Promise<ApiResponse<DataOf<O>>> {
    const { maxRetries = 0 } = this.#options;
    const url = this.urlOf(operation, request);
    const { signal, ...init } = this.#initOf(operation, request);
    for (let retries = 0; ; retries += 1) {
      const response = await fetch(url, { ...init, signal: signal ?? null });
      const text = await response.text();
      const { status, headers } = response;
      if (retries >= maxRetries || !isRetryable(operation, status))
        return { status, headers, text, ...contentOf<DataOf<O>>(text) };
      const seconds = Number(headers.get("retry-after") ?? Number.NaN);
      await sleep((seconds >= 0 ? seconds : defaultRetrySeconds) * 1000, undefined, {
        ...(signal !== undefined && { signal }),
      });
    }
  }

  #initOf(
    operation: Operation,
    request: ApiRequest,
  ): Omit<RequestInit, "signal"> & { readonly signal: AbortSignal | undefined } {
    const { method } = operation;
    const { rawBody, body, token = this.#tokenOf(operation) } = request;
    const content = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
    const headers = new Headers();
    if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
    if (content !== undefined) headers.set("content-type", "application/json");
    const added = [this.#options.headers, request.headers].flatMap((some) => Object.entries(some ?? {}));
    for (const [name, value] of added) headers.set(name, value);
    if (this.#options.maxRetries && method === "POST" && !headers.has("idempotency-key"))
      headers.set("idempotency-key", randomUUID());
    const signals = [this.#options.signal, request.signal].filter((signal) => signal !== undefined);
    // A redirect is a response of the API. The address that it names belongs to another server.
    return {
      method,
      headers,
      redirect: "manual",
      signal: signals.length > 1 ? AbortSignal.any(signals) : signals[0],
      ...(content !== undefined && { body: content }),
    };
  }

  #tokenOf({ token }: Operation): string | undefined {
    const { accessToken, idToken } = this.#options.tokens ?? {};
    if (token === "none") return undefined;
    return token === "id" ? idToken : accessToken;
  }
}

/** The path of a request with its query, below the address of the API. @throws TypeError for a parameter that has no value */
export function pathOf(operation: Operation, { path = {}, query = {} }: Pick<ApiRequest, "path" | "query">): string {
  const filled = operation.path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = String(path[name] ?? "");
    // Each of these would be the URL of another operation.
    if (["", ".", ".."].includes(value))
      throw new TypeError(`${operation.id} needs the path parameter ${name}, which is ${JSON.stringify(value)}.`);
    return encodeURIComponent(value);
  });
  const parameters = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().flatMap((value): [string, string][] => (value === undefined ? [] : [[name, String(value)]])),
  );
  return parameters.length === 0 ? filled : `${filled}?${new URLSearchParams(parameters)}`;
}

/** True if the operation states a status as a success: in full, accepted or in part. */
export function isSuccess({ response }: Operation, status: number): boolean {
  if (status === 202 && response.accepted !== undefined) return true;
  if (status === 207 && response.partly !== undefined) return true;
  return status === response.status;
}

/** The response if it is a success of its operation. @throws {@link ApiClientError} if it is not */
export function requireSuccess<Data>(operation: Operation, response: ApiResponse<Data>): ApiSuccess<Data> {
  const { data } = response;
  if (!isSuccess(operation, response.status) || data === undefined) throw new ApiClientError(operation.id, response);
  return { ...response, data, error: undefined };
}

/**
 * True if a request may be sent again. With 429 the gateway has not passed it on. After 503 a read can be repeated, and a POST finds the
 * response of its first try by its idempotency key. The API stores no response that is a secret.
 */
function isRetryable({ method, response }: Operation, status: number): boolean {
  if (status === 429) return true;
  if (status !== 503) return false;
  return method === "GET" || (method === "POST" && response.secret !== true);
}

/** What the text of a response holds under `data` and `error`; neither if the text is not a JSON object. */
function contentOf<Data>(text: string): Pick<ApiResponse<Data>, "data" | "error"> {
  const { data, error } = (parsed(text) ?? {}) as { readonly data?: Data; readonly error?: unknown };
  const isErrorBody = typeof error === "object" && error !== null && "code" in error;
  return { data, error: isErrorBody ? (error as ApiErrorBody) : undefined };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
