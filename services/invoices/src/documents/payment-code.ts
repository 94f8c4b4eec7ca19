/** The picture of a payment code: a QR code as the guidelines of the European Payments Council want it. */
import {
  fill,
  type PDFPage,
  popGraphicsState,
  pushGraphicsState,
  rectangle,
  setFillingGrayscaleColor,
} from "@cantoo/pdf-lib";
import { encode } from "uqr";

/** EPC069-12: error correction level M, at most version 13. */
const errorCorrection = "M";
const maxVersion = 13;

/** The picture on paper, in points: its modules without the quiet zone are about 30 mm wide. */
export const codeWidth = 88;
export const codeHeight = codeWidth;

/** Draws a code; its dark modules are one shape, so that no reader sees lines between them. */
export function drawCode(page: PDFPage, text: string, { x, top }: { readonly x: number; readonly top: number }): void {
  // Bytes, whatever the text: other modes of QR codes are shorter, and not what the guidelines say.
  const bytes = [...Buffer.from(text, "utf8")];
  const { data, size } = encode(bytes, { ecc: errorCorrection, maxVersion, border: 0 });
  const module = codeWidth / size;
  const rectangles = data.flatMap((row, line) =>
    darkRuns(row).map(({ start, length }) =>
      rectangle(x + start * module, top - (line + 1) * module, length * module, module),
    ),
  );
  page.pushOperators(pushGraphicsState(), setFillingGrayscaleColor(0), ...rectangles, fill(), popGraphicsState());
}

/** Dark modules of a row that stand side by side. */
function darkRuns(row: readonly boolean[]): { readonly start: number; readonly length: number }[] {
  const runs: { start: number; length: number }[] = [];
  let start = 0;
  for (const [index, isDark] of row.entries()) {
    if (isDark) continue;
    if (index > start) runs.push({ start, length: index - start });
    start = index + 1;
  }
  if (row.length > start) runs.push({ start, length: row.length - start });
  return runs;
}
