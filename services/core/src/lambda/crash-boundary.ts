/**
 * The file that Lambda loads. It loads the function next to it, and responds when the function cannot: if it fails to load, throws, runs
 * out of time or returns no valid response. An HTTP caller then gets an error in the envelope, with CORS headers. The gateway's
 * DEFAULT_5XX covers what the crash boundary cannot catch: a killed process, no memory left, a response above 6 MB.
 */
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import { corsHeaders } from "../contract/cors.js";

type LambdaHandler = (event: unknown, context: Context) => Promise<unknown>;

/** The end of the function's time that is reserved for the response, in milliseconds. */
const responseMilliseconds = 500;

/**
 * Wraps a function that is not loaded yet. Streams, queues and schedules get the error itself, because their retries and dead letters
 * depend on it.
 */
export async function crashBoundary(load: () => Promise<{ handler: LambdaHandler }>): Promise<LambdaHandler> {
  let inner: LambdaHandler | undefined;
  let loadError: unknown;
  try {
    inner = (await load()).handler;
  } catch (error) {
    loadError = error;
    log("The function could not be loaded", error);
  }
  return async (event, context) => {
    if (!isHttp(event)) {
      if (inner === undefined) throw loadError;
      return inner(event, context);
    }
    try {
      if (inner === undefined) throw loadError;
      return checked(await beforeTimeout(inner(event, context), context));
    } catch (error) {
      log("The function failed", error, context.awsRequestId);
      return failure(event, context, error instanceof TimeoutError ? "SERVICE_UNAVAILABLE" : "INTERNAL_ERROR");
    }
  };
}

class TimeoutError extends Error {}

function isHttp(event: unknown): event is APIGatewayProxyEvent {
  return typeof event === "object" && event !== null && "httpMethod" in event;
}

async function beforeTimeout(response: Promise<unknown>, context: Context): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    const remaining = Math.max(context.getRemainingTimeInMillis() - responseMilliseconds, 0);
    timer = setTimeout(() => reject(new TimeoutError("The function did not end in time.")), remaining);
  });
  try {
    return await Promise.race([response, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function checked(response: unknown): APIGatewayProxyResult {
  const { statusCode, body, headers } = (response ?? {}) as Partial<APIGatewayProxyResult>;
  const sound =
    Number.isInteger(statusCode) &&
    typeof body === "string" &&
    (headers === undefined ||
      Object.values(headers).every((value) => ["string", "number", "boolean"].includes(typeof value)));
  if (!sound) throw new Error("The function's answer is not one that the gateway understands.");
  return response as APIGatewayProxyResult;
}

function failure(
  event: APIGatewayProxyEvent,
  context: Context,
  code: "INTERNAL_ERROR" | "SERVICE_UNAVAILABLE",
): APIGatewayProxyResult {
  const requestId = event.requestContext?.requestId ?? context.awsRequestId;
  const headers = new Map(Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const unavailable = code === "SERVICE_UNAVAILABLE";
  const message = unavailable
    ? "The request took too long. Repeat it with the same idempotency key."
    : "Something went wrong on our side. The log has the request id.";
  return {
    statusCode: unavailable ? 503 : 500,
    headers: {
      "Content-Type": "application/json",
      ...(unavailable && { "Retry-After": "1" }),
      ...corsHeaders(headers.get("origin"), process.env.CORS_ORIGINS),
    },
    body: JSON.stringify({
      success: false,
      error: { code, message, requestId },
      code,
      message,
      timestamp: new Date().toISOString(),
    }),
  };
}

/** One JSON line, as the function's own logger would write it. */
function log(message: string, error: unknown, requestId?: string): void {
  const { name, message: text, stack } = error instanceof Error ? error : new Error(String(error));
  process.stderr.write(
    `${JSON.stringify({ level: "ERROR", message, requestId, error: { name, message: text, stack }, timestamp: new Date().toISOString() })}\n`,
  );
}
