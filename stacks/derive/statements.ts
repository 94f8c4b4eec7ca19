/** The IAM statements of a function, derived from its manifest. */
import type { TableAccess } from "@aerotage/core/contract/manifest";
import type { TableName } from "@aerotage/core/contract/tables";
import type { Environment } from "../../environments/schema.js";
import { liveAlias } from "../../modules/api/versioned-function.js";
import type { Statement } from "../../modules/iam/policy.js";
import type { Naming } from "../../modules/naming/naming.js";
import { queueStatements } from "../../modules/triggers/queue-trigger.js";
import { streamStatements } from "../../modules/triggers/stream-trigger.js";
import { mailConfigurationSetName } from "../product.js";
import { bucketEntries, pascal, publishes, tableEntries } from "./access-entries.js";
import { type NamedFunction, streamArn } from "./functions.js";
import { physicalBucketName, physicalTableName, physicalTopicName } from "./physical-names.js";
import type { StackOutputs } from "./stack-outputs.js";

/**
 * What a function may do, as its manifest says and nothing more. `TransactWriteItems` has no action of its own: IAM checks the
 * puts, updates, deletes and condition checks in it.
 */
export function statementsOf(
  each: NamedFunction,
  environment: Environment,
  naming: Naming,
  stackOutputs: StackOutputs,
): Statement[] {
  const { access } = each.manifest;
  const statements: Statement[] = [];
  for (const [table, tableAccess] of tableEntries(access))
    statements.push(...tableStatements(naming, table, tableAccess));
  for (const [bucket, actions] of bucketEntries(access)) {
    statements.push({
      sid: `Bucket${pascal(bucket)}`,
      actions: actions.map((action) => `s3:${action}`),
      resources: [`${naming.bucketArn(physicalBucketName(naming, bucket))}/*`],
    });
  }
  for (const topic of access.topics ?? []) {
    statements.push({
      sid: `Topic${pascal(topic)}`,
      actions: ["sns:Publish"],
      resources: [naming.topicArn(physicalTopicName(naming, topic))],
    });
  }
  if ((access.userPool ?? []).length > 0) {
    const actions = (access.userPool ?? []).map((action) => `cognito-idp:${action}`);
    statements.push({ sid: "UserPool", actions, resources: [stackOutputs.userPoolArn] });
  }
  if ((access.functions ?? []).length > 0) {
    const resources = (access.functions ?? []).map((called) =>
      naming.functionArn(`${naming.name(called, "function")}:${liveAlias}`),
    );
    statements.push({ sid: "Functions", actions: ["lambda:InvokeFunction"], resources });
  }
  if (access.mail === true) statements.push(mailStatement(environment, naming, stackOutputs.onEmulator));
  if (each.stream !== undefined) statements.push(...streamStatements(streamArn(each.stream, stackOutputs.streamArns)));
  if (each.queue !== undefined) statements.push(...queueStatements(naming.queueArn(each.queue.queueName)));
  if (stackOutputs.encryptionKeyArn !== undefined)
    statements.push(...keyStatements(each, environment, stackOutputs.encryptionKeyArn));
  return statements;
}

/**
 * Sending mail from the environment's sender. SES checks the sender's identity, which may be that of the address or of its domain; in its
 * sandbox those of the recipients too; and the configuration set. So the sender is a condition, and the identity is any.
 */
function mailStatement({ mail }: Environment, naming: Naming, onEmulator: boolean): Statement {
  const statement = { sid: "Mail", actions: ["ses:SendEmail"] };
  // The emulator checks sending against every resource, and does not know the sender in a condition.
  if (onEmulator) return { ...statement, resources: ["*"] };
  return {
    ...statement,
    resources: [naming.anyMailIdentityArn, naming.configurationSetArn(mailConfigurationSetName(naming))],
    conditions: { StringEquals: { "ses:FromAddress": [mail.sender] } },
  };
}
function tableStatements(naming: Naming, table: TableName, access: TableAccess): Statement[] {
  const name = physicalTableName(naming, table);
  const statements: Statement[] = [];
  const items = access.actions.filter((action) => action !== "Query");
  if (items.length > 0) {
    statements.push({
      sid: `Table${table}`,
      actions: items.map((action) => `dynamodb:${action}`),
      resources: [naming.tableArn(name)],
    });
  }
  if (access.actions.includes("Query")) {
    const resources = (access.indexes ?? []).map((index) => naming.indexArn(name, index));
    if (access.queryTable === true) resources.unshift(naming.tableArn(name));
    statements.push({ sid: `Query${table}`, actions: ["dynamodb:Query"], resources });
  }
  return statements;
}

/**
 * The use of the environment's key, by way of the services that encrypt with it alone. For tables: what DynamoDB asks of a caller
 * (developer guide, "Encryption at rest: usage notes"), without the grants that only making a table needs.
 */
function keyStatements(each: NamedFunction, environment: Environment, keyArn: string): Statement[] {
  const { access } = each.manifest;
  const statements: Statement[] = [];
  const via = (service: string, actions: readonly string[]): void => {
    statements.push({
      sid: `Key${pascal(service)}`,
      actions,
      resources: [keyArn],
      conditions: { StringEquals: { "kms:ViaService": [`${service}.${environment.region}.amazonaws.com`] } },
    });
  };
  if (tableEntries(access).length > 0 || each.stream !== undefined) {
    via("dynamodb", [
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:Encrypt",
      "kms:GenerateDataKey",
      "kms:ReEncryptFrom",
      "kms:ReEncryptTo",
    ]);
  }
  const bucketActions = bucketEntries(access).flatMap(([, actions]) => actions);
  const s3 = new Set<string>();
  if (bucketActions.includes("GetObject")) s3.add("kms:Decrypt");
  // Uploads in parts are decrypted when they are put together.
  if (bucketActions.includes("PutObject")) s3.add("kms:Decrypt").add("kms:GenerateDataKey");
  if (s3.size > 0) via("s3", [...s3].sort());
  if (publishes(access)) via("sns", ["kms:Decrypt", "kms:GenerateDataKey"]);
  return statements;
}
