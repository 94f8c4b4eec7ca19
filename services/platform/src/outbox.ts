/** Publishing of the outbox: at least once, each event with an id by which a consumer knows it again. */
import type { PublishedEvent } from "@aerotage/core/activity";
import { callerName, eventsTopicVariable, requiredVariable } from "@aerotage/core/environment";
import { count } from "@aerotage/core/metrics";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";

const client = new SNSClient({ maxAttempts: 4, ...callerName() });

/**
 * Publishes the events of one activity record, in their order.
 * @throws SNS's error if it does not take one: the stream then delivers the record again, and those before it a second time
 */
export async function publishEvents(
  events: readonly PublishedEvent[],
  sns: Pick<SNSClient, "send"> = client,
): Promise<void> {
  const topicArn = requiredVariable(eventsTopicVariable);
  for (const event of events) {
    await sns.send(
      new PublishCommand({
        TopicArn: topicArn,
        Message: JSON.stringify(event),
        MessageAttributes: {
          eventType: { DataType: "String", StringValue: event.type },
          eventId: { DataType: "String", StringValue: event.id },
        },
      }),
    );
  }
  count("EventsPublished", events.length);
}
