/** Functions behind a queue. */
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { logger } from "../logger.js";

/** A message of a queue: its id stays the same over deliveries. */
export interface QueueMessage {
  readonly id: string;
  readonly body: unknown;
}

/** Makes a function that handles each message of a batch by itself: those that fail are delivered again. */
export function queueHandler(
  handle: (message: QueueMessage) => Promise<void>,
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async (event) => {
    const outcomes = await Promise.allSettled(
      event.Records.map(async (record) => handle({ id: record.messageId, body: JSON.parse(record.body) })),
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
