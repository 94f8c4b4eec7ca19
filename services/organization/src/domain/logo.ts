import { ApiError, uploadRefused } from "@aerotage/core/contract/errors";
import { maxLogoSide } from "../contract/logo.js";

/** Where a PNG has its width and height: big-endian, in its first chunk (https://www.w3.org/TR/png-3/#11IHDR). */
const pngSides = { width: 16, height: 20 } as const;

/** Refuses a PNG with too many pixels. @param first the file's first bytes, at least 24 @throws `UPLOAD_REFUSED` */
export function requireLogoFits(contentType: string, first: Uint8Array): void {
  if (contentType !== "image/png") return;
  const sizeOf = (offset: number): number =>
    first.length < offset + 4 ? 0 : new DataView(first.buffer, first.byteOffset).getUint32(offset);
  const [width, height] = [sizeOf(pngSides.width), sizeOf(pngSides.height)];
  if (width < 1 || height < 1) throw new ApiError(uploadRefused, "The PNG has no width or no height.");
  if (width > maxLogoSide || height > maxLogoSide)
    throw new ApiError(
      uploadRefused,
      `The PNG has ${width} × ${height} pixels; ${maxLogoSide} × ${maxLogoSide} are allowed.`,
    );
}
