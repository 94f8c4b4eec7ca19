import { deleteObject, downloadUrl } from "@aerotage/core/aws/storage";
import type { Caller } from "@aerotage/core/lambda/caller";
import { httpRoutes } from "@aerotage/core/lambda/routes";
import { route } from "@aerotage/kernel/http-handler";
import { createExport, deleteExport, exportLinkSeconds, getExport, listExports } from "../contract/exports.js";
import { type ExportRecord, exportResponse, fileNameOf, mayHaveFile } from "../domain/export-record.js";
import { fileKey, getOwnExport, listOwnExports, removeExport } from "../persistence/exports.js";
import { requestExport } from "../use-cases/request-export.js";

/** An export with a link to its file, if that is there. */
async function linked(record: ExportRecord, { caller, now }: { readonly caller: Caller; readonly now: Date }) {
  if (!mayHaveFile(record, caller)) return exportResponse(record);
  const link = await downloadUrl("exports", fileKey(record), exportLinkSeconds, fileNameOf(record));
  const expiresAt = new Date(now.getTime() + exportLinkSeconds * 1000).toISOString();
  return exportResponse(record, { downloadUrl: link, expiresAt });
}

export const handler = httpRoutes(
  route(createExport, async (request) => {
    const record = await requestExport(request);
    const status = record.status === "preparing" ? 202 : 201;
    return { data: await linked(record, request), status, location: `/reports/exports/${record.id}` };
  }),
  route(listExports, async ({ query, caller, now }) => ({
    data: await listOwnExports({ ...query, now, ownerId: caller.id, toResponse: (record) => exportResponse(record) }),
  })),
  route(getExport, async ({ path, caller, now }) => ({
    data: await linked(await getOwnExport(caller.id, path.exportId, now), { caller, now }),
  })),
  route(deleteExport, async ({ path, caller, unitOfWork, now }) => {
    const record = await getOwnExport(caller.id, path.exportId, now);
    // The file first: if this dies in between, the call can be repeated.
    await deleteObject("exports", fileKey(record));
    removeExport(unitOfWork, record);
    return { data: exportResponse(record) };
  }),
);
