import { scheduleHandler } from "@aerotage/core/lambda/schedule";
import { logger } from "@aerotage/core/runtime/logger";
import { sweepUnfinished } from "../use-cases/create-account.js";

export const handler = scheduleHandler(async (now) => {
  const swept = await sweepUnfinished(now);
  if (swept > 0) logger.info("Unfinished accounts were taken back", { swept });
});
