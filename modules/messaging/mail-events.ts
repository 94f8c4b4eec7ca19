/**
 * What becomes of an environment's mails: a configuration set of SES that tells a topic of each mail that bounced and of each that somebody
 * complained about.
 */
import { Sesv2ConfigurationSet } from "@cdktf/provider-aws/lib/sesv2-configuration-set/index.js";
import { Sesv2ConfigurationSetEventDestination } from "@cdktf/provider-aws/lib/sesv2-configuration-set-event-destination/index.js";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy/index.js";
import { Construct } from "constructs";
import { policyDocument } from "../iam/policy.js";
import { PropsCheck } from "../props.js";

export interface MailEventsProps {
  /** The configuration set that mails are sent with, at most 64 characters. */
  readonly configurationSetName: string;
  /** Its ARN, computed from its name: only for this set may SES publish. */
  readonly configurationSetArn: string;
  /** At most 256 characters. */
  readonly topicName: string;
  readonly accountId: string;
  /**
   * ARN of a customer-managed key whose policy lets `ses.amazonaws.com` use it for this topic: else SES refuses to publish.
   * @default not encrypted at rest by SNS
   */
  readonly encryptionKeyArn?: string;
}

export class MailEvents extends Construct {
  readonly topic: SnsTopic;
  readonly configurationSet: Sesv2ConfigurationSet;

  constructor(scope: Construct, id: string, props: MailEventsProps) {
    super(scope, id);
    new PropsCheck(`MailEvents ${props.configurationSetName}`)
      .matches(
        "configurationSetName",
        props.configurationSetName,
        /^[\w-]{1,64}$/,
        "1 to 64 letters, digits and hyphens",
      )
      .matches("topicName", props.topicName, /^[\w-]{1,256}$/, "1 to 256 letters, digits, hyphens and underscores")
      .matches("accountId", props.accountId, /^\d{12}$/, "twelve digits")
      .done();
    this.topic = new SnsTopic(this, "topic", {
      name: props.topicName,
      ...(props.encryptionKeyArn !== undefined && { kmsMasterKeyId: props.encryptionKeyArn }),
    });
    const policy = new SnsTopicPolicy(this, "policy", {
      arn: this.topic.arn,
      policy: policyDocument([
        {
          sid: "Mail",
          principals: { Service: ["ses.amazonaws.com"] },
          actions: ["sns:Publish"],
          resources: [this.topic.arn],
          conditions: {
            StringEquals: {
              "aws:SourceAccount": [props.accountId],
              "aws:SourceArn": [props.configurationSetArn],
            },
          },
        },
      ]),
    });
    this.configurationSet = new Sesv2ConfigurationSet(this, "configuration-set", {
      configurationSetName: props.configurationSetName,
      // SES's console then shows the share of bounces and complaints of this set alone.
      reputationOptions: { reputationMetricsEnabled: true },
      // SES does not send again to an address that bounced for good or complained; without this, the account's own setting decides.
      suppressionOptions: { suppressedReasons: ["BOUNCE", "COMPLAINT"] },
    });
    new Sesv2ConfigurationSetEventDestination(this, "destination", {
      configurationSetName: this.configurationSet.configurationSetName,
      eventDestinationName: "failures",
      eventDestination: {
        enabled: true,
        matchingEventTypes: ["BOUNCE", "COMPLAINT"],
        snsDestination: { topicArn: this.topic.arn },
      },
      // SES tries whether it may publish.
      dependsOn: [policy],
    });
  }
}
