/** Calls a function with the messages of a queue of its own, which a topic may fill. */
import { LambdaEventSourceMapping } from "@cdktf/provider-aws/lib/lambda-event-source-mapping/index.js";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription/index.js";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy/index.js";
import { Construct } from "constructs";
import { policyDocument, type Statement } from "../iam/policy.js";
import { PropsCheck } from "../props.js";
import type { DeadLetterQueue } from "./dead-letter-queue.js";
import type { VersionedFunction } from "./versioned-function.js";

export interface QueueTriggerProps {
  readonly function: VersionedFunction;
  /** Where a message goes that keeps failing. */
  readonly deadLetters: DeadLetterQueue;
  /** At most 80 characters. */
  readonly queueName: string;
  readonly functionTimeoutSeconds: number;
  /** 1 to 10. @default 10 */
  readonly batchSize?: number;
  /** Deliveries before a message goes to the dead letters, 1 to 1000. @default 5 */
  readonly maxReceives?: number;
  /** The topic that fills the queue, and which of its messages. @default none */
  readonly subscription?: {
    readonly topicArn: string;
    readonly filterPolicy: Readonly<Record<string, readonly string[]>>;
  };
}

const defaultBatchSize = 10;
const defaultMaxReceives = 5;
/** AWS: the visibility timeout is to be six times the function's timeout. */
const visibilityFactor = 6;

/** What a function needs to read its queue. */
export function queueStatements(queueArn: string): Statement[] {
  return [
    {
      sid: "Queue",
      actions: ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
      resources: [queueArn],
    },
  ];
}

export class QueueTrigger extends Construct {
  readonly queue: SqsQueue;
  readonly mapping: LambdaEventSourceMapping;

  constructor(scope: Construct, id: string, props: QueueTriggerProps) {
    super(scope, id);
    new PropsCheck(`QueueTrigger ${props.queueName}`)
      .matches("queueName", props.queueName, /^[\w-]{1,80}$/, "1 to 80 letters, digits, hyphens and underscores")
      .whole("functionTimeoutSeconds", props.functionTimeoutSeconds, 1, 900)
      .whole("batchSize", props.batchSize, 1, 10)
      .whole("maxReceives", props.maxReceives, 1, 1000)
      .done();
    this.queue = new SqsQueue(this, "queue", {
      name: props.queueName,
      visibilityTimeoutSeconds: props.functionTimeoutSeconds * visibilityFactor,
      sqsManagedSseEnabled: true,
      redrivePolicy: JSON.stringify({
        deadLetterTargetArn: props.deadLetters.queue.arn,
        maxReceiveCount: props.maxReceives ?? defaultMaxReceives,
      }),
    });
    this.mapping = new LambdaEventSourceMapping(this, "mapping", {
      functionName: props.function.alias.arn,
      eventSourceArn: this.queue.arn,
      batchSize: props.batchSize ?? defaultBatchSize,
      functionResponseTypes: ["ReportBatchItemFailures"],
    });
    if (props.subscription !== undefined) {
      const { topicArn, filterPolicy } = props.subscription;
      const policy = new SqsQueuePolicy(this, "queue-policy", {
        queueUrl: this.queue.url,
        policy: policyDocument([
          {
            sid: "Topic",
            principals: { Service: ["sns.amazonaws.com"] },
            actions: ["sqs:SendMessage"],
            resources: [this.queue.arn],
            conditions: { ArnEquals: { "aws:SourceArn": [topicArn] } },
          },
        ]),
      });
      new SnsTopicSubscription(this, "subscription", {
        topicArn,
        protocol: "sqs",
        endpoint: this.queue.arn,
        rawMessageDelivery: true,
        filterPolicy: JSON.stringify(filterPolicy),
        dependsOn: [policy],
      });
    }
  }
}
