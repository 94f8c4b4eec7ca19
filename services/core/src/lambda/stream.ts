/** Functions behind a table's stream. */

import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { logger } from "../logger.js";

/** A change of an item. */
export interface ItemChange {
  readonly kind: "INSERT" | "MODIFY" | "REMOVE";
  readonly before: Record<string, unknown> | undefined;
  readonly after: Record<string, unknown> | undefined;
}

/**
 * Makes a function that handles the changes of a batch one after another. At the first that fails the batch ends: the stream
 * delivers from there again, so the order within a key is kept.
 */
export function streamHandler(
  handle: (change: ItemChange) => Promise<void>,
): (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse> {
  return async (event) => {
    for (const record of event.Records) {
      try {
        await handle(changeOf(record));
      } catch (error) {
        logger.error("A change could not be handled", { error: error as Error, eventId: record.eventID ?? "" });
        const sequence = record.dynamodb?.SequenceNumber;
        if (sequence === undefined) throw error;
        return { batchItemFailures: [{ itemIdentifier: sequence }] };
      }
    }
    return { batchItemFailures: [] };
  };
}

function changeOf(record: DynamoDBRecord): ItemChange {
  return {
    kind: record.eventName ?? "MODIFY",
    before: image(record.dynamodb?.OldImage),
    after: image(record.dynamodb?.NewImage),
  };
}

function image(item: unknown): Record<string, unknown> | undefined {
  return item === undefined ? undefined : unmarshall(item as Record<string, AttributeValue>);
}
