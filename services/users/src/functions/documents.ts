import { deleteObject, downloadUrl } from "@aerotage/core/aws/storage";
import { httpRoutes } from "@aerotage/core/lambda/routes";
import { route } from "@aerotage/kernel/http-handler";
import {
  deleteDocument as deleteOperation,
  getDocument as getOperation,
  listDocuments as listOperation,
} from "../contract/profiles.js";
import { deleteDocument, documentActivity, documentKey, getDocument, listDocuments } from "../persistence/documents.js";
import { requireSelfOrAdmin } from "../use-cases/check-access.js";

/** How long a link to a document's content is good, in seconds. */
const linkSeconds = 900;

export const handler = httpRoutes(
  route(listOperation, async ({ path, query, caller }) => {
    requireSelfOrAdmin(caller, path.id);
    return { data: await listDocuments({ ...query, ownerId: path.id, callerId: caller.id }) };
  }),
  route(getOperation, async ({ path, caller, now }) => {
    requireSelfOrAdmin(caller, path.id);
    const document = await getDocument(path.id, path.documentId);
    const key = documentKey(path.id, path.documentId);
    return {
      data: {
        ...document,
        downloadUrl: await downloadUrl("general", key, linkSeconds, document.fileName),
        downloadExpiresAt: new Date(now.getTime() + linkSeconds * 1000).toISOString(),
      },
    };
  }),
  route(deleteOperation, async ({ path, caller, unitOfWork }) => {
    requireSelfOrAdmin(caller, path.id);
    const document = await getDocument(path.id, path.documentId);
    // The content first: if this dies in between, the record is still there and the call can be repeated.
    await deleteObject("general", documentKey(path.id, path.documentId));
    deleteDocument(unitOfWork, document);
    unitOfWork.audit(documentActivity("deleted", path.id, document));
    return { data: document };
  }),
);
