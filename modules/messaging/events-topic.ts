/** A topic for the events of a product. */
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy/index.js";
import { Construct } from "constructs";
import { policyDocument } from "../iam/policy.js";
import { PropsCheck } from "../props.js";

export interface EventsTopicProps {
  /** At most 256 characters. */
  readonly name: string;
  /** ARN of a customer-managed key. @default not encrypted at rest by SNS */
  readonly encryptionKeyArn?: string;
  /** Unless exactly false, publishing without TLS is refused. @default true */
  readonly tlsOnly?: boolean;
}

export class EventsTopic extends Construct {
  readonly topic: SnsTopic;

  constructor(scope: Construct, id: string, props: EventsTopicProps) {
    super(scope, id);
    new PropsCheck(`EventsTopic ${props.name}`)
      .matches("name", props.name, /^[\w-]{1,256}$/, "1 to 256 letters, digits, hyphens and underscores")
      .done();
    this.topic = new SnsTopic(this, "topic", {
      name: props.name,
      ...(props.encryptionKeyArn !== undefined && { kmsMasterKeyId: props.encryptionKeyArn }),
    });
    if (props.tlsOnly === false) return;
    new SnsTopicPolicy(this, "policy", {
      arn: this.topic.arn,
      policy: policyDocument([
        {
          sid: "TlsOnly",
          effect: "Deny",
          principals: "*",
          actions: ["sns:Publish"],
          resources: [this.topic.arn],
          conditions: { Bool: { "aws:SecureTransport": ["false"] } },
        },
      ]),
    });
  }
}
