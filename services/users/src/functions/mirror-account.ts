import type { PublishedEvent } from "@aerotage/core/audit/activity";
import { queueHandler } from "@aerotage/core/lambda/queue";
import type { SQSEvent } from "aws-lambda";
import { type SyncAccountRequest, syncAccount } from "../use-cases/sync-account.js";

const ofQueue = queueHandler(async ({ body }) => syncAccount((body as PublishedEvent).entityId));

/** Called right after a change by the function that made it, and again by the change's event. */
export const handler = async (event: SQSEvent | SyncAccountRequest) =>
  "Records" in event ? ofQueue(event) : syncAccount(event.userId);
