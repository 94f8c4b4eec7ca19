/**
 * The one place that turns the services' manifests into names, IAM statements, environment variables and routes. It knows no
 * constructs: what it returns is data, tested as data.
 */

import type {
  Access,
  BucketAction,
  BucketName,
  FunctionManifest,
  HttpTrigger,
  QueueTrigger,
  ScheduleTrigger,
  ServiceManifest,
  StreamTrigger,
  TableAccess,
  TopicName,
} from "@aerotage/core/contract/manifest";
import type { TableName } from "@aerotage/core/contract/tables";
import {
  apiUrlVariable,
  bucketVariable,
  commonVariables,
  eventsTopicVariable,
  functionVariable,
  httpVariables,
  mailVariables,
  signInVariables,
  tableVariable,
} from "@aerotage/core/runtime/environment";
import { type Environment, frontendPlaceholder } from "../environments/schema.js";
import { liveAlias } from "../modules/api/versioned-function.js";
import type { Statement } from "../modules/iam/policy.js";
import type { Naming } from "../modules/naming/naming.js";
import { queueStatements } from "../modules/triggers/queue-trigger.js";
import { streamStatements } from "../modules/triggers/stream-trigger.js";
import type { Build } from "./build-manifest.js";
import { BuildManifestError } from "./build-manifest.js";
import { mailConfigurationSetName, metricsNamespace } from "./product.js";
import { tables } from "./tables.js";

/** A function with its names. */
export interface NamedFunction {
  readonly service: string;
  readonly function: string;
  /** `<service>-<function>`: the construct's id and the build's key. */
  readonly id: string;
  /** The physical name: `aerotage-dev-clients-create`. */
  readonly name: string;
  readonly roleName: string;
  readonly manifest: FunctionManifest;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** There if anything but the gateway calls it. */
  readonly deadLetterQueueName: string | undefined;
  readonly http: readonly HttpTrigger[];
  readonly servesPreflight: boolean;
  readonly stream: StreamTrigger | undefined;
  readonly queue: (QueueTrigger & { readonly queueName: string }) | undefined;
  readonly schedule:
    | (ScheduleTrigger & { readonly scheduleName: string; readonly schedulerRoleName: string })
    | undefined;
}

/** What other stacks make and functions are given. */
export interface StackOutputs {
  readonly userPoolId: string;
  readonly userPoolArn: string;
  /** The app client by which functions verify a password. */
  readonly verificationClientId: string;
  readonly cursorSecret: string;
  /** The API's address, without a slash at its end. */
  readonly apiUrl: string;
  /** The environment's customer-managed key, where it has one. */
  readonly encryptionKeyArn: string | undefined;
  readonly streamArns: Partial<Record<TableName, string>>;
  /** True where an emulator stands for the cloud: it checks the sending of mail otherwise. */
  readonly onEmulator: boolean;
}

/** Thrown when manifests ask for what there is not, or contradict each other. */
export class ManifestError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The services' manifests are wrong:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.name = "ManifestError";
    this.problems = problems;
  }
}

/** How long API Gateway waits for a function, by its quota of integration timeouts. */
const gatewaySeconds = 29;
/** What a new instance of a function may take until its own time begins. The largest functions take about one. */
const startSeconds = 3;
/** The longest timeout of a function behind the gateway: it ends, and answers, before the gateway gives up. */
export const longestHttpSeconds = gatewaySeconds - startSeconds;

const secondsPerHour = 3600;
const secondsPerDay = 86_400;

/** The physical name of a table. */
export function physicalTableName(naming: Naming, table: TableName): string {
  return naming.name(table, "table");
}

/** The physical name of a bucket. */
export function physicalBucketName(naming: Naming, bucket: BucketName): string {
  return naming.bucketName(bucket);
}

/** The physical name of a topic. */
export function physicalTopicName(naming: Naming, topic: TopicName): string {
  return naming.name(topic, "topic");
}

/**
 * All functions with their names.
 * @throws {ManifestError} naming everything that is wrong in all of them
 */
export function nameFunctions(
  environment: Environment,
  naming: Naming,
  services: readonly ServiceManifest[],
): NamedFunction[] {
  const functions = services.flatMap((service) =>
    Object.entries(service.functions).map(([name, manifest]) =>
      nameFunction(environment, naming, service.name, name, manifest),
    ),
  );
  const ids = new Set(functions.map(({ id }) => id));
  const problems = [...duplicates(functions), ...functions.flatMap((each) => functionProblems(each, ids))];
  if (problems.length > 0) throw new ManifestError(problems);
  return functions;
}

function nameFunction(
  environment: Environment,
  naming: Naming,
  service: string,
  name: string,
  manifest: FunctionManifest,
): NamedFunction {
  const id = `${service}-${name}`;
  const triggers = manifest.triggers;
  const queue = triggers.find((trigger) => trigger.type === "queue");
  const schedule = triggers.find((trigger) => trigger.type === "schedule");
  const stream = triggers.find((trigger) => trigger.type === "stream");
  return {
    service,
    function: name,
    id,
    name: naming.name(id, "function"),
    roleName: naming.name(id, "role"),
    manifest,
    timeoutSeconds: manifest.timeoutSeconds ?? environment.functions.timeoutSeconds,
    memoryMegabytes: manifest.memoryMegabytes ?? environment.functions.memoryMegabytes,
    deadLetterQueueName:
      queue !== undefined || schedule !== undefined || stream !== undefined
        ? naming.name(`${id}-dead-letters`, "queue")
        : undefined,
    http: triggers.filter((trigger) => trigger.type === "http"),
    servesPreflight: triggers.some((trigger) => trigger.type === "preflight"),
    stream,
    queue: queue && { ...queue, queueName: naming.name(id, "queue") },
    schedule: schedule && {
      ...schedule,
      scheduleName: naming.name(id, "schedule"),
      schedulerRoleName: naming.name(`${id}-schedule`, "role"),
    },
  };
}

function duplicates(functions: readonly NamedFunction[]): string[] {
  const problems: string[] = [];
  const owners = new Map<string, string>();
  const claim = (what: string, owner: string): void => {
    const other = owners.get(what);
    if (other !== undefined) problems.push(`${owner} and ${other} both have ${what}`);
    owners.set(what, owner);
  };
  for (const each of functions) {
    claim(`the id ${each.id}`, each.id);
    for (const { method, path } of each.http) claim(`the route ${method} ${path}`, each.id);
    for (const { operationId } of each.http) claim(`the operation ${operationId}`, each.id);
    if (each.servesPreflight) claim("the preflight", each.id);
  }
  return problems;
}

/** What a single function asks for that there is not. */
function functionProblems(each: NamedFunction, ids: ReadonlySet<string>): string[] {
  const problems: string[] = [];
  for (const type of ["queue", "schedule", "stream"]) {
    const count = each.manifest.triggers.filter((trigger) => trigger.type === type).length;
    if (count > 1) problems.push(`${each.id} has ${count} triggers of type ${type}: at most one`);
  }
  if (each.http.length > 0 && each.timeoutSeconds > longestHttpSeconds) {
    problems.push(
      `${each.id} may run ${each.timeoutSeconds} s: at most ${longestHttpSeconds}, since the gateway waits ${gatewaySeconds} and the start of ` +
        `a function takes up to ${startSeconds}`,
    );
  }
  if (each.stream !== undefined && tables[each.stream.table].stream === undefined) {
    problems.push(`${each.id} reads the stream of ${each.stream.table}, which has none: add one in stacks/tables.ts`);
  }
  for (const called of each.manifest.access.functions ?? []) {
    if (!ids.has(called)) problems.push(`${each.id} calls ${called}, which there is not`);
  }
  for (const [table, access] of tableEntries(each.manifest.access)) {
    const known = tables[table].indexes.map((index) => index.name);
    const missing = (access.indexes ?? []).filter((index) => !known.includes(index));
    if (missing.length > 0)
      problems.push(
        `${each.id} queries ${missing.join(", ")} of ${table}, which has ${known.join(", ") || "no index"}`,
      );
    const reaches = access.queryTable === true || (access.indexes ?? []).length > 0;
    if (access.actions.includes("Query") && !reaches)
      problems.push(`${each.id} may query ${table}, but names no index and not the table`);
    if (!access.actions.includes("Query") && reaches)
      problems.push(`${each.id} names indexes of ${table}, but may not query`);
  }
  return problems;
}

/** The environment variables of a function. */
export function variablesOf(
  each: NamedFunction,
  environment: Environment,
  naming: Naming,
  stackOutputs: StackOutputs,
  serviceVersion: string,
): Record<string, string> {
  const { signIn, cors } = environment;
  const { access } = each.manifest;
  const variables: Record<string, string> = {
    [commonVariables.environment]: environment.name,
    [commonVariables.corsOrigins]: [...cors.origins, ...cors.desktopOrigins].join(","),
    [commonVariables.service]: each.service,
    [commonVariables.serviceVersion]: serviceVersion,
    [commonVariables.metricsNamespace]: metricsNamespace(environment),
    [commonVariables.logLevel]: environment.logs.level,
  };
  const userPoolActions = access.userPool ?? [];
  if (each.http.length > 0 || userPoolActions.length > 0) variables[httpVariables.userPoolId] = stackOutputs.userPoolId;
  if (userPoolActions.some((action) => action === "AdminInitiateAuth" || action === "AdminSetUserPassword")) {
    variables[signInVariables.verificationClientId] = stackOutputs.verificationClientId;
    variables[signInVariables.passwordLength] = String(signIn.passwordLength);
    variables[signInVariables.mfa] = signIn.mfa;
  }
  if (each.http.length > 0 || access.tables?.UserActivity?.actions.includes("PutItem"))
    variables[httpVariables.activityRetentionDays] = String(environment.activityRetentionDays);
  if (each.http.length > 0) {
    const longestSession = signIn.longestSessionHours * secondsPerHour;
    const refreshToken = signIn.refreshTokenDays * secondsPerDay;
    variables[httpVariables.maxSessionSeconds] = String(longestSession);
    // A day more than a token could bring the session back.
    variables[httpVariables.sessionRetentionSeconds] = String(Math.max(longestSession, refreshToken) + secondsPerDay);
    variables[httpVariables.cursorSecret] = stackOutputs.cursorSecret;
  }
  for (const [table] of tableEntries(access)) variables[tableVariable(table)] = physicalTableName(naming, table);
  for (const [bucket] of bucketEntries(access)) variables[bucketVariable(bucket)] = physicalBucketName(naming, bucket);
  if (publishes(access)) variables[eventsTopicVariable] = naming.topicArn(physicalTopicName(naming, "events"));
  for (const called of access.functions ?? [])
    variables[functionVariable(called)] = `${naming.name(called, "function")}:${liveAlias}`;
  if (access.apiUrl === true) variables[apiUrlVariable] = stackOutputs.apiUrl;
  if (access.mail === true) {
    const { frontendUrl, links } = environment;
    const linkOf = (link: string) => link.replaceAll(frontendPlaceholder, frontendUrl);
    variables[mailVariables.sender] = environment.mail.sender;
    variables[mailVariables.configurationSet] = mailConfigurationSetName(naming);
    variables[mailVariables.frontendUrl] = frontendUrl;
    variables[mailVariables.signInLink] = linkOf(links.signIn);
    variables[mailVariables.invitationLink] = linkOf(links.invitation);
    variables[mailVariables.emailVerificationLink] = linkOf(links.emailVerification);
  }
  return variables;
}

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

/** The stream that a function reads. @throws {ManifestError} if the table has none */
export function streamArn(trigger: StreamTrigger, streamArns: StackOutputs["streamArns"]): string {
  const arn = streamArns[trigger.table];
  if (arn === undefined) throw new ManifestError([`${trigger.table} has no stream`]);
  return arn;
}

/** The built zip of a function. @throws {BuildManifestError} if the build does not have it */
export function builtFunction(build: Build, each: NamedFunction): Build[string] {
  const built = build[each.id];
  if (built === undefined) throw new BuildManifestError(`The build does not have the function ${each.id}.`);
  return built;
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

function publishes(access: Access): boolean {
  return (access.topics ?? []).length > 0;
}

function tableEntries(access: Access): [TableName, TableAccess][] {
  return Object.entries(access.tables ?? {}) as [TableName, TableAccess][];
}

function bucketEntries(access: Access): [BucketName, readonly BucketAction[]][] {
  return Object.entries(access.buckets ?? {}) as [BucketName, readonly BucketAction[]][];
}

function pascal(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
