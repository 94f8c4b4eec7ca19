/** Following the link in a mail of a scheduled report. */

import { downloadUrl } from "@aerotage/core/aws/storage";
import { ApiError } from "@aerotage/core/contract/errors";
import { exportLinkSeconds } from "../contract/exports.js";
import { reportFileRevoked, reportFileUnknown } from "../contract/report-file.js";
import { fileNameOf, isRetained, mayHaveFile } from "../domain/export-record.js";
import { findUsers } from "../persistence/addressees.js";
import { fileKey, findExport } from "../persistence/exports.js";
import { findLinkedExport } from "../persistence/report-links.js";

/** A link to the file that a token stands for. @throws `REPORT_FILE_UNKNOWN`, `REPORT_FILE_REVOKED` */
export async function followLink(token: string, now: Date): Promise<string> {
  const exportId = await findLinkedExport(token);
  if (exportId === undefined)
    throw new ApiError(reportFileUnknown, "There is no such link, or its time is over: files are kept for seven days.");
  const file = await findExport(exportId);
  if (file === undefined || !isRetained(file, now))
    throw new ApiError(reportFileRevoked, "The file has been deleted. Export the report again.");
  const owner = (await findUsers([file.ownerId])).get(file.ownerId);
  if (owner?.isActive !== true || !mayHaveFile(file, owner))
    throw new ApiError(reportFileRevoked, "Whom the file was made for may not have it any more.");
  return await downloadUrl("exports", fileKey(file), exportLinkSeconds, fileNameOf(file));
}
