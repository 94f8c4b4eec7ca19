/** Calls a function with the messages of a queue. */
import { LambdaEventSourceMapping } from "@cdktf/provider-aws/lib/lambda-event-source-mapping/index.js";
import { Construct } from "constructs";
import type { Statement } from "../iam/policy.js";
import { PropsCheck } from "../props.js";
import type { TriggeredFunction } from "./triggered-function.js";

export interface QueueTriggerProps {
  readonly function: Pick<TriggeredFunction, "arn">;
  readonly queueArn: string;
  /** 1 to 10. @default 10 */
  readonly batchSize?: number;
  /** Batches that are handled at once, 2 to 1,000 (Lambda's limits). @default as many as Lambda likes */
  readonly maximumConcurrency?: number;
}

const defaultBatchSize = 10;

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
  readonly mapping: LambdaEventSourceMapping;

  constructor(scope: Construct, id: string, props: QueueTriggerProps) {
    super(scope, id);
    new PropsCheck(`QueueTrigger ${id}`)
      .whole("batchSize", props.batchSize, 1, 10)
      .whole("maximumConcurrency", props.maximumConcurrency, 2, 1000)
      .done();
    this.mapping = new LambdaEventSourceMapping(this, "mapping", {
      functionName: props.function.arn,
      eventSourceArn: props.queueArn,
      batchSize: props.batchSize ?? defaultBatchSize,
      functionResponseTypes: ["ReportBatchItemFailures"],
      ...(props.maximumConcurrency !== undefined && {
        scalingConfig: { maximumConcurrency: props.maximumConcurrency },
      }),
    });
  }
}
