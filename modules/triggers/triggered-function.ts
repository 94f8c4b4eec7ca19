/** A function as its triggers know it: by name, since it is deployed apart from them. */
export interface TriggeredFunction {
  readonly name: string;
  /** The alias that is called. */
  readonly alias: string;
  /** The ARN of the alias. */
  readonly arn: string;
  /** Where an event goes that fails for good. The function's role must be allowed to send messages there. */
  readonly deadLetterQueueArn: string;
}
