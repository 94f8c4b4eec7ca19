/**
 * A REST API before functions: routes, one authorizer for the tokens of a user pool, gateway responses, a deployment that follows
 * every change of them, and a stage with throttling, access logs and tracing.
 */
import { createHash } from "node:crypto";
import { ApiGatewayAuthorizer } from "@cdktf/provider-aws/lib/api-gateway-authorizer/index.js";
import { ApiGatewayDeployment } from "@cdktf/provider-aws/lib/api-gateway-deployment/index.js";
import { ApiGatewayGatewayResponse } from "@cdktf/provider-aws/lib/api-gateway-gateway-response/index.js";
import { ApiGatewayIntegration } from "@cdktf/provider-aws/lib/api-gateway-integration/index.js";
import { ApiGatewayMethod } from "@cdktf/provider-aws/lib/api-gateway-method/index.js";
import { ApiGatewayMethodSettings } from "@cdktf/provider-aws/lib/api-gateway-method-settings/index.js";
import { ApiGatewayResource } from "@cdktf/provider-aws/lib/api-gateway-resource/index.js";
import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api/index.js";
import { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage/index.js";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { DefaultTokenResolver, Fn, StringConcat, type TerraformResource, Tokenization } from "cdktf";
import { Construct } from "constructs";
import { policyDocument, serviceTrust } from "../iam/policy.js";
import { PropsCheck } from "../props.js";
import type { VersionedFunction } from "./versioned-function.js";

/** Who may call a route: anybody, or who has a token; scopes make it an access token, none an ID token. */
export type RouteAuthorization = "none" | { readonly scopes: readonly string[] };

export interface RouteProps {
  readonly method: string;
  /** From the root, with parameters in braces: `/things/{id}`. */
  readonly path: string;
  /** The operation's name, shown in the console. */
  readonly operationName: string;
  readonly authorization: RouteAuthorization;
  readonly function: VersionedFunction;
}

/** What the gateway answers by itself. */
export interface GatewayResponseProps {
  /** One of API Gateway's response types, such as `UNAUTHORIZED`. */
  readonly type: string;
  /** @default the type's own */
  readonly statusCode?: number;
  /** The JSON body; may use `$context` variables. */
  readonly body: string;
  /** Header values: mapping expressions such as `'text'` or `method.request.header.Origin`. @default none */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RestApiProps {
  readonly name: string;
  readonly description: string;
  readonly stageName: string;
  /** The name of the role with which the gateway invokes the functions, at most 64 characters. */
  readonly invocationRoleName: string;
  /** The pools whose tokens the authorizer takes; may be empty only if every route is open. */
  readonly userPoolArns: readonly string[];
  /** At most 300 resources: one for each part of the paths. */
  readonly routes: readonly RouteProps[];
  /** Answers `OPTIONS` on every path. @default none */
  readonly preflight?: VersionedFunction;
  /** @default API Gateway's own */
  readonly gatewayResponses?: readonly GatewayResponseProps[];
  /** Types that are answered as they are instead of as text. @default none */
  readonly binaryMediaTypes?: readonly string[];
  /** Requests a second over all routes, 1 to 10,000. @default 100 */
  readonly requestsPerSecond?: number;
  /** Requests at once beyond the rate, 1 to 5,000. @default 200 */
  readonly burst?: number;
  /** One of CloudWatch's periods. @default 30 */
  readonly logRetentionDays?: number;
  /** What the gateway logs about a call that failed beside the access log. @default "ERROR" */
  readonly executionLogging?: "OFF" | "ERROR";
}

const defaultRequestsPerSecond = 100;
const defaultBurst = 200;
const defaultLogRetentionDays = 30;
/** API Gateway's quota of resources a REST API (can be raised on request). */
const maximumResources = 300;
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];

/** The fields of a line of the access log. */
export const accessLogFields = {
  requestId: "$context.requestId",
  extendedRequestId: "$context.extendedRequestId",
  time: "$context.requestTimeEpoch",
  sourceIp: "$context.identity.sourceIp",
  userAgent: "$context.identity.userAgent",
  userId: "$context.authorizer.claims.sub",
  method: "$context.httpMethod",
  route: "$context.resourcePath",
  status: "$context.status",
  responseLength: "$context.responseLength",
  latency: "$context.responseLatency",
  integrationLatency: "$context.integrationLatency",
  integrationError: "$context.integrationErrorMessage",
  errorType: "$context.error.responseType",
  traceId: "$context.xrayTraceId",
} as const;

/** The name of the access log's group. */
export function accessLogGroupName(apiName: string): string {
  return `/aws/apigateway/${apiName}/access`;
}

export class RestApi extends Construct {
  readonly api: ApiGatewayRestApi;
  readonly authorizer: ApiGatewayAuthorizer | undefined;
  readonly deployment: ApiGatewayDeployment;
  readonly stage: ApiGatewayStage;
  readonly accessLogs: CloudwatchLogGroup;
  /** What the gateway takes to invoke functions: one role in place of a permission on each function for each of its routes. */
  readonly invocationRole: IamRole;
  readonly #resources = new Map<string, ApiGatewayResource>();

  constructor(scope: Construct, id: string, props: RestApiProps) {
    super(scope, id);
    checkProps(props);
    this.api = new ApiGatewayRestApi(this, "api", {
      name: props.name,
      description: props.description,
      endpointConfiguration: { types: ["REGIONAL"] },
      ...(props.binaryMediaTypes !== undefined && { binaryMediaTypes: [...props.binaryMediaTypes] }),
    });
    this.authorizer =
      props.userPoolArns.length === 0
        ? undefined
        : new ApiGatewayAuthorizer(this, "authorizer", {
            name: `${props.name}-sign-in`,
            restApiId: this.api.id,
            type: "COGNITO_USER_POOLS",
            providerArns: [...props.userPoolArns],
            identitySource: "method.request.header.Authorization",
          });

    this.invocationRole = new IamRole(this, "invocation-role", {
      name: props.invocationRoleName,
      description: `Lets the API ${props.name} invoke its functions`,
      assumeRolePolicy: serviceTrust("apigateway.amazonaws.com"),
    });
    const functions = new Set(props.routes.map((route) => route.function));
    if (props.preflight !== undefined) functions.add(props.preflight);
    new IamRolePolicy(this, "invocation-policy", {
      name: "invoke",
      role: this.invocationRole.name,
      policy: policyDocument([
        { actions: ["lambda:InvokeFunction"], resources: [...functions].map((each) => each.alias.arn) },
      ]),
    });

    // All that a deployment takes a picture of.
    const deployed: TerraformResource[] = this.authorizer === undefined ? [] : [this.authorizer];
    for (const route of props.routes) deployed.push(...this.#route(route));
    if (props.preflight !== undefined) deployed.push(...this.#preflights(props.routes, props.preflight));
    for (const response of props.gatewayResponses ?? []) deployed.push(this.#gatewayResponse(response));
    deployed.push(...this.#resources.values());

    this.deployment = new ApiGatewayDeployment(this, "deployment", {
      restApiId: this.api.id,
      triggers: { definition: definitionHash(this, deployed), userPools: Fn.join(",", [...props.userPoolArns]) },
      dependsOn: deployed,
      lifecycle: { createBeforeDestroy: true },
    });
    this.accessLogs = new CloudwatchLogGroup(this, "access-logs", {
      name: accessLogGroupName(props.name),
      retentionInDays: props.logRetentionDays ?? defaultLogRetentionDays,
    });
    this.stage = new ApiGatewayStage(this, "stage", {
      restApiId: this.api.id,
      deploymentId: this.deployment.id,
      stageName: props.stageName,
      xrayTracingEnabled: true,
      accessLogSettings: { destinationArn: this.accessLogs.arn, format: JSON.stringify(accessLogFields) },
    });
    new ApiGatewayMethodSettings(this, "settings", {
      restApiId: this.api.id,
      stageName: this.stage.stageName,
      methodPath: "*/*",
      settings: {
        metricsEnabled: true,
        loggingLevel: props.executionLogging ?? "ERROR",
        // Bodies stay out of the logs.
        dataTraceEnabled: false,
        throttlingRateLimit: props.requestsPerSecond ?? defaultRequestsPerSecond,
        throttlingBurstLimit: props.burst ?? defaultBurst,
      },
    });
  }

  #route(route: RouteProps): TerraformResource[] {
    const id = `${route.method} ${route.path}`;
    const { authorization } = route;
    return this.#method(id, route.path, route.method, route.function, {
      operationName: route.operationName,
      ...(authorization === "none" || this.authorizer === undefined
        ? { authorization: "NONE" }
        : {
            authorization: "COGNITO_USER_POOLS",
            authorizerId: this.authorizer.id,
            ...(authorization.scopes.length > 0 && { authorizationScopes: [...authorization.scopes] }),
          }),
    });
  }

  #preflights(routes: readonly RouteProps[], preflight: VersionedFunction): TerraformResource[] {
    const paths = [...new Set(routes.map((route) => route.path))];
    return paths.flatMap((path) =>
      this.#method(`OPTIONS ${path}`, path, "OPTIONS", preflight, { authorization: "NONE" }),
    );
  }

  #method(
    id: string,
    path: string,
    httpMethod: string,
    target: VersionedFunction,
    settings: { authorization: string; operationName?: string; authorizerId?: string; authorizationScopes?: string[] },
  ): TerraformResource[] {
    const resourceId = this.#resourceId(path);
    const method = new ApiGatewayMethod(this, `method ${id}`, {
      restApiId: this.api.id,
      resourceId,
      httpMethod,
      ...settings,
    });
    const integration = new ApiGatewayIntegration(this, `integration ${id}`, {
      restApiId: this.api.id,
      resourceId,
      httpMethod: method.httpMethod,
      type: "AWS_PROXY",
      integrationHttpMethod: "POST",
      uri: target.alias.invokeArn,
      credentials: this.invocationRole.arn,
    });
    return [method, integration];
  }

  /** The resource of a path, made with those above it when first needed. */
  #resourceId(path: string): string {
    if (path === "/") return this.api.rootResourceId;
    const known = this.#resources.get(path);
    if (known !== undefined) return known.id;
    const cut = path.lastIndexOf("/");
    const resource = new ApiGatewayResource(this, `resource ${path}`, {
      restApiId: this.api.id,
      parentId: this.#resourceId(path.slice(0, cut) || "/"),
      pathPart: path.slice(cut + 1),
    });
    this.#resources.set(path, resource);
    return resource.id;
  }

  #gatewayResponse(response: GatewayResponseProps): TerraformResource {
    return new ApiGatewayGatewayResponse(this, `response ${response.type}`, {
      restApiId: this.api.id,
      responseType: response.type,
      ...(response.statusCode !== undefined && { statusCode: String(response.statusCode) }),
      responseTemplates: { "application/json": response.body },
      responseParameters: Object.fromEntries(
        Object.entries(response.headers ?? {}).map(([name, value]) => [`gatewayresponse.header.${name}`, value]),
      ),
    });
  }
}

/** A hash of the resources as they are synthesized: whatever changes in one of them makes a new deployment. */
function definitionHash(scope: Construct, resources: readonly TerraformResource[]): string {
  const hash = createHash("sha256");
  const options = { scope, resolver: new DefaultTokenResolver(new StringConcat()), preparing: true };
  for (const resource of resources)
    hash.update(JSON.stringify([resource.node.path, Tokenization.resolve(resource.toTerraform(), options)]));
  return hash.digest("hex");
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
  check.require(new Set(types).size === types.length, `a gateway response is there twice: ${types.join(", ")}`).done();
}
