/** A queue that keeps what could not be handled until somebody has looked at it. */
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import { Construct } from "constructs";
import { PropsCheck } from "../props.js";

export interface DeadLetterQueueProps {
  /** At most 80 characters. */
  readonly name: string;
  /** How long a message is kept, 1 to 14. @default 14 */
  readonly retentionDays?: number;
}

const defaultRetentionDays = 14;
const secondsPerDay = 86_400;

export class DeadLetterQueue extends Construct {
  readonly queue: SqsQueue;

  constructor(scope: Construct, id: string, props: DeadLetterQueueProps) {
    super(scope, id);
    new PropsCheck(`DeadLetterQueue ${props.name}`)
      .matches("name", props.name, /^[\w-]{1,80}$/, "1 to 80 letters, digits, hyphens and underscores")
      .whole("retentionDays", props.retentionDays, 1, 14)
      .done();
    this.queue = new SqsQueue(this, "queue", {
      name: props.name,
      messageRetentionSeconds: (props.retentionDays ?? defaultRetentionDays) * secondsPerDay,
      sqsManagedSseEnabled: true,
    });
  }
}
