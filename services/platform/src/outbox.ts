/** Publishing of the outbox: at least once, each event with an id by which a consumer knows it again. */
import type { PublishedEvent } from "@aerotage/core/activity";
import { eventsTopicVariable, requiredVariable } from "@aerotage/core/environment";
import { count } from "@aerotage/core/metrics";
import { PublishBatchCommand, SNSClient } from "@aws-sdk/client-sns";

/** SNS's limit for one batch. */
const batchSize = 10;

const client = new SNSClient({ maxAttempts: 4 });

/**
 * Publishes the events of one activity record.
 * @throws if SNS did not take all of them: the stream then delivers the record again
 */
export async function publishEvents(
  events: readonly PublishedEvent[],
  sns: Pick<SNSClient, "send"> = client,
): Promise<void> {
  const topicArn = requiredVariable(eventsTopicVariable);
  for (let start = 0; start < events.length; start += batchSize) {
    const batch = events.slice(start, start + batchSize);
    const answer = await sns.send(
      new PublishBatchCommand({
        TopicArn: topicArn,
        PublishBatchRequestEntries: batch.map((event, index) => ({
          Id: String(index),
          Message: JSON.stringify(event),
          MessageAttributes: {
            eventType: { DataType: "String", StringValue: event.type },
            eventId: { DataType: "String", StringValue: event.id },
          },
        })),
      }),
    );
    const [failed] = answer.Failed ?? [];
    if (failed !== undefined)
      throw new Error(`SNS refused the event ${batch[Number(failed.Id)]?.id}: ${failed.Code} ${failed.Message}`);
  }
  count("EventsPublished", events.length);
}
