/** Answers in the envelope of the contract. */
import type { APIGatewayProxyResult } from "aws-lambda";
import { corsHeaders } from "../contract/cors.js";
import type { ApiError } from "../contract/errors.js";
import type { StoredResponse } from "../database/idempotency.js";
import { commonVariables } from "../runtime/environment.js";

/** What a handler gives back. */
export interface Outcome<Data> {
  readonly data: Data;
  /** Another status than the contract's, such as 207. */
  readonly status?: number;
  readonly message?: string;
  /** The record's version, answered as `ETag`. */
  readonly version?: number;
  /** Path of a new record, or where a 302 leads to, answered as `Location`. */
  readonly location?: string;
  /** Fields beside `data`, where the contract has them. */
  readonly beside?: Readonly<Record<string, unknown>>;
}

/** The status of an answer that leads to another address. */
const found = 302;

/** A success as it is answered and kept. */
export function success(outcome: Outcome<unknown>, contractStatus: number): StoredResponse {
  const { data, message, version, location, beside, status = contractStatus } = outcome;
  if (status === found && location === undefined) throw new TypeError("A redirect needs a location.");
  return {
    status,
    headers: {
      ...(version !== undefined && { ETag: `"${version}"` }),
      ...(location !== undefined && { Location: location }),
    },
    body: JSON.stringify({ success: true, data, ...beside, ...(message !== undefined && { message }) }),
  };
}

/** An error as it is answered. Amplify reads `code` and `message` at the top level, so they are repeated there. */
export function failure(error: ApiError, requestId: string): StoredResponse {
  const { definition, message, details, retryAfterSeconds } = error;
  return {
    status: definition.status,
    headers: { ...(retryAfterSeconds !== undefined && { "Retry-After": String(retryAfterSeconds) }) },
    body: JSON.stringify({
      success: false,
      error: { code: definition.code, message, ...(details !== undefined && { details }), requestId },
      code: definition.code,
      message,
      timestamp: new Date().toISOString(),
    }),
  };
}

/** An answer as the gateway takes it, readable by the page that asked. */
export function toGateway(response: StoredResponse, origin: string | undefined): APIGatewayProxyResult {
  return {
    statusCode: response.status,
    headers: {
      "Content-Type": "application/json",
      "Cache-Control": "no-store",
      ...response.headers,
      ...corsHeaders(origin, process.env[commonVariables.corsOrigins]),
    },
    body: response.body,
  };
}
