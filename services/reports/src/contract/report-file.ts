/** The file that a mail of a scheduled report links to. */
import type { ErrorDefinition } from "@aerotage/core/contract/errors";
import { defineOperation } from "@aerotage/core/contract/operation";
import { tokenSchema } from "@aerotage/core/runtime/tokens";
import * as z from "zod/mini";

export const reportFileUnknown = {
  status: 404,
  code: "REPORT_FILE_UNKNOWN",
  description: "There is no such link, or its time is over: files are kept for seven days.",
} as const satisfies ErrorDefinition;

export const reportFileRevoked = {
  status: 410,
  code: "REPORT_FILE_REVOKED",
  description: "The file was deleted, or its recipient may not have it any more.",
} as const satisfies ErrorDefinition;

export const getReportFile = defineOperation({
  id: "getReportFile",
  method: "GET",
  path: "/reports/files/{token}",
  token: "none",
  roles: [],
  tag: "Reports",
  summary: "Follow the link of a report's mail",
  description:
    "Leads to the file while it is kept and its recipient may have it. Whoever holds the link gets the file: nobody is asked to sign in.",
  request: { path: z.object({ token: tokenSchema }) },
  response: {
    status: 302,
    description: "`Location` is a link to the file, good for 15 minutes; `data` has it too.",
    data: z.strictObject({ downloadUrl: z.string() }),
  },
  errors: [reportFileUnknown, reportFileRevoked],
});
