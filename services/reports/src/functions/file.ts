import { httpHandler } from "@aerotage/kernel/http-handler";
import { getReportFile } from "../contract/report-file.js";
import { followLink } from "../use-cases/follow-link.js";

export const handler = httpHandler(getReportFile, async ({ path, now }) => {
  const downloadUrl = await followLink(path.token, now);
  return { data: { downloadUrl }, location: downloadUrl };
});
