/** The fonts of a document. */
import fontkit from "@cantoo/fontkit";
import type { PDFDocument, PDFFont } from "@cantoo/pdf-lib";
import { boldFont, regularFont } from "./fonts.js";
import type { Typeface } from "./typeface.js";

/** A font that is a part of a document. */
export interface Face extends Typeface {
  readonly font: PDFFont;
}

/** The fonts of one document. */
export interface Faces {
  readonly regular: Face;
  readonly bold: Face;
}

/** Makes the fonts a part of a document. The file has the glyphs that the document uses. */
export async function embeddedFaces(document: PDFDocument): Promise<Faces> {
  document.registerFontkit(fontkit);
  return { regular: await faceOf(document, regularFont), bold: await faceOf(document, boldFont) };
}

async function faceOf(document: PDFDocument, bytes: Uint8Array): Promise<Face> {
  const font = await document.embedFont(bytes, { subset: true });
  const widths = new Map<string, number>();
  return {
    font,
    codePoints: new Set(font.getCharacterSet()),
    widthOf: (character) => {
      const known = widths.get(character) ?? font.widthOfTextAtSize(character, 1);
      widths.set(character, known);
      return known;
    },
  };
}
