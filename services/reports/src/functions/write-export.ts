// First: the packages that make documents need it.
import "@aerotage/core/documents/require";
import type { PublishedEvent } from "@aerotage/core/audit/activity";
import { queueHandler } from "@aerotage/core/lambda/queue";
import type { Context, SQSEvent } from "aws-lambda";
import { type WriteRequest, writeExport } from "../use-cases/write-export.js";

/**
 * How long a run waits for another one that writes the file, in milliseconds: the queue's longer than a request that has it written, and a
 * request's as long as its caller may be kept waiting.
 */
const patience = { queue: 30_000, request: 10_000 } as const;

/** Called by the function that takes an export, where its caller waits for the file, and by the event of every export. */
export const handler = async (event: SQSEvent | WriteRequest, context: Context) => {
  const now = Date.now();
  const deadline = now + context.getRemainingTimeInMillis();
  if (!("Records" in event)) return writeExport(event, { deadline, waitUntil: now + patience.request });
  const times = { deadline, waitUntil: now + patience.queue };
  return queueHandler(({ body }) => writeExport({ exportId: (body as PublishedEvent).entityId }, times))(event);
};
