// First: the packages that make documents need it.
import "@aerotage/core/documents/require";
import { type DocumentRequest, writeDocument } from "../use-cases/write-document.js";

/** Called by functions that need a document. */
export const handler = (request: DocumentRequest): Promise<void> => writeDocument(request);
