/** Objects in the environment's buckets, reached by signed requests: the S3 client would weigh more than the rest of a function. */
import { openAsBlob } from "node:fs";
import type { BucketName } from "../contract/manifest.js";
import { bucketVariable, requiredVariable } from "../runtime/environment.js";
import { presignedUrl, type SignableRequest, sendSigned } from "./signed-request.js";

/** What is known of an object without reading it. */
export interface ObjectFacts {
  readonly sizeBytes: number;
  readonly contentType: string;
}

/** A stored object. */
export interface StoredObject extends ObjectFacts {
  /** Changes with the content. */
  readonly etag: string;
}

/** The URL of an object. An emulator has the bucket in the path, S3 in the host name. */
function urlOf(bucket: BucketName, key: string): URL {
  const name = requiredVariable(bucketVariable(bucket));
  const path = key.split("/").map(encodeURIComponent).join("/");
  const endpoint = process.env.AWS_ENDPOINT_URL;
  return endpoint === undefined
    ? new URL(`https://${name}.s3.${requiredVariable("AWS_REGION")}.amazonaws.com/${path}`)
    : new URL(`${endpoint.replace(/\/$/, "")}/${name}/${path}`);
}

/** A link to read an object, for some seconds. */
export function downloadUrl(
  bucket: BucketName,
  key: string,
  expiresInSeconds: number,
  fileName?: string,
): Promise<string> {
  const url = urlOf(bucket, key);
  if (fileName !== undefined) {
    const encoded = encodeURIComponent(fileName).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
    url.searchParams.set("response-content-disposition", `attachment; filename*=UTF-8''${encoded}`);
  }
  return presignedUrl({ service: "s3", method: "GET", url }, expiresInSeconds);
}

/**
 * A link to write an object of exactly this type and size, for some seconds. The headers must be sent with it; the length, which is
 * signed too, every HTTP client sends by itself.
 */
export async function uploadUrl(
  bucket: BucketName,
  key: string,
  { sizeBytes, contentType }: ObjectFacts,
  expiresInSeconds: number,
): Promise<{ readonly url: string; readonly headers: Readonly<Record<string, string>> }> {
  const headers = { "content-type": contentType };
  const signedHeaders = { ...headers, "content-length": String(sizeBytes) };
  const url = await presignedUrl(
    { service: "s3", method: "PUT", url: urlOf(bucket, key), headers: signedHeaders },
    expiresInSeconds,
  );
  return { url, headers };
}

/** Size and type of an object; undefined if it does not exist. */
export async function objectFacts(bucket: BucketName, key: string): Promise<StoredObject | undefined> {
  // Without the right to list the bucket, S3 returns 403 for an object that does not exist.
  const response = await send({ method: "HEAD", url: urlOf(bucket, key) }, [403, 404]);
  if (!response.ok) return undefined;
  return {
    sizeBytes: Number(response.headers.get("content-length")),
    contentType: response.headers.get("content-type") ?? "",
    etag: response.headers.get("etag") ?? "",
  };
}

/** The first bytes of an object. */
export async function firstBytes(bucket: BucketName, key: string, count: number): Promise<Uint8Array> {
  const response = await send({ method: "GET", url: urlOf(bucket, key), headers: { range: `bytes=0-${count - 1}` } });
  return new Uint8Array(await response.arrayBuffer());
}

/** A whole object in memory, for small objects; undefined if it does not exist. */
export async function readObject(bucket: BucketName, key: string): Promise<Uint8Array | undefined> {
  const response = await send({ method: "GET", url: urlOf(bucket, key) }, [403, 404]);
  return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
}

/** Makes an object of bytes. */
export async function putObject(
  bucket: BucketName,
  key: string,
  bytes: Uint8Array<ArrayBuffer>,
  contentType: string,
): Promise<void> {
  await send({
    method: "PUT",
    url: urlOf(bucket, key),
    headers: { "content-type": contentType },
    content: new Blob([bytes], { type: contentType }),
    timeoutMilliseconds: fileTimeoutMilliseconds,
  });
}

/** How long the sending of a file may take, in milliseconds. */
const fileTimeoutMilliseconds = 60_000;

/** Makes an object of a file, which is read while it is sent. */
export async function putFile(bucket: BucketName, key: string, file: string, contentType: string): Promise<void> {
  const content = await openAsBlob(file, { type: contentType });
  await send({
    method: "PUT",
    url: urlOf(bucket, key),
    headers: { "content-type": contentType },
    content,
    timeoutMilliseconds: fileTimeoutMilliseconds,
  });
}

/** Copies an object within a bucket; its type is kept. @throws `StorageError` 412 if its content is another one than `etag` says */
export async function copyObject(bucket: BucketName, from: string, to: string, etag: string): Promise<void> {
  const source = `/${requiredVariable(bucketVariable(bucket))}/${from.split("/").map(encodeURIComponent).join("/")}`;
  const response = await send({
    method: "PUT",
    url: urlOf(bucket, to),
    headers: { "x-amz-copy-source": source, "x-amz-copy-source-if-match": etag },
  });
  // If a copy fails after it began, S3 returns 200 with an error in the body.
  const text = await response.text();
  if (text.includes("<Error>")) throw new StorageError("PUT", response.status, text);
}

/** Deletes an object. An object that does not exist is no error. */
export async function deleteObject(bucket: BucketName, key: string): Promise<void> {
  await send({ method: "DELETE", url: urlOf(bucket, key) }, [404]);
}

/** Thrown with the response of S3 if the caller does not expect it. */
export class StorageError extends Error {
  readonly status: number;

  constructor(method: string, status: number, text: string) {
    super(`S3 answered ${method} with ${status}: ${text.slice(0, 500)}`);
    this.name = "StorageError";
    this.status = status;
  }
}

async function send(
  request: Omit<SignableRequest, "service">,
  expectedStatus: readonly number[] = [],
): Promise<Response> {
  const response = await sendSigned({ service: "s3", ...request });
  if (response.ok || expectedStatus.includes(response.status)) return response;
  throw new StorageError(request.method, response.status, await response.text());
}
