/** A customer-managed key with an alias. */
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias/index.js";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key/index.js";
import { Construct } from "constructs";
import { policyDocument } from "../iam/policy.js";
import { PropsCheck } from "../props.js";

export interface EncryptionKeyProps {
  /** The alias, without `alias/`. */
  readonly name: string;
  readonly description: string;
  /** The account's principal: its policies decide who may use the key. */
  readonly accountArn: string;
  readonly accountId: string;
  /** Services that use the key in their own name, for resources of this account: a topic that CloudWatch writes to. @default none */
  readonly services?: readonly string[];
  /** Services that publish to topics which the key encrypts, without saying for which account they do so. @default none */
  readonly topicPublishers?: readonly TopicPublisher[];
  /** Days between the order to delete the key and its end, 7 to 30. @default 30 */
  readonly deletionDays?: number;
}

/** A service that may use the key for one topic alone. */
export interface TopicPublisher {
  readonly service: string;
  readonly topicArn: string;
}

const defaultDeletionDays = 30;

export class EncryptionKey extends Construct {
  readonly key: KmsKey;
  readonly alias: KmsAlias;

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    new PropsCheck(`EncryptionKey ${props.name}`)
      .matches("name", props.name, /^[\w/-]{1,250}$/, "1 to 250 letters, digits, slashes, hyphens and underscores")
      .matches("accountId", props.accountId, /^\d{12}$/, "twelve digits")
      .whole("deletionDays", props.deletionDays, 7, 30)
      .done();
    const services = props.services ?? [];
    this.key = new KmsKey(this, "key", {
      description: props.description,
      enableKeyRotation: true,
      deletionWindowInDays: props.deletionDays ?? defaultDeletionDays,
      policy: policyDocument([
        { sid: "Account", actions: ["kms:*"], resources: ["*"], principals: { AWS: [props.accountArn] } },
        ...(services.length === 0
          ? []
          : [
              {
                sid: "Services",
                actions: ["kms:Decrypt", "kms:GenerateDataKey"],
                resources: ["*"],
                principals: { Service: services },
                conditions: { StringEquals: { "aws:SourceAccount": [props.accountId] } },
              },
            ]),
        ...(props.topicPublishers ?? []).map(({ service, topicArn }, index) => ({
          sid: `Publisher${index}`,
          actions: ["kms:Decrypt", "kms:GenerateDataKey"],
          resources: ["*"],
          principals: { Service: [service] },
          // SNS names the topic in the encryption context of each message.
          conditions: { StringEquals: { "kms:EncryptionContext:aws:sns:topicArn": [topicArn] } },
        })),
      ]),
    });
    this.alias = new KmsAlias(this, "alias", { name: `alias/${props.name}`, targetKeyId: this.key.keyId });
  }
}
