import { describe, expect, it } from "vitest";
import { CustomDomain } from "../../../modules/api/custom-domain.js";
import { Firewall, type FirewallProps } from "../../../modules/api/firewall.js";
import { accessLogFields, RestApi, type RestApiProps, type RouteProps } from "../../../modules/api/rest-api.js";
import { SecretValue } from "../../../modules/api/secret-value.js";
import { VersionedFunction } from "../../../modules/api/versioned-function.js";
import { EventsTopic } from "../../../modules/messaging/events-topic.js";
import { InvalidPropsError } from "../../../modules/props.js";
import { all, type Block, only, parsed, synthesizeConstruct } from "../synthesized.js";

type Route = Omit<RouteProps, "function">;
const list: Route = {
  method: "GET",
  path: "/orders",
  operationName: "listOrders",
  authorization: { scopes: ["orders"] },
};
const get: Route = { method: "GET", path: "/orders/{id}", operationName: "getOrder", authorization: { scopes: [] } };
const health: Route = { method: "GET", path: "/", operationName: "health", authorization: "none" };
const unauthorized = { type: "UNAUTHORIZED", statusCode: 401, body: "{}", headers: { Vary: "'Origin'" } };

type ApiOverrides = Partial<Omit<RestApiProps, "routes" | "preflight">> & {
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

const methodOf = (stack: ReturnType<typeof make>, operation: string): Block | undefined =>
  all(stack, "aws_api_gateway_method").find((method) => method.operation_name === operation);

describe("a REST API by default", () => {
  const stack = make();

  it("is regional, traced, measured and throttled", () => {
    expect(only(stack, "aws_api_gateway_rest_api")).toEqual({
      name: "acme",
      description: "Orders",
      endpoint_configuration: { types: ["REGIONAL"] },
    });
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
    expect(methodOf(stack, "listOrders")).toMatchObject({
      authorization: "COGNITO_USER_POOLS",
      authorization_scopes: ["orders"],
    });
    expect(methodOf(stack, "getOrder")).toMatchObject({ authorization: "COGNITO_USER_POOLS" });
    expect(methodOf(stack, "getOrder")).not.toHaveProperty("authorization_scopes");
    expect(methodOf(stack, "health")).toMatchObject({ authorization: "NONE" });
    expect(methodOf(stack, "health")).not.toHaveProperty("authorizer_id");
    expect(only(stack, "aws_api_gateway_authorizer")).toMatchObject({
      type: "COGNITO_USER_POOLS",
      provider_arns: ["arn:pool"],
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
          Resource: expect.stringMatching(/^\$\{aws_lambda_alias\.\w+\.arn\}$/),
        },
      ],
    });
    for (const integration of all(stack, "aws_api_gateway_integration"))
      expect(integration.credentials).toMatch(/^\$\{aws_iam_role\.api_invocation-role_\w+\.arn\}$/);
  });

  it("has one resource a part of its paths, and no preflights", () => {
    expect(
      all(stack, "aws_api_gateway_resource")
        .map((resource) => resource.path_part)
        .sort(),
    ).toEqual(["orders", "{id}"]);
    expect(all(stack, "aws_api_gateway_method")).toHaveLength(3);
    expect(all(stack, "aws_api_gateway_gateway_response")).toEqual([]);
  });

  it("deploys only when everything is there, before the old deployment goes", () => {
    const { depends_on, lifecycle } = only(stack, "aws_api_gateway_deployment");
    const types = new Map<string, number>();
    for (const address of depends_on as string[]) {
      const type = address.split(".")[0] ?? "";
      types.set(type, (types.get(type) ?? 0) + 1);
    }
    expect(Object.fromEntries(types)).toEqual({
      aws_api_gateway_authorizer: 1,
      aws_api_gateway_method: 3,
      aws_api_gateway_integration: 3,
      aws_api_gateway_resource: 2,
    });
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
    expect(only(stack, "aws_api_gateway_rest_api")).toMatchObject({ binary_media_types: ["application/pdf"] });
    expect(only(stack, "aws_api_gateway_method_settings")).toMatchObject({
      settings: { throttling_rate_limit: 5, throttling_burst_limit: 6, logging_level: "OFF" },
    });
    expect(all(stack, "aws_cloudwatch_log_group")).toContainEqual({
      name: "/aws/apigateway/acme/access",
      retention_in_days: 7,
    });
    expect(only(stack, "aws_api_gateway_gateway_response")).toMatchObject({
      response_type: "UNAUTHORIZED",
      status_code: "401",
      response_templates: { "application/json": "{}" },
      response_parameters: { "gatewayresponse.header.Vary": "'Origin'" },
    });
    const preflights = all(stack, "aws_api_gateway_method").filter((method) => method.http_method === "OPTIONS");
    expect(preflights).toHaveLength(3);
    for (const preflight of preflights) expect(preflight.authorization).toBe("NONE");
  });
});

describe("the deployment's trigger", () => {
  const trigger = (overrides: ApiOverrides = {}) =>
    JSON.stringify(only(make(overrides), "aws_api_gateway_deployment").triggers);
  const base = { gatewayResponses: [unauthorized] };

  it("stays while nothing changes, or only what is not deployed does", () => {
    expect(trigger(base)).toBe(trigger(base));
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
    /stageName is[\s\S]*requestsPerSecond is 0[\s\S]*burst is 5001[\s\S]*GET \/orders needs a token[\s\S]*GET \/orders is there twice[\s\S]*must begin with a slash[\s\S]*must be one of GET[\s\S]*two parameters[\s\S]*gateway response is there twice/,
  );
  const many = Array.from({ length: 301 }, (_, index) => ({ ...health, path: `/p${index}` }));
  expect(() => make({ routes: many })).toThrow(/301 parts: a REST API holds 300/);
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
