/** The organization's logo on documents. */
import { conflict, uploadNotFound, uploadRefused } from "@aerotage/core/contract/errors";
import { defineOperation } from "@aerotage/core/contract/operation";
import { uploadLinkSchema, uploadReferenceSchema } from "@aerotage/core/contract/upload-schemas";
import * as z from "zod/mini";
import { logoFileSchema, settingsSchema } from "./organization.js";

/** The most bytes of a logo. */
const maxLogoBytes = 1024 * 1024;
/** The most pixels of a PNG's side: a document's writer unpacks it in memory, 4 bytes per pixel. */
export const maxLogoSide = 2000;

const logoRoute = { token: "access", roles: ["admin"], tag: "Organization" } as const;

export const createLogoUpload = defineOperation({
  ...logoRoute,
  id: "createLogoUpload",
  method: "POST",
  path: "/settings/logo",
  summary: "Begin the upload of the logo",
  description: `Answers a link to which exactly this many bytes of this type may be sent for a quarter of an hour: a PNG or JPEG of up to 1 MiB, a PNG of at most ${maxLogoSide} × ${maxLogoSide} pixels. \`POST /settings/logo/complete\` takes it over.`,
  request: {
    body: z.object({
      contentType: logoFileSchema.shape.contentType,
      sizeBytes: z.int().check(z.minimum(1), z.maximum(maxLogoBytes)),
    }),
  },
  response: {
    status: 201,
    description: "Where to send it.",
    data: uploadLinkSchema,
  },
  errors: [],
});

export const completeLogoUpload = defineOperation({
  ...logoRoute,
  id: "completeLogoUpload",
  method: "POST",
  path: "/settings/logo/complete",
  summary: "Take over the logo",
  description:
    "Looks at what was really sent: its size, its type and its first bytes. It stands on documents from then on.",
  request: { body: uploadReferenceSchema },
  response: { status: 200, description: "The settings as they are now.", data: settingsSchema, etag: true },
  errors: [uploadNotFound, uploadRefused, conflict],
});

export const deleteLogo = defineOperation({
  ...logoRoute,
  id: "deleteLogo",
  method: "DELETE",
  path: "/settings/logo",
  summary: "Delete the logo",
  request: {},
  response: { status: 200, description: "The settings as they are now.", data: settingsSchema, etag: true },
  errors: [conflict],
});
