import { ApiError, forbidden } from "@aerotage/core/contract/errors";
import type { Caller } from "@aerotage/core/lambda/caller";
import { configNotFound } from "../contract/configs.js";
import { mayChange, mayRead, type ReportConfig } from "../domain/report-config.js";
import { findConfig } from "../persistence/configs.js";

/** A saved report that a caller may know of. @throws `REPORT_CONFIG_NOT_FOUND` */
export async function readableConfig(id: string, caller: Caller): Promise<ReportConfig> {
  const config = await findConfig(id);
  if (config === undefined || !mayRead(config, caller))
    throw new ApiError(configNotFound, `There is no saved report ${id}.`);
  return config;
}

/** A saved report that a caller may change. @throws `REPORT_CONFIG_NOT_FOUND`, `FORBIDDEN` */
export async function changeableConfig(id: string, caller: Caller): Promise<ReportConfig> {
  const config = await readableConfig(id, caller);
  if (!mayChange(config, caller))
    throw new ApiError(
      forbidden,
      "Only its owner and administrators may change a shared report. Save one of your own.",
    );
  return config;
}
