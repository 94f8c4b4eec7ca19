/** Pictures of a document: the logo of who hands it out. */
import type { PDFDocument, PDFImage } from "@cantoo/pdf-lib";
import { logger } from "../runtime/logger.js";

/** A picture as it is stored. */
export interface Picture {
  readonly contentType: "image/png" | "image/jpeg";
  readonly bytes: Uint8Array;
}

/** A picture as a part of a document; undefined if it cannot be read: a document without it is better than none. */
export async function embeddedPicture(
  document: PDFDocument,
  { contentType, bytes }: Picture,
): Promise<PDFImage | undefined> {
  try {
    return contentType === "image/png" ? await document.embedPng(bytes) : await document.embedJpg(bytes);
  } catch (error) {
    logger.warn("The logo cannot be read; the document has none", { contentType, error });
    return undefined;
  }
}
