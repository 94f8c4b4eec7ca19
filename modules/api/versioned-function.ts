/** A Lambda function with all that belongs to it: role, policy, log group, published version, alias. */
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { LambdaAlias } from "@cdktf/provider-aws/lib/lambda-alias/index.js";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { Construct } from "constructs";
import { policyDocument, type Statement, serviceTrust } from "../iam/policy.js";
import { PropsCheck } from "../props.js";

/** Where the function's zip lies. Its path changes with its content: that is what makes a release. */
export interface CodeProps {
  readonly bucket: string;
  readonly key: string;
}

export interface FunctionProps {
  /** At most 64 characters. */
  readonly name: string;
  /** The role's name, at most 64 characters. */
  readonly roleName: string;
  readonly description: string;
  readonly code: CodeProps;
  /** `file.export`. @default "index.handler" */
  readonly handler?: string;
  readonly runtime: string;
  readonly architecture: string;
  /** 128 to 10,240. @default 512 */
  readonly memoryMegabytes?: number;
  /** 1 to 900. @default 10 */
  readonly timeoutSeconds?: number;
  /** Invocations at once, set aside for this function alone; 0 stops it. @default none */
  readonly reservedConcurrency?: number;
  readonly environment: Readonly<Record<string, string>>;
  /** What the function may do beside writing its logs and traces. @default nothing */
  readonly statements?: readonly Statement[];
  /** The least severe level that is kept. @default "INFO" */
  readonly logLevel?: "DEBUG" | "INFO" | "WARN" | "ERROR";
  /** One of CloudWatch's periods. @default 30 */
  readonly logRetentionDays?: number;
  /** The queue that Lambda sends events to that fail for good. @default none */
  readonly deadLetterQueueArn?: string;
  /** On the function alone. @default none */
  readonly tags?: Readonly<Record<string, string>>;
}

export const defaultMemoryMegabytes = 512;
export const defaultTimeoutSeconds = 10;
const defaultLogRetentionDays = 30;
/** The alias that everything calls. */
export const liveAlias = "live";

/** The name of the log group that Lambda expects of a function. */
export function functionLogGroupName(functionName: string): string {
  return `/aws/lambda/${functionName}`;
}

export class VersionedFunction extends Construct {
  readonly name: string;
  readonly role: IamRole;
  readonly policy: IamRolePolicy;
  readonly logGroup: CloudwatchLogGroup;
  readonly function: LambdaFunction;
  readonly alias: LambdaAlias;

  constructor(scope: Construct, id: string, props: FunctionProps) {
    super(scope, id);
    new PropsCheck(`Function ${props.name}`)
      .matches("name", props.name, /^[\w-]{1,64}$/, "1 to 64 letters, digits, hyphens and underscores")
      .matches("roleName", props.roleName, /^[\w+=,.@-]{1,64}$/, "1 to 64 characters")
      .matches("handler", props.handler, /^\S+\.\S+$/, "file.export")
      .whole("memoryMegabytes", props.memoryMegabytes, 128, 10_240)
      .whole("timeoutSeconds", props.timeoutSeconds, 1, 900)
      .whole("reservedConcurrency", props.reservedConcurrency, 0, 1000)
      .require(props.description.length <= 256, `description has ${props.description.length} characters: at most 256`)
      .done();

    this.name = props.name;
    this.logGroup = new CloudwatchLogGroup(this, "logs", {
      name: functionLogGroupName(props.name),
      retentionInDays: props.logRetentionDays ?? defaultLogRetentionDays,
    });
    this.role = new IamRole(this, "role", {
      name: props.roleName,
      assumeRolePolicy: serviceTrust("lambda.amazonaws.com"),
    });
    this.policy = new IamRolePolicy(this, "policy", {
      name: "function",
      role: this.role.id,
      policy: policyDocument([
        { sid: "Logs", actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [`${this.logGroup.arn}:*`] },
        // X-Ray knows no resources.
        { sid: "Traces", actions: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"], resources: ["*"] },
        ...(props.deadLetterQueueArn === undefined
          ? []
          : [{ sid: "DeadLetters", actions: ["sqs:SendMessage"], resources: [props.deadLetterQueueArn] }]),
        ...(props.statements ?? []),
      ]),
    });
    this.function = new LambdaFunction(this, "function", {
      functionName: props.name,
      description: props.description,
      role: this.role.arn,
      s3Bucket: props.code.bucket,
      s3Key: props.code.key,
      handler: props.handler ?? "index.handler",
      runtime: props.runtime,
      architectures: [props.architecture],
      memorySize: props.memoryMegabytes ?? defaultMemoryMegabytes,
      timeout: props.timeoutSeconds ?? defaultTimeoutSeconds,
      ...(props.reservedConcurrency !== undefined && { reservedConcurrentExecutions: props.reservedConcurrency }),
      environment: { variables: { ...props.environment } },
      loggingConfig: {
        logFormat: "JSON",
        logGroup: this.logGroup.name,
        applicationLogLevel: props.logLevel ?? "INFO",
        systemLogLevel: "INFO",
      },
      tracingConfig: { mode: "Active" },
      publish: true,
      ...(props.tags !== undefined && { tags: { ...props.tags } }),
      // The first call may come as soon as the function is there.
      dependsOn: [this.policy],
    });
    this.alias = new LambdaAlias(this, "alias", {
      name: liveAlias,
      functionName: this.function.functionName,
      functionVersion: this.function.version,
    });
  }
}
