/** Reads a gateway event: headers regardless of case, the body within its limits, and everything against its schema at once. */

import type { APIGatewayProxyEvent } from "aws-lambda";
import { en } from "zod/locales";
import * as z from "zod/mini";
import {
  ApiError,
  detailPath,
  type ErrorDetail,
  invalidJson,
  payloadTooLarge,
  unsupportedMediaType,
  validationError,
} from "../errors.js";
import type { ObjectSchema, Operation } from "../operation.js";

z.config(en());

/** The most bytes of a body. */
export const maxBodyBytes = 1024 * 1024;
/** Bounds of an idempotency key, in characters. */
const idempotencyKeyPattern = /^[\x21-\x7e]{1,255}$/;

/** What a schema makes of its input; nothing where there is no schema. */
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

/** The version that `If-Match` names: an ETag as answered, or the bare number. `*` asks for nothing. */
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
 * The request's parts, validated.
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
    query: check(query, event.queryStringParameters ?? {}, details),
    body: body === undefined ? undefined : check(body, jsonBody(event, headers), details),
  };
  if (details.length > 0) throw invalid(details);
  return input as RequestInput<O>;
}

function check(schema: ObjectSchema | undefined, value: unknown, details: ErrorDetail[]): unknown {
  if (schema === undefined) return undefined;
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) details.push({ path: detailPath(issue.path), message: issue.message });
  return undefined;
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
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    // The parser's own text quotes the body, which may hold a password.
    throw new ApiError(invalidJson, "The body is not JSON.");
  }
}

function invalid(details: readonly ErrorDetail[]): ApiError {
  const [first] = details;
  const more = details.length > 1 ? ` (and ${details.length - 1} more)` : "";
  return new ApiError(validationError, `${first?.path} ${first?.message}${more}`.trim(), { details });
}
