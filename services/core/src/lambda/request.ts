/** Reads a gateway event. Header names ignore case, the body has limits, and all parts are validated together. */

import { isUtf8 } from "node:buffer";
import type { APIGatewayProxyEvent } from "aws-lambda";
import * as z from "zod/mini";
import {
  ApiError,
  detailPath,
  type ErrorDetail,
  invalidJson,
  payloadTooLarge,
  unsupportedMediaType,
  validationError,
} from "../contract/errors.js";
import type { ObjectSchema, Operation } from "../contract/operation.js";
import { isRepeatable } from "../contract/schemas.js";
import { isWellFormed, quotable } from "../text/characters.js";
import { validationMessage } from "./validation-message.js";

/** The most bytes of a body. */
export const maxBodyBytes = 1024 * 1024;
/** Bounds of an idempotency key, in characters. */
const idempotencyKeyPattern = /^[\x21-\x7e]{1,255}$/;

/** The output of a schema; undefined without a schema. */
type Parsed<Schema> = [NonNullable<Schema>] extends [never]
  ? undefined
  : NonNullable<Schema> extends ObjectSchema
    ? z.output<NonNullable<Schema>>
    : undefined;

/** The parts of a request after validation. */
export interface RequestInput<O extends Operation> {
  readonly path: Parsed<O["request"]["path"]>;
  readonly query: Parsed<O["request"]["query"]>;
  readonly body: Parsed<O["request"]["body"]>;
}

/** Headers by lower-case name. */
export function headersOf(event: APIGatewayProxyEvent): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(event.headers ?? {})) {
    if (value !== undefined) headers[name.toLowerCase()] = value;
  }
  return headers;
}

/** The version in `If-Match`: an ETag that the API returned, or the number itself. `*` is no condition. */
export function ifMatchOf(headers: Readonly<Record<string, string>>): number | undefined {
  const header = headers["if-match"]?.trim();
  if (header === undefined || header === "" || header === "*") return undefined;
  const version = /^(?:W\/)?"?([0-9]{1,15})"?$/.exec(header)?.[1];
  if (version === undefined)
    throw invalid([{ path: "If-Match", message: 'must be a version as answered in ETag, such as "3"' }]);
  return Number(version);
}

/** The idempotency key of a request, if it has one. */
export function idempotencyKeyOf(headers: Readonly<Record<string, string>>): string | undefined {
  const key = headers["idempotency-key"];
  if (key === undefined || key === "") return undefined;
  if (!idempotencyKeyPattern.test(key)) {
    throw invalid([{ path: "Idempotency-Key", message: "must be 1 to 255 printable ASCII characters without spaces" }]);
  }
  return key;
}

/**
 * The request's parts, validated. All texts must be well-formed Unicode, also those of fields that are ignored.
 * @throws `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `INVALID_JSON`, or `VALIDATION_ERROR` with every violation of path, query and body.
 */
export function readInput<O extends Operation>(
  operation: O,
  event: APIGatewayProxyEvent,
  headers: Readonly<Record<string, string>>,
): RequestInput<O> {
  const { path, query, body } = operation.request;
  const details: ErrorDetail[] = [];
  const input = {
    path: check(path, event.pathParameters ?? {}, details),
    query: check(query, queryParameters(query, event), details),
    body: body === undefined ? undefined : check(body, jsonBody(event, headers), details),
  };
  if (details.length > 0) throw invalid(details);
  return input as RequestInput<O>;
}

function check(schema: ObjectSchema | undefined, value: unknown, details: ErrorDetail[]): unknown {
  const malformed = malformedTexts(value);
  details.push(...malformed);
  if (schema === undefined) return undefined;
  const result = z.safeParse(schema, value, { error: validationMessage });
  if (result.success) return result.data;
  const named = new Set(malformed.map(({ path }) => path));
  for (const { path, message } of result.error.issues.map((issue) => ({ ...issue, path: pathText(issue.path) })))
    if (!named.has(path)) details.push({ path, message });
  return undefined;
}

/** The parameters of the query. If a parameter is repeated, the last value counts, unless its schema takes all values. */
function queryParameters(schema: ObjectSchema | undefined, event: APIGatewayProxyEvent): Record<string, unknown> {
  const parameters: Record<string, unknown> = { ...event.queryStringParameters };
  for (const [name, parameter] of Object.entries(schema?.shape ?? {})) {
    if (parameters[name] === undefined || !isRepeatable(parameter)) continue;
    parameters[name] = event.multiValueQueryStringParameters?.[name] ?? [parameters[name]];
  }
  return parameters;
}

/** The most malformed texts that one response names. */
const maxMalformedTexts = 100;

/** A part of a request, with the path to it. */
interface Part {
  readonly value: unknown;
  readonly key: PropertyKey;
  readonly parent: Part | undefined;
}

/**
 * The texts and field names that are not well-formed Unicode, in the order of the request. It keeps a list of parts instead of calling
 * itself, because a body may be nested deeper than calls can be.
 */
function malformedTexts(value: unknown): ErrorDetail[] {
  const found: ErrorDetail[] = [];
  const parts: Part[] = [{ value, key: "", parent: undefined }];
  for (let part = parts.pop(); part !== undefined && found.length < maxMalformedTexts; part = parts.pop()) {
    if (typeof part.key === "string" && !isWellFormed(part.key))
      found.push({ path: pathOf(part), message: "must have a name that is well-formed Unicode" });
    if (typeof part.value === "string" && !isWellFormed(part.value))
      found.push({ path: pathOf(part), message: "must be well-formed Unicode" });
    if (typeof part.value !== "object" || part.value === null) continue;
    const inside = part.value as Readonly<Record<PropertyKey, unknown>>;
    const keys: PropertyKey[] = Array.isArray(inside) ? [...inside.keys()] : Object.keys(inside);
    for (const key of keys.reverse()) parts.push({ value: inside[key], key, parent: part });
  }
  return found;
}

function pathOf(part: Part): string {
  const keys: PropertyKey[] = [];
  for (let one = part; one.parent !== undefined; one = one.parent) keys.push(one.key);
  return pathText(keys.reverse());
}

function pathText(path: readonly PropertyKey[]): string {
  return quotable(detailPath(path));
}

function jsonBody(event: APIGatewayProxyEvent, headers: Readonly<Record<string, string>>): unknown {
  if (event.body === null || event.body === undefined || event.body === "") return {};
  const bytes = Buffer.from(event.body, event.isBase64Encoded ? "base64" : "utf8");
  if (bytes.length > maxBodyBytes) {
    throw new ApiError(payloadTooLarge, `The body has ${bytes.length} bytes; the limit is ${maxBodyBytes}.`);
  }
  const type = headers["content-type"];
  if (type !== undefined && !/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type)) {
    throw new ApiError(unsupportedMediaType, `The body is ${type}. Send application/json.`);
  }
  if (!isUtf8(bytes)) throw new ApiError(invalidJson, "The body is not UTF-8.");
  try {
    return JSON.parse(event.isBase64Encoded ? bytes.toString("utf8") : event.body);
  } catch {
    // The parser's own text quotes the body, which may hold a password.
    throw new ApiError(invalidJson, "The body is not JSON.");
  }
}

function invalid(details: readonly ErrorDetail[]): ApiError {
  const [first] = details;
  const more = details.length > 1 ? ` (and ${details.length - 1} more)` : "";
  return new ApiError(validationError, `${`${first?.path} ${first?.message}`.trim()}${more}.`, { details });
}
