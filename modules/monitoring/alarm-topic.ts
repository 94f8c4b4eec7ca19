/** Where alarms are published, and who gets them as mail. */
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy/index.js";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription/index.js";
import { Construct } from "constructs";
import { policyDocument } from "../iam/policy.js";
import { PropsCheck } from "../props.js";

export interface AlarmTopicProps {
  /** At most 256 characters. */
  readonly name: string;
  readonly accountId: string;
  /** Addresses; each confirms its subscription by a mail from SNS. @default nobody */
  readonly recipients?: readonly string[];
  /**
   * ARN of a customer-managed key whose policy admits `cloudwatch.amazonaws.com`: else alarms would be lost without a word.
   * @default not encrypted at rest by SNS
   */
  readonly encryptionKeyArn?: string;
}

export class AlarmTopic extends Construct {
  readonly topic: SnsTopic;

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    const check = new PropsCheck(`AlarmTopic ${props.name}`)
      .matches("name", props.name, /^[\w-]{1,256}$/, "1 to 256 letters, digits, hyphens and underscores")
      .matches("accountId", props.accountId, /^\d{12}$/, "twelve digits");
    for (const [index, recipient] of (props.recipients ?? []).entries()) {
      check.matches(`recipients.${index}`, recipient, /^\S+@\S+$/, "an e-mail address");
    }
    check.done();
    this.topic = new SnsTopic(this, "topic", {
      name: props.name,
      ...(props.encryptionKeyArn !== undefined && { kmsMasterKeyId: props.encryptionKeyArn }),
    });
    new SnsTopicPolicy(this, "policy", {
      arn: this.topic.arn,
      policy: policyDocument([
        {
          sid: "Alarms",
          principals: { Service: ["cloudwatch.amazonaws.com"] },
          actions: ["sns:Publish"],
          resources: [this.topic.arn],
          conditions: { StringEquals: { "aws:SourceAccount": [props.accountId] } },
        },
      ]),
    });
    for (const [index, endpoint] of (props.recipients ?? []).entries()) {
      new SnsTopicSubscription(this, `recipient-${index}`, { topicArn: this.topic.arn, protocol: "email", endpoint });
    }
  }
}
