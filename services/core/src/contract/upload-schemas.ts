/** What operations of uploads say. In a file of its own: most functions have none. */
import * as z from "zod/mini";
import { instantSchema } from "./schemas.js";

/** Where a file is sent to, and what to send with it. */
export const uploadLinkSchema = z.strictObject({
  uploadId: z.string(),
  method: z.literal("PUT"),
  url: z.string(),
  /** To be sent with it. */
  headers: z.record(z.string(), z.string()),
  expiresAt: instantSchema,
});

/** What names an upload that was begun. */
export const uploadReferenceSchema = z.object({ uploadId: z.string().check(z.minLength(1), z.maxLength(2048)) });
