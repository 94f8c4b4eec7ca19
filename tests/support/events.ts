/** Events as the topic delivers them, to a queue of the test's own. */
import { randomUUID } from "node:crypto";
import type { PublishedEvent } from "@aerotage/core/audit/activity";
import { SNSClient, SubscribeCommand, UnsubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { cloud, eventually } from "./api.js";
import { wholeStack } from "./whole-stack.js";

/** A queue on the topic. */
export interface EventListener {
  /** The events of an entity that were delivered, once there are so many. */
  eventsOf(entityId: string, count: number): Promise<PublishedEvent[]>;
  close(): Promise<void>;
}

/** Subscribes a new queue to the topic. */
export async function listenToEvents(): Promise<EventListener> {
  const sqs = new SQSClient(cloud);
  const sns = new SNSClient(cloud);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `events-${randomUUID()}` }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }));
  const allowTopic = {
    Effect: "Allow",
    Principal: { Service: "sns.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: Attributes?.QueueArn,
    Condition: { ArnEquals: { "aws:SourceArn": wholeStack.eventsTopicArn } },
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [allowTopic] });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({
      TopicArn: wholeStack.eventsTopicArn,
      Protocol: "sqs",
      Endpoint: Attributes?.QueueArn,
      Attributes: { RawMessageDelivery: "true" },
    }),
  );
  const received: PublishedEvent[] = [];
  return {
    eventsOf: (entityId, count) =>
      eventually(`${count} events of ${entityId}`, async () => {
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
        received.push(...Messages.map(({ Body }) => JSON.parse(Body ?? "") as PublishedEvent));
        const found = received.filter((event) => event.entityId === entityId);
        return found.length >= count ? found : undefined;
      }),
    close: async () => {
      await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    },
  };
}
