/** Calls a function with the changes of a table. */
import { LambdaEventSourceMapping } from "@cdktf/provider-aws/lib/lambda-event-source-mapping/index.js";
import { Construct } from "constructs";
import type { Statement } from "../iam/policy.js";
import { PropsCheck } from "../props.js";
import type { TriggeredFunction } from "./triggered-function.js";

export interface StreamTriggerProps {
  /** A batch that keeps failing goes to its dead letters, so that the stream moves on. */
  readonly function: Pick<TriggeredFunction, "arn" | "deadLetterQueueArn">;
  readonly streamArn: string;
  /** 1 to 10,000. @default 100 */
  readonly batchSize?: number;
  /** Seconds to wait for a fuller batch, 0 to 300. @default 0 */
  readonly batchingWindowSeconds?: number;
  /**
   * Seconds after which a change that keeps failing is given up, 60 to 86,400: DynamoDB keeps a change for a day. Until then it holds up
   * the changes behind it, because their order counts.
   * @default 21600, six hours
   */
  readonly maximumAgeSeconds?: number;
  /** Event filter patterns, any of which lets a record pass; at most 10. @default every record */
  readonly filters?: readonly object[];
}

const defaultBatchSize = 100;
const defaultMaximumAgeSeconds = 6 * 3600;
/** As many as the age allows: an outage of an hour takes more tries than any number that one would choose. */
const unlimitedRetries = -1;

/** What a function needs to read a stream. */
export function streamStatements(streamArn: string): Statement[] {
  return [
    {
      sid: "Stream",
      actions: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
      resources: [streamArn],
    },
    // Listing knows no resources.
    { sid: "Streams", actions: ["dynamodb:ListStreams"], resources: ["*"] },
  ];
}

export class StreamTrigger extends Construct {
  readonly mapping: LambdaEventSourceMapping;

  constructor(scope: Construct, id: string, props: StreamTriggerProps) {
    super(scope, id);
    new PropsCheck(`StreamTrigger ${id}`)
      .whole("batchSize", props.batchSize, 1, 10_000)
      .whole("batchingWindowSeconds", props.batchingWindowSeconds, 0, 300)
      .whole("maximumAgeSeconds", props.maximumAgeSeconds, 60, 86_400)
      .require((props.filters ?? []).length <= 10, `there are ${props.filters?.length} filters: at most 10`)
      .done();
    const filters = props.filters ?? [];
    this.mapping = new LambdaEventSourceMapping(this, "mapping", {
      functionName: props.function.arn,
      eventSourceArn: props.streamArn,
      startingPosition: "TRIM_HORIZON",
      batchSize: props.batchSize ?? defaultBatchSize,
      maximumBatchingWindowInSeconds: props.batchingWindowSeconds ?? 0,
      maximumRetryAttempts: unlimitedRetries,
      maximumRecordAgeInSeconds: props.maximumAgeSeconds ?? defaultMaximumAgeSeconds,
      bisectBatchOnFunctionError: true,
      functionResponseTypes: ["ReportBatchItemFailures"],
      ...(filters.length > 0 && {
        filterCriteria: { filter: filters.map((pattern) => ({ pattern: JSON.stringify(pattern) })) },
      }),
      destinationConfig: { onFailure: { destinationArn: props.function.deadLetterQueueArn } },
    });
  }
}
