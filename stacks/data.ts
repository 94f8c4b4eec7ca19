/** Where records lie. */

import type { TableName } from "@aerotage/core/contract/tables";
import { tableNames } from "@aerotage/core/contract/tables";
import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "../environments/schema.js";
import { EncryptionKey } from "../modules/data/encryption-key.js";
import { Table } from "../modules/data/table.js";
import { kebab } from "../modules/naming/naming.js";
import { physicalTableName, physicalTopicName } from "./derive/physical-names.js";
import { environmentNaming } from "./product.js";
import { ProductStack } from "./product-stack.js";
import { tables } from "./tables.js";
import type { Target } from "./target.js";

export interface DataStackProps {
  readonly environment: Environment;
  readonly target: Target;
}

export class DataStack extends ProductStack {
  /** The key of tables, buckets and topics, where the environment has one of its own. */
  readonly encryptionKeyArn: string | undefined;
  /** The streams of the tables that have one. */
  readonly streamArns: Partial<Record<TableName, string>>;

  constructor(scope: Construct, { environment, target }: DataStackProps) {
    const naming = environmentNaming(environment);
    super(scope, {
      stack: "data",
      environment: environment.name,
      account: environment.account,
      costCenter: environment.costCenter,
      naming,
      target,
    });
    const { protection } = environment;
    const encryptionKey = protection.customerManagedKeys
      ? new EncryptionKey(this, "key", {
          name: naming.name("data"),
          description: `Tables, buckets and topics of ${environment.name}`,
          accountArn: naming.accountArn,
          accountId: naming.accountId,
          // Alarms are published to an encrypted topic; the topic's messages go to queues.
          services: ["cloudwatch.amazonaws.com", "sns.amazonaws.com"],
          // AWS documents the use by SES without the account's condition.
          topicPublishers: [
            { service: "ses.amazonaws.com", topicArn: naming.topicArn(physicalTopicName(naming, "mailEvents")) },
          ],
        })
      : undefined;
    this.encryptionKeyArn = encryptionKey?.key.arn;
    if (encryptionKey !== undefined) new TerraformOutput(this, "encryptionKeyArn", { value: encryptionKey.key.arn });

    const streamArns: Partial<Record<TableName, string>> = {};
    for (const name of tableNames) {
      const { table } = new Table(this, kebab(name), {
        ...tables[name],
        name: physicalTableName(naming, name),
        pointInTimeRecovery: protection.pointInTimeRecovery,
        deletionProtection: protection.deletionProtection,
        ...(this.encryptionKeyArn !== undefined && { encryptionKeyArn: this.encryptionKeyArn }),
      });
      if (tables[name].stream !== undefined) {
        streamArns[name] = table.streamArn;
        new TerraformOutput(this, `streamArn${name}`, { value: table.streamArn });
      }
    }
    this.streamArns = streamArns;
  }
}
