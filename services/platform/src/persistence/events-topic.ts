/** The topic that domain events are published to. */
import { callerName, eventsTopicVariable, requiredVariable } from "@aerotage/core/runtime/environment";
import { PublishBatchCommand, SNSClient } from "@aws-sdk/client-sns";

/** A message for the events topic: its text, and the attributes that subscriptions filter by. */
export interface EventMessage {
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The topic that domain events are published to. */
export interface EventsTopic {
  /**
   * Publishes up to ten messages, 256 KB in all (SNS API reference, PublishBatch). Returns the reason of each message that SNS refused,
   * by its position. A request that fails as a whole refuses all of its messages.
   */
  publish(messages: readonly EventMessage[]): Promise<ReadonlyMap<number, string>>;
}

const client = new SNSClient({ maxAttempts: 4, ...callerName() });

/** The events topic of this environment. */
export function eventsTopic(sns: Pick<SNSClient, "send"> = client): EventsTopic {
  return {
    async publish(messages) {
      const entries = messages.map(({ message, attributes }, index) => ({
        Id: String(index),
        Message: message,
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [name, { DataType: "String", StringValue: value }]),
        ),
      }));
      try {
        const TopicArn = requiredVariable(eventsTopicVariable);
        const { Failed = [] } = await sns.send(
          new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: entries }),
        );
        return new Map(Failed.map(({ Id, Code, Message }) => [Number(Id), `${Code}: ${Message}`]));
      } catch (error) {
        return new Map(entries.map((_, index) => [index, String(error)]));
      }
    },
  };
}
