/**
 * A REST API in front of functions: one OpenAPI document with the routes, the authorizer for the tokens of user pools and the gateway
 * responses; a deployment that follows every change of it; a stage with throttling, logs and tracing.
 */
import { ApiGatewayDeployment } from "@cdktf/provider-aws/lib/api-gateway-deployment/index.js";
import { ApiGatewayMethodSettings } from "@cdktf/provider-aws/lib/api-gateway-method-settings/index.js";
import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api/index.js";
import { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage/index.js";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import { policyDocument, serviceTrust } from "../iam/policy.js";
import type { Naming } from "../naming/naming.js";
import { PropsCheck } from "../props.js";
import {
  type GatewayOperation,
  type GatewayResponseProps,
  gatewayBody,
  maximumBodyBytes,
  type RouteAuthorization,
} from "./gateway-body.js";
import { liveAlias, type VersionedFunction } from "./versioned-function.js";

export type { GatewayResponseProps, RouteAuthorization } from "./gateway-body.js";

export interface RouteProps {
  readonly method: string;
  /** From the root, with parameters in braces: `/things/{id}`. */
  readonly path: string;
  /** The operation's name, unique in the API and shown in the console. */
  readonly operationName: string;
  readonly authorization: RouteAuthorization;
  readonly function: VersionedFunction;
}

export interface RestApiProps {
  readonly name: string;
  readonly description: string;
  /** Computes the ARNs of functions and role, so that a plan knows the whole document before they exist. */
  readonly naming: Naming;
  readonly stageName: string;
  /** The name of the role with which the gateway invokes the functions, at most 64 characters. */
  readonly invocationRoleName: string;
  /** The pools whose tokens the authorizer takes; may be empty only if every route is open. */
  readonly userPoolArns: readonly string[];
  /** At most 300 resources: one for each part of the paths. */
  readonly routes: readonly RouteProps[];
  /** Answers `OPTIONS` on every path, those without a route too. @default none */
  readonly preflight?: VersionedFunction;
  /** @default API Gateway's own */
  readonly gatewayResponses?: readonly GatewayResponseProps[];
  /** Media types of bodies that are not text. @default none */
  readonly binaryMediaTypes?: readonly string[];
  /** Responses of so many bytes and more are compressed where the client accepts that, 0 to 10,485,760. @default 1024 */
  readonly minimumCompressionBytes?: number;
  /** Requests a second over all routes, 1 to 10,000. @default 100 */
  readonly requestsPerSecond?: number;
  /** Requests at once beyond the rate, 1 to 5,000. @default 200 */
  readonly burst?: number;
  /** One of CloudWatch's periods. @default 30 */
  readonly logRetentionDays?: number;
  /** What the gateway logs about a call that failed beside the access log. @default "ERROR" */
  readonly executionLogging?: "OFF" | "ERROR";
}

/** Below it compression saves little and costs time. */
const defaultMinimumCompressionBytes = 1024;
/** API Gateway's largest value (10 MB). */
const maximumCompressionBytes = 10_485_760;
const defaultRequestsPerSecond = 100;
const defaultBurst = 200;
const defaultLogRetentionDays = 30;
/** API Gateway's quota of resources a REST API (can be raised on request). */
const maximumResources = 300;
/** IAM's quota of characters, without white space, that all inline policies of a role share. */
const maximumInlinePolicies = 10_240;
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];

/**
 * The fields of a line of the access log that are text. API Gateway writes `-` for a value that it does not have. So a number that some
 * lines lack stays text: `integrationLatency` has no value where no function was called.
 */
export const accessLogTexts = {
  requestId: "$context.requestId",
  extendedRequestId: "$context.extendedRequestId",
  sourceIp: "$context.identity.sourceIp",
  userAgent: "$context.identity.userAgent",
  userId: "$context.authorizer.claims.sub",
  method: "$context.httpMethod",
  route: "$context.resourcePath",
  integrationLatency: "$context.integrationLatency",
  integrationError: "$context.integrationErrorMessage",
  errorType: "$context.error.responseType",
  traceId: "$context.xrayTraceId",
} as const;

/**
 * The fields that are numbers. Every response has them, those of the gateway itself too. They stand without quotes: metric filters compare
 * only numbers with numbers, and a query sorts text by its characters.
 */
export const accessLogNumbers = {
  time: "$context.requestTimeEpoch",
  status: "$context.status",
  responseLength: "$context.responseLength",
  latency: "$context.responseLatency",
} as const;

/** The format of a line of the access log. It becomes JSON once API Gateway has put in the values. */
export const accessLogFormat = `{${[
  ...Object.entries(accessLogTexts).map(([name, variable]) => `"${name}":"${variable}"`),
  ...Object.entries(accessLogNumbers).map(([name, variable]) => `"${name}":${variable}`),
].join(",")}}`;

/** The name of the access log's group. */
export function accessLogGroupName(apiName: string): string {
  return `/aws/apigateway/${apiName}/access`;
}

/** The name of the log group that API Gateway writes a stage's execution log to. */
export function executionLogGroupName(apiId: string, stageName: string): string {
  return `API-Gateway-Execution-Logs_${apiId}/${stageName}`;
}

export class RestApi extends Construct {
  readonly api: ApiGatewayRestApi;
  readonly deployment: ApiGatewayDeployment;
  readonly stage: ApiGatewayStage;
  readonly accessLogs: CloudwatchLogGroup;
  /** Missing where the gateway logs no execution. */
  readonly executionLogs: CloudwatchLogGroup | undefined;
  /** The role with which the gateway invokes functions: one role in place of one permission per function and route. */
  readonly invocationRole: IamRole;

  constructor(scope: Construct, id: string, props: RestApiProps) {
    super(scope, id);
    checkProps(props);
    const functions = functionsOf(props);
    this.invocationRole = new IamRole(this, "invocation-role", {
      name: props.invocationRoleName,
      description: `Lets the API ${props.name} invoke its functions`,
      assumeRolePolicy: serviceTrust("apigateway.amazonaws.com"),
    });
    const invocationPolicy = new IamRolePolicy(this, "invocation-policy", {
      name: "invoke",
      role: this.invocationRole.name,
      policy: invocationPolicyOf(props),
    });

    this.api = new ApiGatewayRestApi(this, "rest-api", {
      name: props.name,
      description: props.description,
      endpointConfiguration: { types: ["REGIONAL"] },
      body: bodyOf(props, props.userPoolArns),
      // The same list as in the document, even an empty one. Without it the provider puts back the list that its state still holds.
      binaryMediaTypes: [...(props.binaryMediaTypes ?? [])],
      // In the document too, for the same reason.
      minimumCompressionSize: String(minimumCompressionBytesOf(props)),
      // A route that the document no longer has goes.
      putRestApiMode: "overwrite",
      failOnWarnings: true,
      dependsOn: [this.invocationRole],
    });
    this.deployment = new ApiGatewayDeployment(this, "deployment", {
      restApiId: this.api.id,
      // Terraform computes the hash, because it alone knows the values that come from other stacks: the ARNs of the user pools.
      triggers: { document: Fn.sha256(this.api.body) },
      // The document names functions by their ARNs. No call may reach it before they exist and the role may invoke them.
      dependsOn: [invocationPolicy, ...functions.map((each) => each.alias)],
      lifecycle: { createBeforeDestroy: true },
    });
    this.accessLogs = new CloudwatchLogGroup(this, "access-logs", {
      name: accessLogGroupName(props.name),
      retentionInDays: props.logRetentionDays ?? defaultLogRetentionDays,
    });
    const executionLogging = props.executionLogging ?? "ERROR";
    this.executionLogs =
      executionLogging === "OFF"
        ? undefined
        : new CloudwatchLogGroup(this, "execution-logs", {
            name: executionLogGroupName(this.api.id, props.stageName),
            retentionInDays: props.logRetentionDays ?? defaultLogRetentionDays,
          });
    this.stage = new ApiGatewayStage(this, "stage", {
      restApiId: this.api.id,
      deploymentId: this.deployment.id,
      stageName: props.stageName,
      xrayTracingEnabled: true,
      accessLogSettings: { destinationArn: this.accessLogs.arn, format: accessLogFormat },
      // API Gateway makes the group itself where it is missing, and then keeps its lines for ever.
      ...(this.executionLogs !== undefined && { dependsOn: [this.executionLogs] }),
    });
    new ApiGatewayMethodSettings(this, "settings", {
      restApiId: this.api.id,
      stageName: this.stage.stageName,
      methodPath: "*/*",
      settings: {
        // Metrics per method cost a fee for each of them. The alarms and the dashboard read those of the stage, which are free.
        metricsEnabled: false,
        loggingLevel: executionLogging,
        // Bodies stay out of the logs.
        dataTraceEnabled: false,
        throttlingRateLimit: props.requestsPerSecond ?? defaultRequestsPerSecond,
        throttlingBurstLimit: props.burst ?? defaultBurst,
      },
    });
  }
}

function minimumCompressionBytesOf({ minimumCompressionBytes }: RestApiProps): number {
  return minimumCompressionBytes ?? defaultMinimumCompressionBytes;
}

/** The functions behind the API, each once. */
function functionsOf({ routes, preflight }: RestApiProps): VersionedFunction[] {
  return [...new Set([...routes.map((route) => route.function), ...(preflight === undefined ? [] : [preflight])])];
}

/** The ARN of the version that a function serves. */
function liveArn(naming: Naming, { name }: VersionedFunction): string {
  return naming.functionArn(`${name}:${liveAlias}`);
}

function invocationPolicyOf(props: RestApiProps): string {
  const resources = functionsOf(props).map((each) => liveArn(props.naming, each));
  return policyDocument([{ actions: ["lambda:InvokeFunction"], resources }]);
}

/**
 * The root and every path without a route. A browser shows a page no answer to a request whose preflight failed, so the preflight of an
 * unknown path succeeds too. API Gateway looks for path and method together: the greedy path has no method but `OPTIONS`, and takes
 * nothing else.
 */
const otherPaths = ["/", "/{proxy+}"] as const;

/** The document as text. @param userPoolArns those that it names: none for a text without tokens of Terraform */
function bodyOf(props: RestApiProps, userPoolArns: readonly string[]): string {
  const { naming, routes, preflight, gatewayResponses, binaryMediaTypes } = props;
  const invokeArn = (target: VersionedFunction): string => naming.invokeArn(liveArn(naming, target));
  const operations: GatewayOperation[] = routes.map(
    ({ method, path, operationName, authorization, function: target }) => ({
      method,
      path,
      operationId: operationName,
      authorization,
      invokeArn: invokeArn(target),
    }),
  );
  if (preflight !== undefined) {
    for (const path of new Set([...routes.map((route) => route.path), ...otherPaths]))
      operations.push({ method: "OPTIONS", path, authorization: "none", invokeArn: invokeArn(preflight) });
  }
  return JSON.stringify(
    gatewayBody({
      name: props.name,
      description: props.description,
      operations,
      ...(props.userPoolArns.length > 0 && { authorizer: { name: `${props.name}-sign-in`, userPoolArns } }),
      invocationRoleArn: naming.roleArn(props.invocationRoleName),
      ...(gatewayResponses !== undefined && { gatewayResponses }),
      ...(binaryMediaTypes !== undefined && { binaryMediaTypes }),
      minimumCompressionBytes: minimumCompressionBytesOf(props),
    }),
  );
}

function checkProps(props: RestApiProps): void {
  const check = new PropsCheck(`RestApi ${props.name}`)
    .matches("stageName", props.stageName, /^\w{1,128}$/, "1 to 128 letters, digits and underscores")
    .matches(
      "invocationRoleName",
      props.invocationRoleName,
      /^[\w+=,.@-]{1,64}$/,
      "1 to 64 characters of a role's name",
    )
    .whole("minimumCompressionBytes", props.minimumCompressionBytes, 0, maximumCompressionBytes)
    .whole("requestsPerSecond", props.requestsPerSecond, 1, 10_000)
    .whole("burst", props.burst, 1, 5_000)
    .require(props.routes.length > 0, "there are no routes");
  const seen = new Set<string>();
  const resources = new Set<string>();
  for (const route of props.routes) {
    const id = `${route.method} ${route.path}`;
    check.require(methods.includes(route.method), `${id}: the method must be one of ${methods.join(", ")}`);
    check.require(
      /^(\/|(\/([\w.:-]+|\{\w+\+?\}))+)$/.test(route.path),
      `${id}: the path must begin with a slash and have parameters in braces`,
    );
    check.require(!seen.has(id), `${id} is there twice`);
    check.require(
      route.authorization === "none" || props.userPoolArns.length > 0,
      `${id} needs a token, but no user pool is named`,
    );
    seen.add(id);
    const parts = route.path.split("/").slice(1);
    for (const index of parts.keys()) resources.add(parts.slice(0, index + 1).join("/"));
  }
  if (props.preflight !== undefined) resources.add("{proxy+}");
  check.require(
    resources.size <= maximumResources,
    `the paths have ${resources.size} parts: a REST API holds ${maximumResources} resources`,
  );
  const siblings = new Map<string, string>();
  for (const path of resources) {
    const cut = path.lastIndexOf("/");
    const last = path.slice(cut + 1);
    if (!last.startsWith("{")) continue;
    const parent = path.slice(0, Math.max(cut, 0));
    const other = siblings.get(parent);
    check.require(
      other === undefined || other === last,
      `/${parent} has two parameters, ${other} and ${last}: a path may have only one there`,
    );
    siblings.set(parent, last);
  }
  const types = (props.gatewayResponses ?? []).map((response) => response.type);
  const names = props.routes.map((route) => route.operationName);
  const policyLength = invocationPolicyOf(props).length;
  check
    .require(new Set(types).size === types.length, `a gateway response is there twice: ${types.join(", ")}`)
    .require(new Set(names).size === names.length, `an operation name is there twice: ${names.join(", ")}`)
    .require(
      policyLength <= maximumInlinePolicies,
      `the policy that lets the gateway invoke ${functionsOf(props).length} functions has ${policyLength} characters, but all ` +
        `inline policies of a role together hold ${maximumInlinePolicies}: serve more operations per function, or use a managed policy`,
    )
    .done();
  const bodyBytes = Buffer.byteLength(bodyOf(props, []));
  check
    .require(
      bodyBytes <= maximumBodyBytes,
      `the document has ${bodyBytes} bytes: API Gateway imports ${maximumBodyBytes}`,
    )
    .done();
}
