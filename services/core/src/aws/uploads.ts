/**
 * Files that people upload: they announce one, send it to a link, and have it taken over. Nothing is stored of an upload that is announced: its
 * signed id tells all.
 */
import { ApiError, fieldError, uploadNotFound, uploadRefused } from "../contract/errors.js";
import { newId } from "../runtime/ids.js";
import { signValue, verifyValue } from "../runtime/signed-values.js";
import { copyObject, firstBytes, type ObjectFacts, objectFacts, StorageError, uploadUrl } from "./storage.js";

/** The content of an upload's signed id. */
export interface AnnouncedUpload extends ObjectFacts {
  readonly id: string;
}

/** How long a link to upload to is good, in seconds. */
const linkSeconds = 900;
/** How many of a file's first bytes are looked at: they tell its type, and of a PNG its size in pixels. */
const lookedAt = 24;
/** The statuses of S3 for an object that another request deleted or replaced. */
const goneOrChanged = new Set([403, 404, 412]);

const zip = [0x50, 0x4b, 0x03, 0x04];
const office = "application/vnd.openxmlformats-officedocument";

/** Media types with the bytes that their files begin with, after some others. */
const signatures: Readonly<Record<string, readonly (readonly [offset: number, bytes: readonly number[]])[]>> = {
  "image/png": [[0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]]],
  "image/jpeg": [[0, [0xff, 0xd8, 0xff]]],
  "image/gif": [[0, [0x47, 0x49, 0x46, 0x38]]],
  "image/webp": [
    [0, [0x52, 0x49, 0x46, 0x46]],
    [8, [0x57, 0x45, 0x42, 0x50]],
  ],
  "application/pdf": [[0, [0x25, 0x50, 0x44, 0x46, 0x2d]]],
  [`${office}.wordprocessingml.document`]: [[0, zip]],
  [`${office}.spreadsheetml.sheet`]: [[0, zip]],
};

/** The media types that are known by their first bytes. */
export const knownTypes: readonly string[] = Object.keys(signatures);

/** Uploads wait here until they are completed; what is not is deleted after a day. */
export const waitingKey = (id: string): string => `uploads/${id}`;

const boundTo = (ownerId: string) => ({ upload: ownerId });

/** Begins an upload. @param owner whom it is bound to */
export async function beginUpload<Facts extends ObjectFacts>(owner: string, facts: Facts, now: Date) {
  const announced = { id: newId(now), ...facts };
  const { url, headers } = await uploadUrl("general", waitingKey(announced.id), facts, linkSeconds);
  const expiresAt = new Date(now.getTime() + linkSeconds * 1000).toISOString();
  return { uploadId: signValue(announced, boundTo(owner)), method: "PUT" as const, url, headers, expiresAt };
}

/** The announced upload. @throws `VALIDATION_ERROR` for an id that was altered or belongs to another owner */
export function announcedUpload<Announced extends AnnouncedUpload>(uploadId: string, owner: string): Announced {
  const announced = verifyValue(uploadId, boundTo(owner));
  if (announced === undefined) throw fieldError("uploadId", "belongs to somebody else, or was altered");
  return announced as Announced;
}

/**
 * Copies what was uploaded to where it stays, since whoever has the link may still write over the upload.
 * @param requireFits refuses files by their first bytes for other reasons
 * @throws `UPLOAD_NOT_FOUND`; `UPLOAD_REFUSED` for something else than was announced
 */
export async function takeOver(
  announced: AnnouncedUpload,
  targetKey: string,
  requireFits?: (first: Uint8Array) => void,
): Promise<void> {
  const waiting = waitingKey(announced.id);
  const stored = await objectFacts("general", waiting);
  if (stored === undefined)
    throw new ApiError(uploadNotFound, "Nothing was uploaded under this id, or it was completed already.");
  try {
    const first = await firstBytes("general", waiting, lookedAt);
    requireAnnounced(announced, stored, first);
    requireFits?.(first);
    await copyObject("general", waiting, targetKey, stored.etag);
  } catch (error) {
    if (!(error instanceof StorageError && goneOrChanged.has(error.status))) throw error;
    throw new ApiError(uploadNotFound, "The upload was completed or written over in the meantime.", { cause: error });
  }
}

/** Refuses an object that is not what was announced. @throws `UPLOAD_REFUSED` */
export function requireAnnounced(announced: ObjectFacts, stored: ObjectFacts, first: Uint8Array): void {
  if (stored.sizeBytes !== announced.sizeBytes)
    throw new ApiError(uploadRefused, `The file has ${stored.sizeBytes} bytes, not ${announced.sizeBytes}.`);
  const signature = signatures[announced.contentType] ?? [];
  const fits = signature.every(([offset, bytes]) => bytes.every((byte, index) => first[offset + index] === byte));
  if (stored.contentType !== announced.contentType || !fits)
    throw new ApiError(uploadRefused, `The file's content is not ${announced.contentType}.`);
}
