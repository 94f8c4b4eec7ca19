/** Cross-origin headers. Small and without imports that could fail: the crash boundary of every function uses it. */

/** Request headers that a browser may send. */
export const allowedHeaders = [
  "Authorization",
  "Content-Type",
  "Idempotency-Key",
  "If-Match",
  "X-Amz-Date",
  "X-Amz-Security-Token",
];
/** Response headers that a page may read. */
export const exposedHeaders = ["ETag", "Retry-After", "Location"];
/** Methods that routes use. */
export const allowedMethods = ["GET", "POST", "PUT", "DELETE", "OPTIONS"];
/** How long a browser may cache a preflight response, in seconds. Chromium caches at most two hours. */
export const preflightMaxAgeSeconds = 7200;

/**
 * The headers that let a page of an origin read a response. No headers for an origin that the environment does not name.
 * @param allowed comma-separated origins, `*` for any; `null` and `file://` are those of packaged desktop apps
 */
export function corsHeaders(origin: string | undefined, allowed: string | undefined): Record<string, string> {
  if (origin === undefined || allowed === undefined) return { Vary: "Origin" };
  const origins = allowed.split(",");
  if (!origins.includes("*") && !origins.includes(origin)) return { Vary: "Origin" };
  return {
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Expose-Headers": exposedHeaders.join(", "),
    Vary: "Origin",
  };
}

/** The headers of a preflight response. */
export function preflightHeaders(origin: string | undefined, allowed: string | undefined): Record<string, string> {
  const headers = corsHeaders(origin, allowed);
  if (headers["Access-Control-Allow-Origin"] === undefined) return headers;
  return {
    ...headers,
    "Access-Control-Allow-Methods": allowedMethods.join(", "),
    "Access-Control-Allow-Headers": allowedHeaders.join(", "),
    "Access-Control-Max-Age": String(preflightMaxAgeSeconds),
  };
}
