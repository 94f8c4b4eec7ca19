/** Functions that read a queue. */
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { logger } from "../runtime/logger.js";

/** A message of a queue. Its id is the same at every delivery. */
export interface QueueMessage<Body = unknown> {
  readonly id: string;
  readonly body: Body;
}

/**
 * Makes a function that handles each message of a batch separately. Messages that fail are delivered again.
 * @param read parses the text of a message; JSON by default
 */
export function queueHandler<Body = unknown>(
  handle: (message: QueueMessage<Body>) => Promise<void>,
  read: (text: string) => Body = JSON.parse,
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async (event) => {
    const outcomes = await Promise.allSettled(
      event.Records.map(async (record) => handle({ id: record.messageId, body: read(record.body) })),
    );
    const failed = event.Records.filter((_record, index) => outcomes[index]?.status === "rejected");
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.status === "rejected") {
        logger.error("A message could not be handled", {
          error: outcome.reason as Error,
          messageId: event.Records[index]?.messageId ?? "",
        });
      }
    }
    return { batchItemFailures: failed.map((record) => ({ itemIdentifier: record.messageId })) };
  };
}
