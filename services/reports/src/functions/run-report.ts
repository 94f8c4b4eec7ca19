import type { PublishedEvent } from "@aerotage/core/audit/activity";
import { queueHandler } from "@aerotage/core/lambda/queue";
import type { Context, SQSEvent } from "aws-lambda";
import type { RunId } from "../domain/report-run.js";
import { runReport } from "../use-cases/run-report.js";

/** Called by the event of every run that is due. */
export const handler = (event: SQSEvent, context: Context) => {
  const deadline = Date.now() + context.getRemainingTimeInMillis();
  return queueHandler(({ body }) => runReport((body as PublishedEvent).data as unknown as RunId, deadline))(event);
};
