import { ApiError, validationError } from "@aerotage/core/errors";
import { newId } from "@aerotage/core/ids";
import { httpRoutes, route } from "@aerotage/core/lambda/http";
import { answeredDate } from "@aerotage/core/rates";
import { seal, unseal } from "@aerotage/core/sealed";
import { copyObject, deleteObject, firstBytes, objectFacts, StorageError, uploadUrl } from "@aerotage/core/storage";
import { nextVersion } from "@aerotage/core/versions";
import { requireSelfOrAdmin } from "../access.js";
import { changeUser } from "../change-user.js";
import { requireAdmitted, requireAnnounced, signatureLength } from "../domain/upload.js";
import { profileOf } from "../domain/user.js";
import { pictureKey, pictureLink } from "../pictures.js";
import { completeUpload, createUpload, deleteProfilePicture, uploadNotFound } from "../profile/contract.js";
import { documentActivity, documentKey, hasDocument, insertDocument } from "../profile/documents.js";
import { getUser } from "../repository.js";

/** How long a link to upload to is good, in seconds. */
const linkSeconds = 900;
/** Uploads wait here until they are completed; what is not is deleted after a day. */
const waitingKey = (id: string): string => `uploads/${id}`;

/** What an upload's id stands for: nothing is stored of an upload, its signed id tells all. */
interface Announced {
  readonly id: string;
  readonly purpose: "profilePicture" | "document";
  readonly fileName: string;
  readonly contentType: string;
  readonly sizeBytes: number;
}
/** What S3 says of an object that somebody else took away or replaced. */
const goneOrChanged = new Set([403, 404, 412]);

const boundTo = (ownerId: string) => ({ upload: ownerId });

function announcedAs(uploadId: string, ownerId: string): Announced {
  const announced = unseal(uploadId, boundTo(ownerId));
  if (announced !== undefined) return announced as Announced;
  const message = "is not one of this person, or was altered";
  throw new ApiError(validationError, `The uploadId ${message}.`, { details: [{ path: "uploadId", message }] });
}

export const handler = httpRoutes(
  route(createUpload, async ({ path, body, caller, now }) => {
    requireSelfOrAdmin(caller, path.id);
    requireAdmitted(body.purpose, body);
    await getUser(path.id);
    const announced: Announced = { id: newId(now), ...body };
    const { url, headers } = await uploadUrl("general", waitingKey(announced.id), body, linkSeconds);
    const expiresAt = new Date(now.getTime() + linkSeconds * 1000).toISOString();
    const uploadId = seal(announced, boundTo(path.id));
    return { data: { uploadId, method: "PUT" as const, url, headers, expiresAt } };
  }),
  route(completeUpload, async ({ path, body, caller, work, now }) => {
    requireSelfOrAdmin(caller, path.id);
    const announced = announcedAs(body.uploadId, path.id);
    const { id, purpose, fileName, contentType, sizeBytes } = announced;
    const before = await getUser(path.id);
    const stored = await objectFacts("general", waitingKey(id));
    if (stored === undefined || (purpose === "document" && (await hasDocument(id))))
      throw new ApiError(uploadNotFound, "Nothing was uploaded under this id, or it was completed already.");
    const place = purpose === "document" ? documentKey(path.id, id) : pictureKey(path.id);
    try {
      requireAnnounced(announced, stored, await firstBytes("general", waitingKey(id), signatureLength));
      // A copy, since whoever has the link may still write over the upload.
      await copyObject("general", waitingKey(id), place, stored.etag);
    } catch (error) {
      if (!(error instanceof StorageError && goneOrChanged.has(error.status))) throw error;
      throw new ApiError(uploadNotFound, "The upload was completed or written over in the meantime.", { cause: error });
    }
    // What waits is deleted once the record is there.
    work.afterCommit(() => deleteObject("general", waitingKey(id)));
    if (purpose === "document") {
      const createdAt = now.toISOString();
      const document = { id, fileName, contentType, sizeBytes, createdAt, createdBy: caller.id, version: 1 };
      insertDocument(work, path.id, document);
      work.record(documentActivity("created", path.id, document));
      return { data: { document }, location: `/users/${path.id}/documents/${id}` };
    }
    // A picture in the place of one of the same type is a change too: the version rises.
    const pictured = { ...before, pictureType: contentType, pictureAt: now.toISOString() };
    const after = await changeUser(work, before, nextVersion(pictured, now));
    return { data: { profilePicture: await pictureLink(after) } };
  }),
  route(deleteProfilePicture, async ({ path, caller, work, now }) => {
    requireSelfOrAdmin(caller, path.id);
    const before = await getUser(path.id);
    // The object first: if this dies in between, the link leads nowhere and the call can be repeated.
    await deleteObject("general", pictureKey(path.id));
    const { pictureType: _type, pictureAt: _at, ...rest } = before;
    const after = await changeUser(work, before, nextVersion(rest, now));
    return { data: profileOf(after, caller, answeredDate(now)) };
  }),
);
