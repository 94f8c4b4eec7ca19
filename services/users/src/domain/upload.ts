/** What a person may upload: pure rules. */

import type { ObjectFacts } from "@aerotage/core/aws/storage";
import { knownTypes } from "@aerotage/core/aws/uploads";
import { ApiError, type ErrorDetail, validationError } from "@aerotage/core/contract/errors";
import type { UploadPurpose } from "../contract/profiles.js";

const megabyte = 1024 * 1024;

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
  const types = knownTypes.filter(admits);
  const details: ErrorDetail[] = [];
  if (!types.includes(contentType))
    details.push({ path: "contentType", message: `must be one of ${types.join(", ")}` });
  if (sizeBytes > maxBytes) details.push({ path: "sizeBytes", message: `must be at most ${maxBytes}` });
  const [first] = details;
  if (first !== undefined) throw new ApiError(validationError, `${first.path} ${first.message}.`, { details });
}
