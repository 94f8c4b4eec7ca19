/**
 * Signed requests to AWS. They use the signer of the DynamoDB client, for functions that call another service too rarely to include its
 * client.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Sha256 } from "@smithy/core/checksum";
import { SignatureV4 } from "@smithy/signature-v4";
import { callerName, requiredVariable } from "../runtime/environment.js";
import { logger } from "../runtime/logger.js";
import { functionCredentials } from "./credentials.js";

/** A request to be signed. */
export interface SignableRequest {
  /** The service name in the signature: `s3`, `cognito-idp`. */
  readonly service: string;
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** A body without a signature of its content, for S3. TLS protects it. */
  readonly content?: Blob;
  /** The time limit of both attempts together. @default 3000 */
  readonly timeoutMilliseconds?: number;
}

const defaultTimeoutMilliseconds = 3000;

/** The longest pause before the second attempt, in milliseconds. The pause is random between half of it and all of it. */
const longestPauseMilliseconds = 200;

/**
 * Signs a request and sends it. It sends the request again if the first attempt failed for a temporary reason: a broken connection (such as
 * an idle one that the service closed), throttling, or an error of the service. The response may be an error of the service.
 */
export async function sendSigned(request: SignableRequest): Promise<Response> {
  // Both attempts together have the time limit of one: the caller has planned for that.
  const signal = AbortSignal.timeout(request.timeoutMilliseconds ?? defaultTimeoutMilliseconds);
  const first = await sendOnce(request, signal).catch((error: Error) => error);
  if (first instanceof Response && !isPassing(first)) return first;
  const reason = first instanceof Response ? { status: first.status } : { error: first.message };
  logger.warn("A call of AWS is repeated", { service: request.service, ...reason });
  await sleep((longestPauseMilliseconds * (1 + Math.random())) / 2);
  return sendOnce(request, signal);
}

/** True for a response that a second attempt may improve. Cognito returns 400 for throttling, other services return 429. */
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

/** A URL that allows sending the request without credentials, with exactly these headers, for a number of seconds. */
export async function presignedUrl(request: SignableRequest, expiresInSeconds: number): Promise<string> {
  // The content is not part of the signature, because it does not exist yet.
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
  // The signature has a space as %20. Not every server reads a plus sign as a space.
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
