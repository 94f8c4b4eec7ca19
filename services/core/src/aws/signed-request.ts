/**
 * Requests to AWS that are signed with the signer that the DynamoDB client brings along, for functions that call another service
 * too seldom to carry its client.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Sha256 } from "@smithy/core/checksum";
import { SignatureV4 } from "@smithy/signature-v4";
import { callerName, requiredVariable } from "../runtime/environment.js";
import { logger } from "../runtime/logger.js";
import { functionCredentials } from "./credentials.js";

/** A request to be signed. */
export interface SignableRequest {
  /** As the signature names it: `s3`, `cognito-idp`. */
  readonly service: string;
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** A body that is sent as it is, without a signature of its content: TLS protects it. For S3. */
  readonly content?: Blob;
  /** Of both tries together. @default 3000 */
  readonly timeoutMilliseconds?: number;
}

const defaultTimeoutMilliseconds = 3000;

/** The longest pause before a second try, in milliseconds; it is drawn between half of it and all of it. */
const longestPauseMilliseconds = 200;

/**
 * Signs a request and sends it, a second time if the first one failed in a way that passes: the connection broke, as one does that the
 * other side has closed while it was idle; the service is throttled; or it has an error of its own. The answer may be an error of the
 * service.
 */
export async function sendSigned(request: SignableRequest): Promise<Response> {
  // Both tries together take no longer than one may: whoever calls has planned for that.
  const signal = AbortSignal.timeout(request.timeoutMilliseconds ?? defaultTimeoutMilliseconds);
  const first = await sendOnce(request, signal).catch((error: Error) => error);
  if (first instanceof Response && !isPassing(first)) return first;
  const reason = first instanceof Response ? { status: first.status } : { error: first.message };
  logger.warn("A call of AWS is repeated", { service: request.service, ...reason });
  await sleep((longestPauseMilliseconds * (1 + Math.random())) / 2);
  return sendOnce(request, signal);
}

/** True for an answer that a second try may better. Cognito answers 400 where other services answer 429. */
function isPassing({ status, headers }: Response): boolean {
  return status === 429 || status >= 500 || (headers.get("x-amzn-errortype") ?? "").startsWith("TooManyRequests");
}

async function sendOnce(request: SignableRequest, signal: AbortSignal): Promise<Response> {
  const unsigned = request.content === undefined ? {} : { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };
  const caller = { host: request.url.host, "user-agent": `app/${callerName().userAgentAppId}` };
  const signed = await signerOf(request.service).sign({
    ...signable(request),
    headers: { ...caller, ...unsigned, ...request.headers },
    ...(request.body !== undefined && { body: request.body }),
  });
  return fetch(request.url, {
    method: request.method,
    headers: signed.headers,
    ...(request.body !== undefined && { body: request.body }),
    ...(request.content !== undefined && { body: request.content }),
    signal,
  });
}

/** The URL by which somebody without credentials may send the request, with exactly these headers, for some seconds. */
export async function presignedUrl(request: SignableRequest, expiresInSeconds: number): Promise<string> {
  // S3 is told that the content is not part of the signature; it is not there yet.
  const unsigned = request.service === "s3" ? { "X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD" } : {};
  const signed = await signerOf(request.service).presign(
    { ...signable(request), headers: { host: request.url.host, ...unsigned, ...request.headers } },
    {
      expiresIn: expiresInSeconds,
      unhoistableHeaders: new Set(Object.keys(request.headers ?? {})),
      signableHeaders: new Set(["host", ...Object.keys(request.headers ?? {})]),
    },
  );
  const url = new URL(request.url);
  for (const [name, value] of Object.entries(signed.query ?? {})) url.searchParams.set(name, String(value));
  // A space is %20 in the signature; in a query both stand for it, but not everywhere.
  url.search = url.search.replaceAll("+", "%20");
  return url.toString();
}

function signable({ method, url }: SignableRequest) {
  return {
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port !== "" && { port: Number(url.port) }),
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
  };
}

function signerOf(service: string): SignatureV4 {
  return new SignatureV4({
    service,
    region: requiredVariable("AWS_REGION"),
    credentials: functionCredentials(),
    sha256: Sha256,
    // S3 signs the path as it is.
    uriEscapePath: service !== "s3",
  });
}
