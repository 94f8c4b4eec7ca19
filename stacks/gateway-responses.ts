/**
 * What the gateway answers by itself, in the same envelope as the functions and readable for pages: it cannot choose among the
 * allowed origins, so it echoes the caller's. Its time stamp is the epoch's milliseconds.
 */
import { exposedHeaders } from "@aerotage/core/contract/cors";
import {
  type ErrorDefinition,
  forbidden,
  internalError,
  payloadTooLarge,
  tooManyRequests,
  unauthorized,
  unavailable,
  unsupportedMediaType,
  validationError,
} from "@aerotage/core/contract/errors";
import type { GatewayResponseProps } from "../modules/api/rest-api.js";

/** Seconds after which a throttled or failed call may be tried again. */
const retryAfterSeconds = 1;

/** No route has this method and path. */
const routeNotFound = { status: 404, code: "ROUTE_NOT_FOUND", description: "" } as const satisfies ErrorDefinition;

function response(type: string, error: ErrorDefinition, message: string, retry = false): GatewayResponseProps {
  return {
    type,
    statusCode: error.status,
    body: body(error.code, message),
    headers: { ...corsHeaders, ...(retry && { "Retry-After": `'${retryAfterSeconds}'` }) },
  };
}

function body(code: string, message: string): string {
  return JSON.stringify({
    success: false,
    error: { code, message, requestId: "$context.requestId" },
    code,
    message,
    timestamp: "$context.requestTimeEpoch",
  });
}

const corsHeaders = {
  "Access-Control-Allow-Origin": "method.request.header.Origin",
  "Access-Control-Expose-Headers": `'${exposedHeaders.join(", ")}'`,
  Vary: "'Origin'",
};

const tokenMessage = "A valid token is needed: sign in again.";
const faultMessage = "The request could not be handled.";
const busyMessage = "The service did not answer in time: try again with the same idempotency key.";

export const gatewayResponses: readonly GatewayResponseProps[] = [
  { type: "DEFAULT_4XX", body: body("BAD_REQUEST", "The gateway refused the request."), headers: corsHeaders },
  response("DEFAULT_5XX", internalError, faultMessage),
  response("UNAUTHORIZED", unauthorized, tokenMessage),
  response("EXPIRED_TOKEN", unauthorized, tokenMessage),
  response("INVALID_SIGNATURE", unauthorized, tokenMessage),
  response("ACCESS_DENIED", forbidden, "This is not allowed."),
  response("WAF_FILTERED", forbidden, "The request was refused by the firewall."),
  response("MISSING_AUTHENTICATION_TOKEN", routeNotFound, "There is no such route."),
  response("RESOURCE_NOT_FOUND", routeNotFound, "There is no such route."),
  response("BAD_REQUEST_BODY", validationError, "The body is not valid."),
  response("BAD_REQUEST_PARAMETERS", validationError, "The parameters are not valid."),
  response("REQUEST_TOO_LARGE", payloadTooLarge, "The body is too large."),
  response("UNSUPPORTED_MEDIA_TYPE", unsupportedMediaType, "The body must be JSON."),
  response("THROTTLED", tooManyRequests, "Too many requests: try again in a moment.", true),
  response("QUOTA_EXCEEDED", tooManyRequests, "Too many requests: try again later.", true),
  response("INTEGRATION_TIMEOUT", unavailable, busyMessage, true),
  response("INTEGRATION_FAILURE", unavailable, busyMessage, true),
  response("AUTHORIZER_FAILURE", internalError, faultMessage),
  response("AUTHORIZER_CONFIGURATION_ERROR", internalError, faultMessage),
  response("API_CONFIGURATION_ERROR", internalError, faultMessage),
];
