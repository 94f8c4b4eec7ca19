import type { PublishedEvent } from "@aerotage/core/activity";
import { queueHandler } from "@aerotage/core/lambda/queue";
import { mirrorAccount } from "../mirror.js";

export const handler = queueHandler(async ({ body }) => mirrorAccount((body as PublishedEvent).entityId));
