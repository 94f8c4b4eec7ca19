import { deleteObject } from "@aerotage/core/aws/storage";
import { type AnnouncedUpload, announcedUpload, beginUpload, takeOver, waitingKey } from "@aerotage/core/aws/uploads";
import { ApiError, uploadNotFound } from "@aerotage/core/contract/errors";
import { nextVersion } from "@aerotage/core/contract/versions";
import { httpRoutes } from "@aerotage/core/lambda/routes";
import { responseDate } from "@aerotage/kernel/domain/rates";
import { route } from "@aerotage/kernel/http-handler";
import { completeUpload, createUpload, deleteProfilePicture } from "../contract/profiles.js";
import { requireAdmitted } from "../domain/upload.js";
import { profileOf } from "../domain/user.js";
import { documentActivity, documentKey, hasDocument, insertDocument } from "../persistence/documents.js";
import { pictureKey, pictureLink } from "../persistence/pictures.js";
import { getUser } from "../persistence/users.js";
import { changeUser } from "../use-cases/change-user.js";
import { requireSelfOrAdmin } from "../use-cases/check-access.js";

/** What a person announces. */
interface Announced extends AnnouncedUpload {
  readonly purpose: "profilePicture" | "document";
  readonly fileName: string;
}

export const handler = httpRoutes(
  route(createUpload, async ({ path, body, caller, now }) => {
    requireSelfOrAdmin(caller, path.id);
    requireAdmitted(body.purpose, body);
    await getUser(path.id);
    return { data: await beginUpload(path.id, body, now) };
  }),
  route(completeUpload, async ({ path, body, caller, unitOfWork, now }) => {
    requireSelfOrAdmin(caller, path.id);
    const announced = announcedUpload<Announced>(body.uploadId, path.id);
    const { id, purpose, fileName, contentType, sizeBytes } = announced;
    const before = await getUser(path.id);
    if (purpose === "document" && (await hasDocument(id)))
      throw new ApiError(uploadNotFound, "Nothing was uploaded under this id, or it was completed already.");
    await takeOver(announced, purpose === "document" ? documentKey(path.id, id) : pictureKey(path.id));
    // What waits is deleted once the record is there.
    unitOfWork.afterCommit(() => deleteObject("general", waitingKey(id)));
    if (purpose === "document") {
      const createdAt = now.toISOString();
      const document = { id, fileName, contentType, sizeBytes, createdAt, createdBy: caller.id, version: 1 };
      insertDocument(unitOfWork, path.id, document);
      unitOfWork.audit(documentActivity("created", path.id, document));
      return { data: { document }, location: `/users/${path.id}/documents/${id}` };
    }
    // A picture in the place of one of the same type is a change too: the version rises.
    const pictured = { ...before, pictureType: contentType, pictureAt: now.toISOString() };
    const after = await changeUser(unitOfWork, before, nextVersion(pictured, now));
    return { data: { profilePicture: await pictureLink(after) } };
  }),
  route(deleteProfilePicture, async ({ path, caller, unitOfWork, now }) => {
    requireSelfOrAdmin(caller, path.id);
    const before = await getUser(path.id);
    // The object first: if this dies in between, the link leads nowhere and the call can be repeated.
    await deleteObject("general", pictureKey(path.id));
    const { pictureType: _type, pictureAt: _at, ...rest } = before;
    const after = await changeUser(unitOfWork, before, nextVersion(rest, now));
    return { data: profileOf(after, caller, responseDate(now)) };
  }),
);
