import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { tableNames } from "@aerotage/core/contract/tables";
import { afterAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { loadEnvironments } from "../../environments/registry.js";
import { environmentNames } from "../../environments/schema.js";
import { BuildManifestError, readBuild } from "../../stacks/build-manifest.js";
import { services } from "../../stacks/services.js";
import { tables } from "../../stacks/tables.js";
import { readTarget, TargetError } from "../../stacks/target.js";
import {
  all,
  awsTarget,
  type Block,
  fixedBuild,
  gatewayBodyOf,
  named,
  neighboursIn,
  only,
  operationsOf,
  parsed,
  type StackJson,
  stackOf,
  synthesizeProduct,
} from "./synthesized.js";
import { testService } from "./test-service.js";

const stacks = synthesizeProduct();
const stackNames = ["auth", "data", "storage", "messaging", "api", "triggers", "monitoring"];
const accountNames = ["nonprod", "prod", "local"];
const policySchema = z.object({
  Statement: z.array(
    z.object({
      Sid: z.optional(z.string()),
      Action: z.optional(z.unknown()),
      Resource: z.optional(z.unknown()),
      Principal: z.optional(z.object({ Service: z.union([z.string(), z.array(z.string())]) })),
      Condition: z.optional(
        z.object({ StringEquals: z.record(z.string(), z.union([z.string(), z.array(z.string())])) }),
      ),
    }),
  ),
});
const folder = mkdtempSync(join(tmpdir(), "stacks-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A stack whose REST API has its document as an object: a snapshot shows which route changed. */
function readable(stack: StackJson): StackJson {
  const apis = Object.entries(stack.resource?.aws_api_gateway_rest_api ?? {});
  if (apis.length === 0) return stack;
  const expanded = apis.map(([name, api]) => [name, { ...api, body: parsed(api, "body") }] as const);
  return { ...stack, resource: { ...stack.resource, aws_api_gateway_rest_api: Object.fromEntries(expanded) } };
}

it("there are seven stacks per environment and one per account", () => {
  expect(Object.keys(stacks).sort()).toEqual(
    [
      ...environmentNames.flatMap((environment) => stackNames.map((stack) => `aerotage-${stack}-${environment}`)),
      ...accountNames.map((account) => `aerotage-bootstrap-${account}`),
    ].sort(),
  );
});

describe.each(Object.keys(stacks))("%s", (name) => {
  const stack = stackOf(stacks, name);

  it("is as it was", async () => {
    await expect(`${JSON.stringify(readable(stack), null, 2)}\n`).toMatchFileSnapshot(`__snapshots__/${name}.json`);
  });

  it("holds no path of the machine", () => {
    expect(JSON.stringify(stack)).not.toContain(resolve("."));
    expect(JSON.stringify(stack)).not.toContain(tmpdir());
  });

  it("goes to its account alone, with its tags", () => {
    const environment = name.split("-").at(-1);
    expect(stack.provider.aws).toEqual([
      expect.objectContaining({
        allowed_account_ids: ["000000000000"],
        default_tags: [
          {
            tags: expect.objectContaining({
              Project: "aerotage-time",
              Environment: environment,
              ManagedBy: "terraform",
            }),
          },
        ],
      }),
    ]);
  });

  it("keeps its state in its place", () => {
    const [, part, environment] = name.split("-");
    if (environment === "local") {
      expect(stack.terraform.backend).toEqual({ local: { path: `../../../.local/state/local/${part}.tfstate` } });
    } else {
      const account = environment === "prod" ? "prod" : "nonprod";
      expect(stack.terraform.backend).toEqual({
        s3: {
          bucket: `aerotage-${account}-state-000000000000`,
          key: `${environment}/${part}.tfstate`,
          region: "eu-central-1",
          encrypt: true,
          use_lockfile: true,
        },
      });
    }
  });
});

describe.each(environmentNames)("%s", (environment) => {
  const stack = (name: string) => stackOf(stacks, `aerotage-${name}-${environment}`);
  const settings = loadEnvironments([environment])[0];

  it("lets people change their name and nothing else through the app", () => {
    const client = named(stack("auth"), "aws_cognito_user_pool_client", /-app$/);
    expect(client.write_attributes).toEqual(["name"]);
    expect(client.read_attributes).not.toContain("custom:hourlyRate");
  });

  it("has the groups in their order", () => {
    const groups = all(stack("auth"), "aws_cognito_user_group").map((group) => [group.precedence, group.name]);
    expect(groups.sort()).toEqual([
      [1, "admin"],
      [2, "manager"],
      [3, "employee"],
    ]);
  });

  it("has every table, protected as its environment says", () => {
    const made = all(stack("data"), "aws_dynamodb_table");
    expect(made).toHaveLength(tableNames.length);
    for (const table of made) {
      expect(table.deletion_protection_enabled).toBe(settings?.protection.deletionProtection);
      expect(table.point_in_time_recovery).toEqual({ enabled: settings?.protection.pointInTimeRecovery });
      expect(table.server_side_encryption !== undefined).toBe(settings?.protection.customerManagedKeys);
    }
  });

  it("keeps to forty alarms of ten metrics", () => {
    const alarms = all(stack("monitoring"), "aws_cloudwatch_metric_alarm");
    expect(alarms.length + 1).toBeLessThanOrEqual(40);
    for (const alarm of alarms) {
      expect((alarm.metric_query as Block[]).filter((query) => query.metric !== undefined).length).toBeLessThanOrEqual(
        10,
      );
    }
  });

  it("asks Metrics Insights only with what it knows: its conditions are combined with AND alone", () => {
    const condition = String.raw`"?[\w.]+"? (=|!=) '[^']*'`;
    const grammar = new RegExp(
      String.raw`^SELECT (AVG|COUNT|MAX|MIN|SUM)\("?[\w.]+"?\) FROM (SCHEMA\("[\w/]+"(, "?\w+"?)*\)|"[\w/]+")` +
        String.raw`( WHERE ${condition}( AND ${condition})*)?( GROUP BY "?\w+"?(, "?\w+"?)*)?( ORDER BY \w+\(\)( (ASC|DESC))?)?( LIMIT \d+)?$`,
    );
    expect(`SELECT SUM(A) FROM "N/S" WHERE B = 'c' AND D != 'e' GROUP BY B`).toMatch(grammar);
    expect(`SELECT SUM(A) FROM SCHEMA("N/S", B) WHERE B = 'c' OR B = 'd'`).not.toMatch(grammar);
    const expressions = all(stack("monitoring"), "aws_cloudwatch_metric_alarm")
      .flatMap((alarm) => alarm.metric_query as Block[])
      .map((query) => String(query.expression))
      .filter((expression) => /^\s*select\b/i.test(expression));
    expect(expressions).toHaveLength(1);
    for (const expression of expressions) expect(expression).toMatch(grammar);
  });

  it("has saved queries of errors that read the log of every function", () => {
    const queries = all(stack("monitoring"), "aws_cloudwatch_query_definition");
    if (settings?.savedQueries !== true) return expect(queries).toEqual([]);
    const errors = queries.filter(({ name }) => /\/errors(-\d+)?$/.test(String(name)));
    const read = errors.map(({ log_group_names }) => log_group_names as string[]);
    for (const groups of read) expect(groups.length).toBeLessThanOrEqual(50);
    const functions = all(stack("api"), "aws_lambda_function").map((each) => `/aws/lambda/${each.function_name}`);
    expect(read.flat().sort()).toEqual(functions.sort());
  });

  it("counts refused requests in lines whose status is a number", () => {
    const { access_log_settings } = only(stack("api"), "aws_api_gateway_stage") as { access_log_settings: Block };
    expect(access_log_settings.format).toContain('"status":$context.status');
    for (const { pattern } of all(stack("monitoring"), "aws_cloudwatch_log_metric_filter"))
      expect(pattern).toMatch(/^\{ \$\.status = \d{3} \}$/);
  });

  it("has no metrics by method, compresses from 1 KB on, and keeps the gateway's execution log as long as all others", () => {
    const api = stack("api");
    expect(only(api, "aws_api_gateway_method_settings")).toMatchObject({
      settings: { metrics_enabled: false, logging_level: "ERROR" },
    });
    expect(only(api, "aws_api_gateway_rest_api")).toMatchObject({ minimum_compression_size: "1024" });
    const groups = all(api, "aws_cloudwatch_log_group");
    expect(groups.filter(({ name }) => String(name).startsWith("API-Gateway-Execution-Logs_"))).toHaveLength(1);
    for (const group of groups) expect(group.retention_in_days).toBe(settings?.logs.retentionDays);
  });

  it("deploys the API again whenever a value in its document changes, also one that only Terraform knows", () => {
    const api = stack("api");
    expect(only(api, "aws_api_gateway_rest_api").body).toMatch(/providerARNs":\["\$\{data\.terraform_remote_state/);
    const { triggers } = only(api, "aws_api_gateway_deployment");
    const [logicalName] = Object.keys(api.resource?.aws_api_gateway_rest_api ?? {});
    expect(triggers).toEqual({ document: `\${sha256(aws_api_gateway_rest_api.${logicalName}.body)}` });
  });

  it("tries the changes of streams for six hours, halving what fails, and tells of those that wait", () => {
    const mappings = all(stack("triggers"), "aws_lambda_event_source_mapping");
    const streams = mappings.filter(({ starting_position }) => starting_position !== undefined);
    expect(streams.length).toBeGreaterThan(0);
    for (const mapping of streams)
      expect(mapping).toMatchObject({
        maximum_record_age_in_seconds: 6 * 3600,
        maximum_retry_attempts: -1,
        bisect_batch_on_function_error: true,
      });
    const called = streams.map(({ function_name }) => /function:([\w-]+):live$/.exec(String(function_name))?.[1]);
    const alarms = all(stack("monitoring"), "aws_cloudwatch_metric_alarm");
    const watched = alarms
      .flatMap((alarm) => alarm.metric_query as { metric?: { metric_name: string; dimensions: Block } }[])
      .filter(({ metric }) => metric?.metric_name === "IteratorAge")
      .map(({ metric }) => metric?.dimensions.FunctionName);
    expect(watched.sort()).toEqual(called.sort());
  });

  it("handles no queue faster than what its function calls can take", () => {
    const queues = all(stack("triggers"), "aws_lambda_event_source_mapping").filter(({ event_source_arn }) =>
      String(event_source_arn).includes(":sqs:"),
    ) as { function_name: string; batch_size: number; scaling_config?: { maximum_concurrency: number } }[];
    expect(queues.length).toBeGreaterThan(0);
    for (const { scaling_config } of queues) expect(scaling_config?.maximum_concurrency).toBeGreaterThanOrEqual(2);
    const mirror = queues.find(({ function_name }) => function_name.includes("users-mirror-account"));
    // Cognito takes 25 changes of users per second in an account (UserUpdate). One message makes at most three, in about 800 ms.
    const atOnce = (mirror?.batch_size ?? 0) * (mirror?.scaling_config?.maximum_concurrency ?? 0);
    expect(atOnce * (3 / 0.8)).toBeLessThan(25);
  });

  it("ends every function behind the gateway before the gateway gives up, its start included", () => {
    const body = JSON.stringify(gatewayBodyOf(stack("api")));
    const behind = all(stack("api"), "aws_lambda_function").filter(({ function_name }) =>
      body.includes(`:function:${function_name}:live`),
    );
    expect(behind.length).toBeGreaterThan(20);
    for (const { function_name, timeout } of behind)
      expect(Number(timeout) + 3, String(function_name)).toBeLessThanOrEqual(29);
  });

  it("tracks devices as its settings say", () => {
    const { device_configuration } = only(stack("auth"), "aws_cognito_user_pool");
    expect(settings?.signIn.deviceTracking).toBe("userOptIn");
    expect(device_configuration).toMatchObject({ device_only_remembered_on_user_prompt: true });
  });

  it("sends with one configuration set, whose bounces and complaints reach a function and an alarm", () => {
    const messaging = stack("messaging");
    const set = `aerotage-${environment}-mail`;
    expect(only(messaging, "aws_sesv2_configuration_set").configuration_set_name).toBe(set);
    const senders = all(stack("api"), "aws_lambda_function")
      .map((each) => (each.environment as { variables: Record<string, string> }).variables)
      .filter((variables) => variables.MAIL_SENDER !== undefined);
    expect(senders.length).toBeGreaterThan(3);
    for (const variables of senders) expect(variables.MAIL_CONFIGURATION_SET).toBe(set);
    const topic = named(messaging, "aws_sns_topic", /-mail-events$/);
    expect(topic.kms_master_key_id !== undefined).toBe(settings?.protection.customerManagedKeys);
    const queue = named(messaging, "aws_sqs_queue", /-users-follow-mail$/);
    expect(queue.policy).toMatch(/aws_sns_topic\.mail-events/);
    const alarm = all(stack("monitoring"), "aws_cloudwatch_metric_alarm").find(({ alarm_name }) =>
      String(alarm_name).endsWith("-mail-failures"),
    );
    expect(JSON.stringify(alarm)).toMatch(/MailBounces.*MailComplaints/);
  });

  it("answers a preflight on every path", () => {
    for (const [path, item] of Object.entries(gatewayBodyOf(stack("api")).paths))
      expect(Object.keys(item), path).toContain("options");
  });

  it("answers a preflight on unknown paths, and nothing else there", () => {
    const { paths } = gatewayBodyOf(stack("api"));
    for (const path of ["/", "/{proxy+}"]) expect(Object.keys(paths[path] ?? {})).toEqual(["options"]);
  });

  it("lets pages read the gateway's own errors", () => {
    const responses = gatewayBodyOf(stack("api"))["x-amazon-apigateway-gateway-responses"] ?? {};
    expect(Object.keys(responses)).toEqual(
      expect.arrayContaining([
        "DEFAULT_4XX",
        "DEFAULT_5XX",
        "UNAUTHORIZED",
        "EXPIRED_TOKEN",
        "ACCESS_DENIED",
        "THROTTLED",
        "REQUEST_TOO_LARGE",
      ]),
    );
    for (const response of Object.values(responses)) {
      expect(response.responseParameters).toMatchObject({
        "gatewayresponse.header.Access-Control-Allow-Origin": "method.request.header.Origin",
        "gatewayresponse.header.Access-Control-Expose-Headers": "'ETag, Retry-After, Location'",
      });
      const body = JSON.parse(response.responseTemplates["application/json"] ?? "") as {
        code: string;
        message: string;
      };
      const { code, message } = body;
      expect([code, message]).toEqual([expect.stringMatching(/^[A-Z_]+$/), expect.stringMatching(/\.$/)]);
      expect(body).toEqual({
        success: false,
        error: { code, message, requestId: "$context.requestId" },
        code,
        message,
        timestamp: "$context.requestTimeEpoch",
      });
    }
    expect(responses.THROTTLED?.responseParameters).toHaveProperty(["gatewayresponse.header.Retry-After"]);
  });

  it("takes the version and the service as tags of functions only", () => {
    for (const name of stackNames) {
      for (const [type, blocks] of Object.entries(stack(name).resource ?? {})) {
        for (const block of Object.values(blocks)) {
          expect(block.tags !== undefined, type).toBe(type === "aws_lambda_function");
        }
      }
    }
  });

  it("keeps the API waiting for no bucket and no queue", () => {
    expect(JSON.stringify(stack("api"))).not.toContain("storage");
    expect(JSON.stringify(stack("api").data ?? {})).not.toContain("messaging");
    for (const type of ["aws_sqs_queue", "aws_lambda_event_source_mapping", "aws_scheduler_schedule"])
      expect(all(stack("api"), type)).toEqual([]);
  });

  it("has a queue for every ARN of a queue that a function or a trigger names", () => {
    const made = all(stack("messaging"), "aws_sqs_queue").map((queue) => String(queue.name));
    const text = ["api", "triggers"].map((name) => JSON.stringify(stack(name))).join("");
    const named = [...text.matchAll(/arn:aws:sqs:[\w-]+:\d+:([\w-]+)/g)].map((match) => match[1] ?? "");
    expect([...new Set(named)].sort()).toEqual(made.sort());
  });

  it("has a function for every ARN of a function that a trigger names", () => {
    const made = all(stack("api"), "aws_lambda_function").map((each) => String(each.function_name));
    const text = JSON.stringify(stack("triggers"));
    const named = [...text.matchAll(/arn:aws:lambda:[\w-]+:\d+:function:([\w-]+):live/g)].map(
      (match) => match[1] ?? "",
    );
    expect(named.length).toBeGreaterThan(0);
    for (const name of named) expect(made).toContain(name);
  });

  it("is deployed in an order in which everything that a stack needs is there", () => {
    if (settings === undefined) throw new Error(`There is no environment ${environment}.`);
    const key = settings.protection.customerManagedKeys ? ["data"] : [];
    const { bootstrap: _, ...neighbours } = neighboursIn(settings);
    expect(neighbours).toEqual({
      auth: [],
      data: [],
      storage: key,
      messaging: key,
      api: ["auth", "data"],
      triggers: ["api", "data", "messaging"],
      monitoring: ["api", ...key],
    });
  });
});

it.each(accountNames)(
  "the workflows of %s may import the API, and pass each role to the service that takes it",
  (account) => {
    const apply = named(stackOf(stacks, `aerotage-bootstrap-${account}`), "aws_iam_role_policy", /^apply$/);
    const { Statement: statements } = policySchema.parse(parsed(apply, "policy"));
    const gateway = statements.find(({ Sid }) => Sid === "Gateway");
    expect(gateway).toMatchObject({
      Action: "apigateway:*",
      Resource: expect.stringMatching(/^arn:aws:apigateway:.*::\/\*$/),
    });
    const trusted = stackNames.flatMap((name) =>
      all(stackOf(stacks, `aerotage-${name}-${account === "nonprod" ? "staging" : account}`), "aws_iam_role").flatMap(
        (role) =>
          policySchema
            .parse(parsed(role, "assume_role_policy"))
            .Statement.flatMap(({ Principal }) => Principal?.Service ?? []),
      ),
    );
    expect(trusted).toContain("apigateway.amazonaws.com");
    const passed = statements.find(({ Sid }) => Sid === "PassRoles")?.Condition?.StringEquals["iam:PassedToService"];
    expect([passed].flat().sort()).toEqual([...new Set(trusted)].sort());
  },
);

it("every index of a table is one that a function queries", () => {
  const queried = services.flatMap(({ functions }) =>
    Object.values(functions).flatMap(({ access }) =>
      Object.entries(access.tables ?? {}).flatMap(([table, { indexes = [] }]) =>
        indexes.map((index) => `${table}.${index}`),
      ),
    ),
  );
  const made = Object.entries(tables).flatMap(([table, { indexes }]) => indexes.map(({ name }) => `${table}.${name}`));
  expect(made.sort()).toEqual([...new Set(queried)].sort());
});

describe("an environment whose password resets go through SES", () => {
  const [prod] = loadEnvironments(["prod"]);
  if (prod === undefined) throw new Error("There is no environment prod.");
  const bySes = { ...prod, mail: { ...prod.mail, passwordResets: "ses" as const } };

  it("gives the user pool its identity and the configuration set, which is there before", () => {
    const auth = stackOf(synthesizeProduct({ environments: [bySes] }), "aerotage-auth-prod");
    expect(only(auth, "aws_cognito_user_pool").email_configuration).toEqual({
      email_sending_account: "DEVELOPER",
      from_email_address: "time@aerotage.example",
      source_arn: "arn:aws:ses:eu-central-1:000000000000:identity/aerotage.example",
      configuration_set: "aerotage-prod-mail",
    });
    expect(neighboursIn(bySes).auth).toEqual(["messaging"]);
  });

  it("is none by default: the mail domain is to be verified first", () => {
    for (const environment of environmentNames)
      expect(only(stackOf(stacks, `aerotage-auth-${environment}`), "aws_cognito_user_pool")).not.toHaveProperty(
        "email_configuration",
      );
  });
});

it("prod never lets any origin in", () => {
  for (const name of stackNames) {
    for (const cors of all(stackOf(stacks, `aerotage-${name}-prod`), "aws_s3_bucket_cors_configuration")) {
      expect(cors.cors_rule).toEqual([
        expect.objectContaining({ allowed_origins: ["https://time.aerotage.example", "null", "file://"] }),
      ]);
    }
  }
});

it("an encrypted environment's key admits alarms", () => {
  const key = only(stackOf(stacks, "aerotage-data-prod"), "aws_kms_key");
  expect(parsed(key, "policy")).toMatchObject({
    Statement: [
      { Sid: "Account" },
      { Sid: "Services", Principal: { Service: ["cloudwatch.amazonaws.com", "sns.amazonaws.com"] } },
      {
        Sid: "Publisher0",
        Principal: { Service: "ses.amazonaws.com" },
        Condition: {
          StringEquals: {
            "kms:EncryptionContext:aws:sns:topicArn": "arn:aws:sns:eu-central-1:000000000000:aerotage-prod-mail-events",
          },
        },
      },
    ],
  });
  expect(only(stackOf(stacks, "aerotage-monitoring-prod"), "aws_sns_topic")).toHaveProperty("kms_master_key_id");
  for (const topic of all(stackOf(stacks, "aerotage-messaging-prod"), "aws_sns_topic"))
    expect(topic).toHaveProperty("kms_master_key_id");
});

it("every table has the attributes of its keys and no others", () => {
  for (const [name, { key, indexes }] of Object.entries(tables)) {
    const attributes = [key, ...indexes].flatMap((each) => [
      each.partition.name,
      ...(each.sort === undefined ? [] : [each.sort.name]),
    ]);
    const physical = name.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
    const table = all(stackOf(stacks, "aerotage-data-dev"), "aws_dynamodb_table").find(
      (each) => each.name === `aerotage-dev-${physical}`,
    );
    expect(((table?.attribute ?? []) as Block[]).map((attribute) => attribute.name).sort()).toEqual(
      [...new Set(attributes)].sort(),
    );
  }
});

describe("a service of any kind", () => {
  const withTest = synthesizeProduct({ environments: loadEnvironments(["dev"]), services: [...services, testService] });
  const api = stackOf(withTest, "aerotage-api-dev");
  const messaging = stackOf(withTest, "aerotage-messaging-dev");
  const triggers = stackOf(withTest, "aerotage-triggers-dev");

  it("has its ID token route without a scope", () => {
    const operation = operationsOf(gatewayBodyOf(api)).find(({ operationId }) => operationId === "probe");
    expect(operation?.security).toEqual([{ "aerotage-dev-api-sign-in": [] }]);
  });

  it("hears of the events it asked for", () => {
    expect(all(messaging, "aws_sns_topic_subscription")).toContainEqual(
      expect.objectContaining({ protocol: "sqs", filter_policy: '{"eventType":["probe.done"]}' }),
    );
  });

  it("is called at its times", () => {
    expect(named(triggers, "aws_scheduler_schedule", /probe/)).toMatchObject({
      name: "aerotage-dev-probe-schedule",
      schedule_expression: "cron(0 3 * * ? *)",
      schedule_expression_timezone: "Europe/Berlin",
    });
  });

  it("has dead letters that are watched", () => {
    const queues = ["platform-publish-events", "probe-queue", "probe-schedule"].map(
      (id) => `aerotage-dev-${id}-dead-letters`,
    );
    expect(all(messaging, "aws_sqs_queue").map((queue) => queue.name)).toEqual(expect.arrayContaining(queues));
    const alarms = all(stackOf(withTest, "aerotage-monitoring-dev"), "aws_cloudwatch_metric_alarm").filter((each) =>
      /-dead-letters/.test(String(each.alarm_name)),
    );
    expect(JSON.stringify(alarms)).toContain("aerotage-dev-probe-queue-dead-letters");
  });
});

/** CloudWatch charges for each metric of an alarm. */
it("all functions of the product keep to forty alarms", () => {
  const full = synthesizeProduct({ environments: loadEnvironments(["prod"]), services });
  expect(all(stackOf(full, "aerotage-monitoring-prod"), "aws_cloudwatch_metric_alarm").length + 1).toBeLessThanOrEqual(
    40,
  );
});

describe("on the emulator", () => {
  const onEmulator = synthesizeProduct({
    target: { ...awsTarget, endpoint: "http://127.0.0.1:4566", localState: true },
  });

  it("every environment has its keys, path style and the account's look-up", () => {
    for (const stack of Object.values(onEmulator)) {
      const [provider] = stack.provider.aws;
      expect(provider).toMatchObject({
        access_key: "test",
        secret_key: "test",
        s3_use_path_style: true,
        skip_credentials_validation: true,
        skip_metadata_api_check: "true",
      });
      expect(provider).not.toHaveProperty("skip_requesting_account_id");
      expect(Object.keys(stack.terraform.backend)).toEqual(["local"]);
    }
  });

  it("the API's address is the emulator's", () => {
    const { value } = stackOf(onEmulator, "aerotage-api-dev").output?.apiUrl ?? {};
    expect(value).toMatch(
      /^http:\/\/127\.0\.0\.1:4566\/restapis\/\$\{aws_api_gateway_rest_api\.[^}]+\.id\}\/dev\/_user_request_$/,
    );
  });

  it("there are no saved queries", () => {
    expect(all(stackOf(onEmulator, "aerotage-monitoring-dev"), "aws_cloudwatch_query_definition")).toEqual([]);
    expect(all(stackOf(stacks, "aerotage-monitoring-dev"), "aws_cloudwatch_query_definition")).not.toEqual([]);
  });

  it("requests need no TLS", () => {
    expect(all(stackOf(onEmulator, "aerotage-storage-dev"), "aws_s3_bucket_policy")).toEqual([]);
    expect(JSON.stringify(all(stackOf(onEmulator, "aerotage-messaging-dev"), "aws_sns_topic_policy"))).not.toContain(
      "SecureTransport",
    );
    expect(all(stackOf(stacks, "aerotage-storage-dev"), "aws_s3_bucket_policy")).toHaveLength(3);
    expect(JSON.stringify(all(stackOf(stacks, "aerotage-messaging-dev"), "aws_sns_topic_policy"))).toContain(
      "SecureTransport",
    );
  });

  it("differs in nothing else", () => {
    expect(stackOf(onEmulator, "aerotage-data-dev").resource).toEqual(stackOf(stacks, "aerotage-data-dev").resource);
    expect(stackOf(onEmulator, "aerotage-auth-prod").resource).toEqual(stackOf(stacks, "aerotage-auth-prod").resource);
  });
});

describe("the target", () => {
  it("is AWS with states where the environments say, by default", () => {
    expect(readTarget({})).toEqual(awsTarget);
  });

  it("is what the variables say", () => {
    expect(
      readTarget({
        AWS_ENDPOINT_URL: "http://localhost:4566/",
        AEROTAGE_BACKEND: "local",
        AEROTAGE_STATE_DIR: "/states",
      }),
    ).toEqual({
      endpoint: "http://localhost:4566",
      localState: true,
      stateDirectory: "/states",
    });
  });

  it("is refused with every wrong variable", () => {
    const read = () => readTarget({ AWS_ENDPOINT_URL: "localhost", AEROTAGE_BACKEND: "disk" });
    expect(read).toThrow(TargetError);
    expect(read).toThrow(/AWS_ENDPOINT_URL is "localhost"[\s\S]*AEROTAGE_BACKEND is "disk"/);
  });
});

describe("the build's manifest", () => {
  const write = (name: string, content: string): string => {
    const directory = join(folder, name);
    mkdirSync(directory);
    writeFileSync(join(directory, "manifest.json"), content);
    return directory;
  };

  it("is read", () => {
    const build = fixedBuild(services);
    expect(readBuild(write("good", JSON.stringify({ functions: build })))).toEqual(build);
  });

  it("is refused when missing or wrong, saying what to do", () => {
    expect(() => readBuild(join(folder, "nowhere"))).toThrow(BuildManifestError);
    expect(() => readBuild(join(folder, "nowhere"))).toThrow(/have not been built\. Run `npm run build`/);
    expect(() => readBuild(write("text", "{"))).toThrow(/is not JSON/);
    expect(() => readBuild(write("wrong", '{"functions":{"a":{"sha256":"x"}}}'))).toThrow(/functions\.a\.sha256/);
  });
});

describe("the entry", () => {
  const run = (variables: Record<string, string>) => {
    const outdir = mkdtempSync(join(folder, "out-"));
    const started = performance.now();
    const result = spawnSync(process.execPath, ["--import", "tsx", "stacks/main.ts"], {
      encoding: "utf8",
      env: { PATH: process.env.PATH ?? "", CDKTF_OUTDIR: outdir, ...variables },
    });
    return { ...result, seconds: (performance.now() - started) / 1000 };
  };
  const buildDirectory = join(folder, "entry-build");
  mkdirSync(buildDirectory);
  writeFileSync(join(buildDirectory, "manifest.json"), JSON.stringify({ functions: fixedBuild(services) }));

  it("makes all environments", () => {
    const { status, stderr, seconds } = run({ AEROTAGE_BUILD_DIR: buildDirectory });
    expect([status, stderr]).toEqual([0, ""]);
    console.log(`All environments were synthesized in ${seconds.toFixed(1)} s, the start of Node included.`);
  });

  it("says what is wrong, without a stack trace", () => {
    expect(run({ AEROTAGE_BUILD_DIR: buildDirectory, AEROTAGE_ENVIRONMENT: "qa" })).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/"qa" is no environment: choose one of dev, staging, prod, local\n$/),
    });
    expect(run({ AEROTAGE_BUILD_DIR: join(folder, "nowhere") })).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^There is no .*manifest\.json.*npm run build`\.\n$/),
    });
  });
});
