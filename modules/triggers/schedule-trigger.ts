/** Calls a function at times. */
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { LambdaFunctionEventInvokeConfig } from "@cdktf/provider-aws/lib/lambda-function-event-invoke-config/index.js";
import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule/index.js";
import { Construct } from "constructs";
import { policyDocument, serviceTrust } from "../iam/policy.js";
import { PropsCheck } from "../props.js";
import type { TriggeredFunction } from "./triggered-function.js";

export interface ScheduleTriggerProps {
  readonly function: TriggeredFunction;
  /** At most 64 characters. */
  readonly name: string;
  /** The name of the scheduler's own role, at most 64 characters. */
  readonly roleName: string;
  readonly accountId: string;
  /** `rate(…)`, `cron(…)` or `at(…)`. */
  readonly expression: string;
  /** IANA zone of a cron expression. @default "UTC" */
  readonly timezone?: string;
  /** Seconds after which a call that could not be made is given up, 60 to 21,600. @default 3600 */
  readonly maximumAgeSeconds?: number;
  /** Tries after the first, 0 to 2. @default 2 */
  readonly retries?: number;
}

const defaultMaximumAgeSeconds = 3600;
const defaultRetries = 2;

export class ScheduleTrigger extends Construct {
  readonly schedule: SchedulerSchedule;
  readonly role: IamRole;

  constructor(scope: Construct, id: string, props: ScheduleTriggerProps) {
    super(scope, id);
    new PropsCheck(`ScheduleTrigger ${props.name}`)
      .matches("name", props.name, /^[\w.-]{1,64}$/, "1 to 64 letters, digits, dots, hyphens and underscores")
      .matches("expression", props.expression, /^(rate|cron|at)\(.+\)$/, "rate(…), cron(…) or at(…)")
      .whole("maximumAgeSeconds", props.maximumAgeSeconds, 60, 21_600)
      .whole("retries", props.retries, 0, 2)
      .done();
    const maximumAgeSeconds = props.maximumAgeSeconds ?? defaultMaximumAgeSeconds;
    const retries = props.retries ?? defaultRetries;
    const { name: functionName, alias, arn, deadLetterQueueArn } = props.function;

    this.role = new IamRole(this, "role", {
      name: props.roleName,
      assumeRolePolicy: serviceTrust("scheduler.amazonaws.com", props.accountId),
    });
    const policy = new IamRolePolicy(this, "policy", {
      name: "schedule",
      role: this.role.id,
      policy: policyDocument([
        { sid: "Call", actions: ["lambda:InvokeFunction"], resources: [arn] },
        { sid: "DeadLetters", actions: ["sqs:SendMessage"], resources: [deadLetterQueueArn] },
      ]),
    });
    this.schedule = new SchedulerSchedule(this, "schedule", {
      name: props.name,
      scheduleExpression: props.expression,
      scheduleExpressionTimezone: props.timezone ?? "UTC",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn,
        roleArn: this.role.arn,
        deadLetterConfig: { arn: deadLetterQueueArn },
        retryPolicy: { maximumEventAgeInSeconds: maximumAgeSeconds, maximumRetryAttempts: retries },
      },
      dependsOn: [policy],
    });
    // The scheduler only hands the call over: what fails in the function itself is Lambda's to keep.
    new LambdaFunctionEventInvokeConfig(this, "failures", {
      functionName,
      qualifier: alias,
      maximumEventAgeInSeconds: maximumAgeSeconds,
      maximumRetryAttempts: retries,
      destinationConfig: { onFailure: { destination: deadLetterQueueArn } },
    });
  }
}
