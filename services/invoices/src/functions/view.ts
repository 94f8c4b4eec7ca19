import { httpHandler } from "@aerotage/kernel/http-handler";
import { viewInvoice } from "../contract/read.js";
import { followLink } from "../use-cases/view-invoice.js";

export const handler = httpHandler(viewInvoice, async ({ path, unitOfWork, now }) => {
  const downloadUrl = await followLink(path.token, unitOfWork, now);
  return { data: { downloadUrl }, location: downloadUrl };
});
