import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { CustomDomain } from "../../../modules/api/custom-domain.js";
import { Firewall, type FirewallProps } from "../../../modules/api/firewall.js";
import { accessLogFields, RestApi, type RestApiProps, type RouteProps } from "../../../modules/api/rest-api.js";
import { SecretValue } from "../../../modules/api/secret-value.js";
import { VersionedFunction } from "../../../modules/api/versioned-function.js";
import { EventsTopic } from "../../../modules/messaging/events-topic.js";
import { Naming } from "../../../modules/naming/naming.js";
import { InvalidPropsError } from "../../../modules/props.js";
import {
  all,
  type Block,
  gatewayBodyOf,
  named,
  only,
  operationsOf,
  parsed,
  synthesizeConstruct,
} from "../synthesized.js";

type Route = Omit<RouteProps, "function">;
const list: Route = {
  method: "GET",
  path: "/orders",
  operationName: "listOrders",
  authorization: { scopes: ["orders"] },
};
const get: Route = { method: "GET", path: "/orders/{id}", operationName: "getOrder", authorization: { scopes: [] } };
const health: Route = { method: "GET", path: "/", operationName: "health", authorization: "none" };
const naming = new Naming({
  project: "acme",
  environment: "dev",
  accountId: "123456789012",
  region: "eu-central-1",
});
const unauthorized = { type: "UNAUTHORIZED", statusCode: 401, body: "{}", headers: { Vary: "'Origin'" } };

type ApiOverrides = Partial<Omit<RestApiProps, "naming" | "routes" | "preflight">> & {
  readonly routes?: readonly Route[];
  readonly preflight?: boolean;
  readonly zoneId?: string;
};

function make({ routes = [list, get, health], preflight = false, zoneId, ...overrides }: ApiOverrides = {}) {
  return synthesizeConstruct((scope) => {
    const made = new VersionedFunction(scope, "function", {
      name: "acme-orders",
      roleName: "acme-orders",
      description: "",
      code: { bucket: "acme-artifacts", key: "orders.zip" },
      runtime: "nodejs22.x",
      architecture: "arm64",
      environment: {},
    });
    const api = new RestApi(scope, "api", {
      name: "acme",
      description: "Orders",
      naming,
      stageName: "dev",
      invocationRoleName: "acme-gateway",
      userPoolArns: ["arn:pool"],
      routes: routes.map((route) => ({ ...route, function: made })),
      ...(preflight && { preflight: made }),
      ...overrides,
    });
    new CustomDomain(scope, "domain", {
      api,
      name: "api.acme.io",
      certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/1",
      ...(zoneId !== undefined && { zoneId }),
    });
  });
}

const operationOf = (stack: ReturnType<typeof make>, id: string) =>
  operationsOf(gatewayBodyOf(stack)).find(({ operationId }) => operationId === id);
const functionArn = "arn:aws:lambda:eu-central-1:123456789012:function:acme-orders:live";

describe("a REST API by default", () => {
  const stack = make();

  it("is regional, traced, measured and throttled", () => {
    const { body: _, depends_on: dependsOn, ...api } = only(stack, "aws_api_gateway_rest_api");
    expect(api).toEqual({
      name: "acme",
      description: "Orders",
      endpoint_configuration: { types: ["REGIONAL"] },
      binary_media_types: [],
      put_rest_api_mode: "overwrite",
      fail_on_warnings: true,
    });
    expect(dependsOn).toEqual([expect.stringMatching(/^aws_iam_role\.api_invocation-role_\w+$/)]);
    expect(only(stack, "aws_api_gateway_stage")).toMatchObject({ stage_name: "dev", xray_tracing_enabled: true });
    expect(only(stack, "aws_api_gateway_method_settings")).toMatchObject({
      method_path: "*/*",
      settings: {
        metrics_enabled: true,
        logging_level: "ERROR",
        data_trace_enabled: false,
        throttling_rate_limit: 100,
        throttling_burst_limit: 200,
      },
    });
  });

  it("logs each access as a line of JSON", () => {
    const { access_log_settings } = only(stack, "aws_api_gateway_stage");
    expect(parsed(access_log_settings as Block, "format")).toEqual(accessLogFields);
    const groups = all(stack, "aws_cloudwatch_log_group");
    expect(groups).toContainEqual({ name: "/aws/apigateway/acme/access", retention_in_days: 30 });
  });

  it("takes access tokens by their scope, ID tokens without one, and leaves open what is open", () => {
    expect(operationOf(stack, "listOrders")?.security).toEqual([{ "acme-sign-in": ["orders"] }]);
    expect(operationOf(stack, "getOrder")?.security).toEqual([{ "acme-sign-in": [] }]);
    expect(operationOf(stack, "health")?.security).toEqual([]);
    expect(gatewayBodyOf(stack).components?.securitySchemes).toEqual({
      "acme-sign-in": {
        type: "apiKey",
        name: "Authorization",
        in: "header",
        "x-amazon-apigateway-authtype": "cognito_user_pools",
        "x-amazon-apigateway-authorizer": { type: "cognito_user_pools", providerARNs: ["arn:pool"] },
      },
    });
  });

  it("invokes the live version of its functions, each once in the policy, by a role of its own", () => {
    const role = all(stack, "aws_iam_role").find(({ name }) => name === "acme-gateway");
    expect(parsed(role ?? {}, "assume_role_policy")).toMatchObject({
      Statement: [{ Action: "sts:AssumeRole", Principal: { Service: "apigateway.amazonaws.com" } }],
    });
    const policy = all(stack, "aws_iam_role_policy").find(({ name }) => name === "invoke");
    expect(parsed(policy ?? {}, "policy")).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "lambda:InvokeFunction",
          Resource: functionArn,
        },
      ],
    });
    const operations = operationsOf(gatewayBodyOf(stack));
    expect(operations).toHaveLength(3);
    for (const operation of operations)
      expect(operation["x-amazon-apigateway-integration"]).toEqual({
        type: "aws_proxy",
        httpMethod: "POST",
        uri: `arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
        credentials: "arn:aws:iam::123456789012:role/acme-gateway",
      });
  });

  it("is a valid OpenAPI 3.0 document with its paths and parameters, and no preflights", async () => {
    const body = gatewayBodyOf(stack);
    expect(await new Validator().validate(JSON.parse(JSON.stringify(body)))).toMatchObject({ valid: true });
    expect(body).toMatchObject({ openapi: "3.0.1", info: { title: "acme", description: "Orders" } });
    expect(operationsOf(body).map(({ method, path, operationId }) => [method, path, operationId])).toEqual([
      ["GET", "/", "health"],
      ["GET", "/orders", "listOrders"],
      ["GET", "/orders/{id}", "getOrder"],
    ]);
    expect(operationOf(stack, "getOrder")?.parameters).toEqual([
      { name: "id", in: "path", required: true, schema: { type: "string" } },
    ]);
    expect(operationOf(stack, "listOrders")).not.toHaveProperty("parameters");
    expect(body).not.toHaveProperty("x-amazon-apigateway-gateway-responses");
    expect(body).not.toHaveProperty("x-amazon-apigateway-binary-media-types");
  });

  it("deploys only when everything is there, before the old deployment goes", () => {
    const { rest_api_id, depends_on, lifecycle } = only(stack, "aws_api_gateway_deployment");
    expect(rest_api_id).toMatch(/^\$\{aws_api_gateway_rest_api\.[\w-]+\.id\}$/);
    expect((depends_on as string[]).map((address) => address.split(".")[0])).toEqual([
      "aws_iam_role_policy",
      "aws_lambda_alias",
    ]);
    expect(lifecycle).toEqual({ create_before_destroy: true });
  });
});

describe("a REST API takes", () => {
  it("every override", () => {
    const stack = make({
      preflight: true,
      gatewayResponses: [unauthorized],
      binaryMediaTypes: ["application/pdf"],
      requestsPerSecond: 5,
      burst: 6,
      logRetentionDays: 7,
      executionLogging: "OFF",
    });
    const body = gatewayBodyOf(stack);
    expect(only(stack, "aws_api_gateway_rest_api").binary_media_types).toEqual(["application/pdf"]);
    expect(body["x-amazon-apigateway-binary-media-types"]).toEqual(["application/pdf"]);
    expect(only(stack, "aws_api_gateway_method_settings")).toMatchObject({
      settings: { throttling_rate_limit: 5, throttling_burst_limit: 6, logging_level: "OFF" },
    });
    expect(all(stack, "aws_cloudwatch_log_group")).toContainEqual({
      name: "/aws/apigateway/acme/access",
      retention_in_days: 7,
    });
    expect(body["x-amazon-apigateway-gateway-responses"]).toEqual({
      UNAUTHORIZED: {
        statusCode: "401",
        responseTemplates: { "application/json": "{}" },
        responseParameters: { "gatewayresponse.header.Vary": "'Origin'" },
      },
    });
    const preflights = operationsOf(body).filter(({ method }) => method === "OPTIONS");
    expect(preflights.map(({ path }) => path)).toEqual(["/", "/orders", "/orders/{id}", "/{proxy+}"]);
    for (const preflight of preflights) {
      expect(preflight.security).toEqual([]);
      expect(preflight).not.toHaveProperty("operationId");
    }
  });
});

describe("the deployment's trigger", () => {
  const trigger = (overrides: ApiOverrides = {}) =>
    JSON.stringify(only(make(overrides), "aws_api_gateway_deployment").triggers);
  const base = { gatewayResponses: [unauthorized] };

  it("stays while nothing changes, or only what is not deployed does", () => {
    expect(trigger(base)).toBe(trigger(base));
    expect(trigger({ ...base, routes: [health, get, list] })).toBe(trigger(base));
    expect(trigger({ ...base, requestsPerSecond: 7, logRetentionDays: 90 })).toBe(trigger(base));
  });

  it.each<[string, ApiOverrides]>([
    [
      "a route is added",
      { ...base, routes: [list, get, health, { ...list, method: "POST", operationName: "createOrder" }] },
    ],
    ["a route goes", { ...base, routes: [list, get] }],
    ["a path changes", { ...base, routes: [list, { ...get, path: "/orders/{orderId}" }, health] }],
    ["a route's integration is added by a preflight", { ...base, preflight: true }],
    ["an operation is renamed", { ...base, routes: [{ ...list, operationName: "findOrders" }, get, health] }],
    ["a type becomes binary", { ...base, binaryMediaTypes: ["application/pdf"] }],
    ["the invocation role changes", { ...base, invocationRoleName: "acme-other" }],
    ["a scope changes", { ...base, routes: [{ ...list, authorization: { scopes: ["other"] } }, get, health] }],
    ["a route is opened", { ...base, routes: [{ ...list, authorization: "none" }, get, health] }],
    ["the authorizer's pool changes", { ...base, userPoolArns: ["arn:other"] }],
    ["a gateway response's body changes", { gatewayResponses: [{ ...unauthorized, body: '{"a":1}' }] }],
    ["a gateway response's status changes", { gatewayResponses: [{ ...unauthorized, statusCode: 403 }] }],
    ["a gateway response's header changes", { gatewayResponses: [{ ...unauthorized, headers: {} }] }],
    ["a gateway response is added", { gatewayResponses: [unauthorized, { type: "THROTTLED", body: "{}" }] }],
  ])("changes when %s", (_, overrides) => {
    expect(trigger(overrides)).not.toBe(trigger(base));
  });
});

it("all wrong props of a REST API are reported together", () => {
  const wrong: ApiOverrides = {
    stageName: "a b",
    requestsPerSecond: 0,
    burst: 5001,
    userPoolArns: [],
    routes: [
      list,
      list,
      { ...get, path: "orders" },
      { ...get, method: "FETCH" },
      { ...get, path: "/orders/{other}", method: "PUT" },
    ],
    gatewayResponses: [unauthorized, unauthorized],
  };
  expect(() => make(wrong)).toThrow(InvalidPropsError);
  expect(() => make(wrong)).toThrow(
    /stageName is[\s\S]*requestsPerSecond is 0[\s\S]*burst is 5001[\s\S]*GET \/orders needs a token[\s\S]*GET \/orders is there twice[\s\S]*must begin with a slash[\s\S]*must be one of GET[\s\S]*two parameters[\s\S]*gateway response is there twice[\s\S]*operation name is there twice/,
  );
  const many = Array.from({ length: 301 }, (_, index) => ({ ...health, path: `/p${index}` }));
  expect(() => make({ routes: many })).toThrow(/301 parts: a REST API holds 300/);
  // The preflight of unknown paths takes one as well, and the place of a parameter below the root.
  expect(() => make({ routes: many.slice(1), preflight: true })).toThrow(/301 parts/);
  expect(() => make({ routes: [{ ...health, path: "/{id}" }], preflight: true })).toThrow(/two parameters/);
});

it("a role that may invoke more functions than its inline policies can name is refused", () => {
  const makeMany = (count: number) =>
    synthesizeConstruct((scope) => {
      const routes = Array.from({ length: count }, (_, index) => ({
        ...health,
        path: `/p${index}`,
        operationName: `p${index}`,
        function: new VersionedFunction(scope, `function${index}`, {
          name: `acme-orders-with-a-long-name-${String(index).padStart(3, "0")}`,
          roleName: "acme-orders",
          description: "",
          code: { bucket: "acme-artifacts", key: "orders.zip" },
          runtime: "nodejs22.x",
          architecture: "arm64",
          environment: {},
        }),
      }));
      new RestApi(scope, "api", {
        name: "acme",
        description: "Orders",
        naming,
        stageName: "dev",
        invocationRoleName: "acme-gateway",
        userPoolArns: [],
        routes,
      });
    });
  const invocations = (count: number) => String(named(makeMany(count), "aws_iam_role_policy", /^invoke$/).policy);
  const two = invocations(2).length;
  // The second function also makes a list of the resource: from there on each function takes the same.
  const each = invocations(3).length - two;
  const most = 2 + Math.floor((10_240 - two) / each);
  expect(invocations(most).length).toBeLessThanOrEqual(10_240);
  expect(() => makeMany(most + 1)).toThrow(
    new RegExp(`invoke ${most + 1} functions has \\d+ characters, but all inline policies .* hold 10240`),
  );
});

describe("a custom domain", () => {
  it("is regional with today's TLS", () => {
    expect(only(make(), "aws_api_gateway_domain_name")).toEqual({
      domain_name: "api.acme.io",
      regional_certificate_arn: "arn:aws:acm:eu-central-1:123456789012:certificate/1",
      endpoint_configuration: { types: ["REGIONAL"] },
      security_policy: "TLS_1_2",
    });
    expect(only(make(), "aws_api_gateway_base_path_mapping")).toHaveProperty("stage_name");
    expect(all(make(), "aws_route53_record")).toEqual([]);
  });

  it("has its record in a zone that is named", () => {
    expect(only(make({ zoneId: "Z123" }), "aws_route53_record")).toMatchObject({
      zone_id: "Z123",
      name: "api.acme.io",
      type: "A",
      alias: { evaluate_target_health: false },
    });
  });
});

describe("a firewall", () => {
  const firewall = (overrides: Partial<FirewallProps> = {}) =>
    only(
      synthesizeConstruct(
        (scope) => new Firewall(scope, "firewall", { name: "acme", stageArn: "arn:stage", ...overrides }),
      ),
      "aws_wafv2_web_acl",
    );
  const names = (acl: Block) => (acl.rule as Block[]).map((rule) => rule.name);

  it("limits addresses and runs AWS's rules, by default", () => {
    expect(names(firewall())).toEqual([
      "requests-per-address",
      "AWSManagedRulesKnownBadInputsRuleSet",
      "AWSManagedRulesCommonRuleSet",
      "AWSManagedRulesAmazonIpReputationList",
    ]);
    expect((firewall().rule as Block[])[0]).toMatchObject({
      action: { block: {} },
      statement: { rate_based_statement: { limit: 2000, aggregate_key_type: "IP" } },
    });
    expect((firewall().rule as Block[])[2]).toMatchObject({
      statement: {
        managed_rule_group_statement: {
          rule_action_override: [{ name: "SizeRestrictions_BODY", action_to_use: { count: {} } }],
        },
      },
    });
  });

  it("takes a limit and rules", () => {
    const made = firewall({ requestsPerAddress: 10, managedRules: ["AWSManagedRulesLinuxRuleSet"] });
    expect(names(made)).toEqual(["requests-per-address", "AWSManagedRulesLinuxRuleSet"]);
    expect((made.rule as Block[])[0]).toMatchObject({ statement: { rate_based_statement: { limit: 10 } } });
    expect(() => firewall({ name: "a b", requestsPerAddress: 9 })).toThrow(
      /name is "a b"[\s\S]*requestsPerAddress is 9/,
    );
  });
});

describe("an events topic", () => {
  const topic = (encryptionKeyArn?: string, tlsOnly?: boolean) =>
    synthesizeConstruct(
      (scope) =>
        new EventsTopic(scope, "events", {
          name: "acme-events",
          ...(encryptionKeyArn !== undefined && { encryptionKeyArn }),
          ...(tlsOnly !== undefined && { tlsOnly }),
        }),
    );

  it("takes messages without TLS where that is said exactly", () => {
    expect(all(topic(undefined, false), "aws_sns_topic_policy")).toEqual([]);
  });

  it("takes messages over TLS only, and a key", () => {
    expect(only(topic(), "aws_sns_topic")).toEqual({ name: "acme-events" });
    expect(only(topic("arn:key"), "aws_sns_topic")).toEqual({ name: "acme-events", kms_master_key_id: "arn:key" });
    expect(parsed(only(topic(), "aws_sns_topic_policy"), "policy")).toMatchObject({
      Statement: [{ Effect: "Deny", Action: "sns:Publish", Condition: { Bool: { "aws:SecureTransport": "false" } } }],
    });
  });
});

describe("a secret value", () => {
  const secret = (length?: number) =>
    synthesizeConstruct(
      (scope) =>
        new SecretValue(scope, "secret", {
          name: "/acme/key",
          description: "A key",
          ...(length !== undefined && { length }),
        }),
    );

  it("is drawn once and kept", () => {
    expect(only(secret(), "aws_secretsmanager_random_password")).toEqual({
      password_length: 64,
      exclude_punctuation: true,
      include_space: false,
    });
    expect(only(secret(), "aws_ssm_parameter")).toMatchObject({
      name: "/acme/key",
      type: "SecureString",
      lifecycle: { ignore_changes: ["value"] },
    });
    expect(only(secret(32), "aws_secretsmanager_random_password")).toMatchObject({ password_length: 32 });
    expect(() => secret(31)).toThrow(/length is 31/);
  });
});
