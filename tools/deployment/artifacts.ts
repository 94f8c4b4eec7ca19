/** The functions' zips in the artifacts bucket, from where Lambda takes them. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  HeadBucketCommand,
  ListObjectsV2Command,
  NoSuchBucket,
  NotFound,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import type { BuildManifest } from "../build.js";
import { OperatorError } from "../command-line.js";

const keyPrefix = "functions/";
const parallelUploads = 8;
const pollMilliseconds = 200;

/** The keys below `functions/` that are there. */
async function storedKeys(client: S3Client, bucket: string): Promise<Set<string>> {
  const keys = new Set<string>();
  for (let token: string | undefined; ; ) {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: keyPrefix,
        ...(token !== undefined && { ContinuationToken: token }),
      }),
    );
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.add(Key);
    token = page.NextContinuationToken;
    if (token === undefined) return keys;
  }
}

/** Waits until a bucket is there; what makes it ends the wait by the signal if it fails. */
export async function waitForBucket(
  bucket: string,
  options: { readonly s3: S3ClientConfig; readonly signal: AbortSignal },
): Promise<void> {
  const client = new S3Client(options.s3);
  try {
    for (;;) {
      try {
        await client.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal: options.signal });
        return;
      } catch (error) {
        options.signal.throwIfAborted();
        if (!(error instanceof NotFound)) throw error;
      }
      await sleep(pollMilliseconds, undefined, { signal: options.signal });
    }
  } finally {
    client.destroy();
  }
}

/** Uploads the zips of a build that the bucket does not have; a key contains the zip's hash. Returns how many it uploaded. */
export async function uploadArtifacts(
  build: BuildManifest,
  options: { readonly buildDirectory: string; readonly bucket: string; readonly s3: S3ClientConfig },
): Promise<number> {
  const client = new S3Client(options.s3);
  try {
    const stored = await storedKeys(client, options.bucket).catch((error: unknown) => {
      if (!(error instanceof NoSuchBucket)) throw error;
      throw new OperatorError(
        `The artifacts bucket ${options.bucket} does not exist: bootstrap its account first (npm run deploy:bootstrap:<account>).`,
      );
    });
    const missing = Object.values(build.functions).filter(({ key }) => !stored.has(key));
    const queue = [...missing];
    const work = async () => {
      for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
        const body = await readFile(join(options.buildDirectory, next.zip));
        await client.send(
          new PutObjectCommand({ Bucket: options.bucket, Key: next.key, Body: body, ContentType: "application/zip" }),
        );
      }
    };
    await Promise.all(Array.from({ length: parallelUploads }, work));
    return missing.length;
  } finally {
    client.destroy();
  }
}
