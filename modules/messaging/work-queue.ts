/** A queue whose messages a function handles. A topic may fill it. */
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription/index.js";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import { Construct } from "constructs";
import { policyDocument } from "../iam/policy.js";
import { PropsCheck } from "../props.js";
import type { DeadLetterQueue } from "./dead-letter-queue.js";

export interface WorkQueueProps {
  /** At most 80 characters. */
  readonly name: string;
  /** The queue's ARN, computed from its name: the queue's own policy needs it before the queue exists. */
  readonly arn: string;
  /** Where a message goes that keeps failing. */
  readonly deadLetters: DeadLetterQueue;
  /** The timeout of the function that handles the messages, 1 to 900. */
  readonly functionTimeoutSeconds: number;
  /** Deliveries before a message goes to the dead letters, 1 to 1000. @default 5 */
  readonly maxReceives?: number;
  /** The topic that fills the queue, and the messages that it passes on. @default none */
  readonly subscription?: {
    readonly topicArn: string;
    /** Attributes of a message and their values. @default every message */
    readonly filterPolicy?: Readonly<Record<string, readonly string[]>>;
  };
}

const defaultMaxReceives = 5;
/** AWS: the visibility timeout is to be six times the function's timeout. */
const visibilityFactor = 6;

export class WorkQueue extends Construct {
  readonly queue: SqsQueue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    new PropsCheck(`WorkQueue ${props.name}`)
      .matches("name", props.name, /^[\w-]{1,80}$/, "1 to 80 letters, digits, hyphens and underscores")
      .whole("functionTimeoutSeconds", props.functionTimeoutSeconds, 1, 900)
      .whole("maxReceives", props.maxReceives, 1, 1000)
      .done();
    const { subscription } = props;
    this.queue = new SqsQueue(this, "queue", {
      name: props.name,
      visibilityTimeoutSeconds: props.functionTimeoutSeconds * visibilityFactor,
      sqsManagedSseEnabled: true,
      redrivePolicy: JSON.stringify({
        deadLetterTargetArn: props.deadLetters.queue.arn,
        maxReceiveCount: props.maxReceives ?? defaultMaxReceives,
      }),
      // Part of the queue: the provider waits 25 s for a policy of its own.
      ...(subscription !== undefined && { policy: topicPolicy(props.arn, subscription.topicArn) }),
    });
    if (subscription === undefined) return;
    new SnsTopicSubscription(this, "subscription", {
      topicArn: subscription.topicArn,
      protocol: "sqs",
      endpoint: this.queue.arn,
      rawMessageDelivery: true,
      ...(subscription.filterPolicy !== undefined && { filterPolicy: JSON.stringify(subscription.filterPolicy) }),
    });
  }
}

function topicPolicy(queueArn: string, topicArn: string): string {
  return policyDocument([
    {
      sid: "Topic",
      principals: { Service: ["sns.amazonaws.com"] },
      actions: ["sqs:SendMessage"],
      resources: [queueArn],
      conditions: { ArnEquals: { "aws:SourceArn": [topicArn] } },
    },
  ]);
}
