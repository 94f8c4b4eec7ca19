/** Functions that read the stream of a table. */

import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { logger } from "../runtime/logger.js";

/** A change of an item. */
export interface ItemChange {
  readonly kind: "INSERT" | "MODIFY" | "REMOVE";
  readonly before: Record<string, unknown> | undefined;
  readonly after: Record<string, unknown> | undefined;
}

/** The first change of a batch that was not handled. */
export interface UnhandledChange {
  /** Its index in the batch. */
  readonly index: number;
  readonly error: Error;
}

/**
 * Makes a function that handles the changes of a batch together. If a change is not handled, the stream delivers again from there. The changes
 * after it come a second time, so the order within a key is kept.
 *
 * @param handle returns the first change that it could not handle
 */
export function streamBatchHandler(
  handle: (changes: readonly ItemChange[]) => Promise<UnhandledChange | undefined>,
): (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse> {
  return async ({ Records }) => {
    const unhandled = await handle(Records.map(changeOf));
    if (unhandled === undefined) return { batchItemFailures: [] };
    const record = Records[unhandled.index];
    logger.error("A change could not be handled", { error: unhandled.error, eventId: record?.eventID ?? "" });
    const sequence = record?.dynamodb?.SequenceNumber;
    if (sequence === undefined) throw unhandled.error;
    return { batchItemFailures: [{ itemIdentifier: sequence }] };
  };
}

/** Makes a function that handles the changes of a batch one by one. It stops at the first change that fails. */
export function streamHandler(
  handle: (change: ItemChange) => Promise<void>,
): (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse> {
  return streamBatchHandler(async (changes) => {
    for (const [index, change] of changes.entries()) {
      try {
        await handle(change);
      } catch (error) {
        return { index, error: error as Error };
      }
    }
    return undefined;
  });
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
