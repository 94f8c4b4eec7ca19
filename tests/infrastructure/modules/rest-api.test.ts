import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { CustomDomain } from "../../../modules/api/custom-domain.js";
import {
  defaultRequestsPerAddress,
  defaultRequestsPerToken,
  Firewall,
  type FirewallProps,
} from "../../../modules/api/firewall.js";
import {
  accessLogFormat,
  accessLogNumbers,
  accessLogTexts,
  RestApi,
  type RestApiProps,
  type RouteProps,
} from "../../../modules/api/rest-api.js";
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

  it("is regional, traced, compressed, throttled and not measured by method, which would cost", () => {
    const { body: _, depends_on: dependsOn, ...api } = only(stack, "aws_api_gateway_rest_api");
    expect(api).toEqual({
      name: "acme",
      description: "Orders",
      endpoint_configuration: { types: ["REGIONAL"] },
      binary_media_types: [],
      minimum_compression_size: "1024",
      put_rest_api_mode: "overwrite",
      fail_on_warnings: true,
    });
    expect(dependsOn).toEqual([expect.stringMatching(/^aws_iam_role\.api_invocation-role_\w+$/)]);
    expect(only(stack, "aws_api_gateway_stage")).toMatchObject({ stage_name: "dev", xray_tracing_enabled: true });
    expect(only(stack, "aws_api_gateway_method_settings")).toMatchObject({
      method_path: "*/*",
      settings: {
        metrics_enabled: false,
        logging_level: "ERROR",
        data_trace_enabled: false,
        throttling_rate_limit: 100,
        throttling_burst_limit: 200,
      },
    });
  });

  it("logs each access as a line of JSON", () => {
    const { access_log_settings } = only(stack, "aws_api_gateway_stage");
    expect((access_log_settings as Block).format).toBe(accessLogFormat);
    const groups = all(stack, "aws_cloudwatch_log_group");
    expect(groups).toContainEqual({ name: "/aws/apigateway/acme/access", retention_in_days: 30 });
  });

  it("writes numbers as numbers, and stays JSON where the gateway has no value", () => {
    // What API Gateway wrote for a request that its authorizer refused: `-` for what it does not have.
    const values: Readonly<Record<string, string>> = {
      "$context.requestTimeEpoch": "1784512576570",
      "$context.status": "401",
      "$context.responseLength": "26",
      "$context.responseLatency": "12",
    };
    const line = JSON.parse(accessLogFormat.replaceAll(/\$context\.[\w.]+/g, (variable) => values[variable] ?? "-"));
    expect(line).toMatchObject({ time: 1_784_512_576_570, status: 401, responseLength: 26, latency: 12 });
    expect(line).toMatchObject({ integrationLatency: "-", userId: "-" });
    expect(Object.keys(line).sort()).toEqual([...Object.keys(accessLogTexts), ...Object.keys(accessLogNumbers)].sort());
  });

  it("keeps its execution log in a group of its own, there before the stage writes to it", () => {
    const groups = Object.entries(stack.resource?.aws_cloudwatch_log_group ?? {});
    const [name, group] = groups.find(([, { name }]) => String(name).startsWith("API-Gateway-Execution-Logs_")) ?? [];
    expect(group?.name).toMatch(/^API-Gateway-Execution-Logs_\$\{aws_api_gateway_rest_api\.[\w-]+\.id\}\/dev$/);
    expect(group?.retention_in_days).toBe(30);
    expect(only(stack, "aws_api_gateway_stage").depends_on).toEqual([`aws_cloudwatch_log_group.${name}`]);
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
    expect(body["x-amazon-apigateway-minimum-compression-size"]).toBe(1024);
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
      minimumCompressionBytes: 0,
      requestsPerSecond: 5,
      burst: 6,
      logRetentionDays: 7,
      executionLogging: "OFF",
    });
    const body = gatewayBodyOf(stack);
    expect(only(stack, "aws_api_gateway_rest_api").binary_media_types).toEqual(["application/pdf"]);
    expect(body["x-amazon-apigateway-binary-media-types"]).toEqual(["application/pdf"]);
    expect(only(stack, "aws_api_gateway_rest_api").minimum_compression_size).toBe("0");
    expect(body["x-amazon-apigateway-minimum-compression-size"]).toBe(0);
    expect(JSON.stringify(all(stack, "aws_cloudwatch_log_group"))).not.toContain("Execution");
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
  /** What Terraform computes the hash of, once it has resolved everything. */
  function trigger(overrides: ApiOverrides = {}) {
    const stack = make(overrides);
    const { document } = only(stack, "aws_api_gateway_deployment").triggers as { document: string };
    const [, api, attribute] = /^\$\{sha256\(aws_api_gateway_rest_api\.([\w-]+)\.(\w+)\)\}$/.exec(document) ?? [];
    const hashed = stack.resource?.aws_api_gateway_rest_api?.[api ?? ""]?.[attribute ?? ""];
    if (typeof hashed !== "string") throw new Error(`${document} hashes nothing of the API.`);
    return hashed;
  }
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
    ["responses are compressed from another size on", { ...base, minimumCompressionBytes: 2048 }],
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
    minimumCompressionBytes: 10_485_761,
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
    /stageName is[\s\S]*minimumCompressionBytes is 10485761[\s\S]*requestsPerSecond is 0[\s\S]*burst is 5001[\s\S]*GET \/orders needs a token[\s\S]*GET \/orders is there twice[\s\S]*must begin with a slash[\s\S]*must be one of GET[\s\S]*two parameters[\s\S]*gateway response is there twice[\s\S]*operation name is there twice/,
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

  const rule = (name: string, overrides: Partial<FirewallProps> = {}) =>
    (firewall(overrides).rule as Block[]).find((each) => each.name === name)?.statement as {
      readonly rate_based_statement: Block;
      readonly managed_rule_group_statement: Block;
    };
  const rateRules = ["requests-per-token", "requests-per-address"] as const;

  it("limits people and addresses, and runs AWS's rules, by default", () => {
    expect(names(firewall())).toEqual([
      "requests-per-token",
      "requests-per-address",
      "AWSManagedRulesKnownBadInputsRuleSet",
      "AWSManagedRulesCommonRuleSet",
      "AWSManagedRulesAmazonIpReputationList",
    ]);
    expect(
      (firewall().rule as Block[]).map(({ priority, action, override_action }) => [
        priority,
        action ?? override_action,
      ]),
    ).toEqual([
      [0, { block: {} }],
      [1, { block: {} }],
      [2, { none: {} }],
      [3, { none: {} }],
      [4, { none: {} }],
    ]);
  });

  it("counts the requests of a person by address and token together, and those of an address whatever they carry", () => {
    expect(rule("requests-per-token").rate_based_statement).toMatchObject({
      limit: 2000,
      aggregate_key_type: "CUSTOM_KEYS",
      custom_key: [
        { ip: {} },
        { header: { name: "authorization", text_transformation: [{ priority: 0, type: "NONE" }] } },
      ],
    });
    expect(rule("requests-per-address").rate_based_statement).toMatchObject({
      limit: 20_000,
      aggregate_key_type: "IP",
    });
    expect(rule("requests-per-address").rate_based_statement).not.toHaveProperty("custom_key");
  });

  it.each(rateRules)("leaves preflights out of %s", (name) => {
    expect(rule(name).rate_based_statement.scope_down_statement).toEqual({
      not_statement: {
        statement: {
          byte_match_statement: {
            field_to_match: { method: {} },
            positional_constraint: "EXACTLY",
            search_string: "OPTIONS",
            text_transformation: [{ priority: 0, type: "NONE" }],
          },
        },
      },
    });
  });

  it("lets a hundred people behind one address start work within five minutes", () => {
    const [people, requestsPerLoad, loads] = [100, 16, 2];
    const signIn = requestsPerLoad * loads;
    // Two requests every five seconds, as by somebody who opens one page after another.
    const work = (300 / 5) * 2;
    expect(people * (signIn + work)).toBeLessThan(defaultRequestsPerAddress);
    // A single person is far from the limit of a token.
    expect(10 * (signIn + work)).toBeLessThan(defaultRequestsPerToken);
    expect(defaultRequestsPerAddress).toBeGreaterThanOrEqual(10 * defaultRequestsPerToken);
  });

  it("only counts what AWS's common rules find in bodies, and blocks by all of its other rules", () => {
    expect(rule("AWSManagedRulesCommonRuleSet").managed_rule_group_statement).toEqual({
      vendor_name: "AWS",
      name: "AWSManagedRulesCommonRuleSet",
      rule_action_override: [
        "SizeRestrictions_BODY",
        "EC2MetaDataSSRF_BODY",
        "GenericLFI_BODY",
        "GenericRFI_BODY",
        "CrossSiteScripting_BODY",
      ].map((name) => ({ name, action_to_use: { count: {} } })),
    });
    for (const name of ["AWSManagedRulesKnownBadInputsRuleSet", "AWSManagedRulesAmazonIpReputationList"])
      expect(rule(name).managed_rule_group_statement).toEqual({ vendor_name: "AWS", name });
  });

  it("takes limits and rules", () => {
    const own = { requestsPerToken: 10, requestsPerAddress: 11, managedRules: ["AWSManagedRulesLinuxRuleSet"] };
    expect(names(firewall(own))).toEqual([...rateRules, "AWSManagedRulesLinuxRuleSet"]);
    expect(rateRules.map((name) => rule(name, own).rate_based_statement.limit)).toEqual([10, 11]);
    expect(() => firewall({ name: "a b", requestsPerToken: 9, requestsPerAddress: 9 })).toThrow(
      /name is "a b"[\s\S]*requestsPerToken is 9[\s\S]*requestsPerAddress is 9[\s\S]*must be below requestsPerAddress/,
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
