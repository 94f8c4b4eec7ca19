/** What may be uploaded, and how its content is known: pure rules. */
import { ApiError, type ErrorDetail, validationError } from "@aerotage/core/errors";
import type { ObjectFacts } from "@aerotage/core/storage";
import { type UploadPurpose, uploadRefused } from "../profile/contract.js";

/** How many of a file's first bytes tell its type. */
export const signatureLength = 16;

const megabyte = 1024 * 1024;
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

/** What a purpose admits. */
const limits: Readonly<
  Record<UploadPurpose, { readonly maxBytes: number; readonly admits: (type: string) => boolean }>
> = {
  profilePicture: { maxBytes: 5 * megabyte, admits: (type) => type.startsWith("image/") },
  document: { maxBytes: 10 * megabyte, admits: () => true },
};

/** Refuses what is announced with a type or size that its purpose doesn't admit. @throws `VALIDATION_ERROR` with both, if both */
export function requireAdmitted(purpose: UploadPurpose, { contentType, sizeBytes }: ObjectFacts): void {
  const { maxBytes, admits } = limits[purpose];
  const types = Object.keys(signatures).filter(admits);
  const details: ErrorDetail[] = [];
  if (!types.includes(contentType))
    details.push({ path: "contentType", message: `must be one of ${types.join(", ")}` });
  if (sizeBytes > maxBytes) details.push({ path: "sizeBytes", message: `must be at most ${maxBytes}` });
  const [first] = details;
  if (first !== undefined) throw new ApiError(validationError, `${first.path} ${first.message}.`, { details });
}

/** Refuses an object that is not what was announced. @throws `UPLOAD_REFUSED` */
export function requireAnnounced(announced: ObjectFacts, stored: ObjectFacts, firstBytes: Uint8Array): void {
  if (stored.sizeBytes !== announced.sizeBytes)
    throw new ApiError(uploadRefused, `The file has ${stored.sizeBytes} bytes, not ${announced.sizeBytes}.`);
  const signature = signatures[announced.contentType] ?? [];
  const fits = signature.every(([offset, bytes]) => bytes.every((byte, index) => firstBytes[offset + index] === byte));
  if (stored.contentType !== announced.contentType || !fits)
    throw new ApiError(uploadRefused, `The file's content is not ${announced.contentType}.`);
}
