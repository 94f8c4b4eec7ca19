import { httpHandler } from "@aerotage/kernel/http-handler";
import { viewInvoice } from "../contract/read.js";
import { followLink } from "../use-cases/view-invoice.js";

export const handler = httpHandler(viewInvoice, async ({ path, work, now }) => {
  const downloadUrl = await followLink(path.token, work, now);
  return { data: { downloadUrl }, location: downloadUrl };
});
