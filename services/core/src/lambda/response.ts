/** Responses in the envelope of the contract. */
import type { APIGatewayProxyResult } from "aws-lambda";
import { corsHeaders } from "../contract/cors.js";
import type { ApiError } from "../contract/errors.js";
import type { StoredResponse } from "../database/idempotency.js";
import { commonVariables } from "../runtime/environment.js";

/** What a handler returns. */
export interface Outcome<Data> {
  readonly data: Data;
  /** Another status than the contract's, such as 207. */
  readonly status?: number;
  readonly message?: string;
  /** The version of the record, returned as `ETag`. */
  readonly version?: number;
  /** The path of a new record, or the target of a 302, returned as `Location`. */
  readonly location?: string;
  /** Fields beside `data`, where the contract has them. */
  readonly beside?: Readonly<Record<string, unknown>>;
}

/** The status of a redirect. */
const found = 302;

/** The response of a success, as it is returned and stored. */
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

/** The response of an error. Amplify reads `code` and `message` at the top level, so they are repeated there. */
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

/** A response in the form that the gateway expects, with CORS headers for the page of the request. */
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
