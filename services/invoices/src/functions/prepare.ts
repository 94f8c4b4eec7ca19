import type { PublishedEvent } from "@aerotage/core/audit/activity";
import { queueHandler } from "@aerotage/core/lambda/queue";
import type { Context, SQSEvent } from "aws-lambda";
import { runLeftTask } from "../use-cases/run-task.js";

/** Makes an invoice that nobody waits for. */
export const handler = (event: SQSEvent, context: Context) => {
  const deadline = Date.now() + context.getRemainingTimeInMillis();
  return queueHandler(({ body }) => runLeftTask((body as PublishedEvent).entityId, { deadline }))(event);
};
