/** Where documents lie, their records beside the users: the only file that knows the keys and indexes of theirs. */

import type { ActivityInput } from "@aerotage/core/audit/activity";
import { ApiError, uploadNotFound } from "@aerotage/core/contract/errors";
import { itemId } from "@aerotage/core/contract/tables";
import { getItem } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { type ListResponse, list } from "@aerotage/core/database/list";
import { partition, queryPage } from "@aerotage/core/database/query";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { tableName } from "@aerotage/core/runtime/environment";
import { type DocumentResponse, documentNotFound } from "../contract/profiles.js";

/** A document's item: `kind` is the partition of ListIndex, `name` its sort key. */
interface DocumentItem {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly ownerId: string;
  readonly document: DocumentResponse;
  readonly version: number;
}

const itemKey = (documentId: string): string => itemId("Users", "document", documentId);
const kindOf = (ownerId: string): string => `documents#${ownerId}`;

/** Where a document's content lies. */
export function documentKey(ownerId: string, documentId: string): string {
  return `documents/${ownerId}/${documentId}`;
}

/** A document of a person, read consistently. @throws `DOCUMENT_NOT_FOUND` */
export async function getDocument(
  ownerId: string,
  documentId: string,
  tables: Database = database,
): Promise<DocumentResponse> {
  const item = await getItem<DocumentItem>(tables, "Users", itemKey(documentId));
  if (item?.ownerId !== ownerId) throw noDocument(documentId);
  return item.document;
}

/** True if an upload has become a document. */
export async function hasDocument(documentId: string, tables: Database = database): Promise<boolean> {
  return (await getItem(tables, "Users", itemKey(documentId))) !== undefined;
}

/** The documents of a person. */
export function listDocuments(
  request: {
    readonly ownerId: string;
    readonly callerId: string;
    readonly limit?: number | undefined;
    readonly cursor?: string | undefined;
    readonly sortOrder?: "asc" | "desc" | undefined;
  },
  tables: Database = database,
): Promise<ListResponse<DocumentResponse>> {
  const { ownerId, callerId, sortOrder } = request;
  const kind = kindOf(ownerId);
  return list({
    ...request,
    query: { list: "documents", ownerId, callerId, sortOrder },
    readPage: queryPage<DocumentItem>(
      {
        table: "Users",
        IndexName: "ListIndex",
        ...partition("kind", kind),
        ScanIndexForward: sortOrder !== "desc",
      },
      tables,
    ),
    position: (item: DocumentItem) => ({ id: item.id, name: item.name, kind }),
    createdAt: (item) => item.document.createdAt,
    toResponse: (item) => item.document,
  });
}

/** Plans a new document. Refused with `UPLOAD_NOT_FOUND` if its upload has become one already. */
export function insertDocument(unitOfWork: UnitOfWork, ownerId: string, document: DocumentResponse): void {
  const { id, fileName: name, version } = document;
  const item: DocumentItem = { id: itemKey(id), kind: kindOf(ownerId), name, ownerId, document, version };
  unitOfWork.insert("Users", { ...item }, () => new ApiError(uploadNotFound, "This upload was completed already."));
}

/** Plans the deletion of a document. Refused with `DOCUMENT_NOT_FOUND` if somebody else deleted it. */
export function deleteDocument(unitOfWork: UnitOfWork, document: DocumentResponse): void {
  unitOfWork.add(
    {
      Delete: {
        TableName: tableName("Users"),
        Key: { id: itemKey(document.id) },
        ConditionExpression: "attribute_exists(id)",
      },
    },
    () => noDocument(document.id),
  );
}

function noDocument(documentId: string): ApiError {
  return new ApiError(documentNotFound, `There is no document ${documentId}.`);
}

/** The activity record of what happened to a document. */
export function documentActivity(
  change: "created" | "deleted",
  ownerId: string,
  document: DocumentResponse,
): ActivityInput {
  const auditedFields = {
    ownerId,
    fileName: document.fileName,
    contentType: document.contentType,
    sizeBytes: document.sizeBytes,
  };
  return {
    type: `document.${change}`,
    entityType: "document",
    entityId: document.id,
    ...(change === "created" ? { after: auditedFields } : { before: auditedFields }),
  };
}
