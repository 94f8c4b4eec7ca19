import type { Access, FunctionManifest, ServiceManifest } from "@aerotage/core/contract/manifest";
import { describe, expect, it } from "vitest";
import { loadEnvironment, loadEnvironments } from "../../environments/registry.js";
import type { EnvironmentName } from "../../environments/schema.js";
import { BuildManifestError } from "../../stacks/build-manifest.js";
import { builtFunction, type NamedFunction, nameFunctions } from "../../stacks/derive/functions.js";
import type { StackOutputs } from "../../stacks/derive/stack-outputs.js";
import { statementsOf } from "../../stacks/derive/statements.js";
import { variablesOf } from "../../stacks/derive/variables.js";
import { environmentNaming } from "../../stacks/product.js";
import { services } from "../../stacks/services.js";
import { testFunctions, testService } from "./test-service.js";

const stackOutputs: StackOutputs = {
  userPoolId: "pool",
  userPoolArn: "arn:pool",
  verificationClientId: "verification-client",
  apiUrl: "https://api.example.com/dev",
  cursorSecret: "secret",
  encryptionKeyArn: undefined,
  streamArns: { UserActivity: "arn:stream", Projects: "arn:projects-stream" },
  onEmulator: false,
};
const keyArn = "arn:aws:kms:eu-central-1:000000000000:key/1";

function named(manifest: FunctionManifest, name: EnvironmentName = "dev"): NamedFunction {
  const environment = loadEnvironment(name);
  const [each] = nameFunctions(environment, environmentNaming(environment), [
    { name: "probe", functions: { run: manifest } },
  ]);
  if (each === undefined) throw new Error("There is no function.");
  return each;
}

function statements(manifest: FunctionManifest, given: StackOutputs = stackOutputs) {
  const environment = loadEnvironment("dev");
  return statementsOf(named(manifest), environment, environmentNaming(environment), given);
}

function variables(manifest: FunctionManifest, name: EnvironmentName = "dev") {
  const environment = loadEnvironment(name);
  return variablesOf(named(manifest, name), environment, environmentNaming(environment), stackOutputs, "1.2.3");
}

const arn = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:000000000000:${resource}`;

describe("statements", () => {
  it("are exactly what the manifest says", () => {
    expect(statements(testFunctions.http)).toEqual([
      { sid: "TableUsers", actions: ["dynamodb:GetItem"], resources: [arn("dynamodb", "table/aerotage-dev-users")] },
      {
        sid: "QueryUsers",
        actions: ["dynamodb:Query"],
        resources: [
          arn("dynamodb", "table/aerotage-dev-users"),
          arn("dynamodb", "table/aerotage-dev-users/index/TeamIndex"),
        ],
      },
      {
        sid: "QueryTimeEntries",
        actions: ["dynamodb:Query"],
        resources: [
          arn("dynamodb", "table/aerotage-dev-time-entries/index/UserIndex"),
          arn("dynamodb", "table/aerotage-dev-time-entries/index/MonthIndex"),
        ],
      },
      {
        sid: "TableRequests",
        actions: ["dynamodb:PutItem"],
        resources: [arn("dynamodb", "table/aerotage-dev-requests")],
      },
      {
        sid: "BucketExports",
        actions: ["s3:PutObject"],
        resources: ["arn:aws:s3:::aerotage-dev-exports-000000000000/*"],
      },
      {
        sid: "BucketGeneral",
        actions: ["s3:GetObject"],
        resources: ["arn:aws:s3:::aerotage-dev-general-000000000000/*"],
      },
      { sid: "TopicEvents", actions: ["sns:Publish"], resources: [arn("sns", "aerotage-dev-events")] },
      { sid: "UserPool", actions: ["cognito-idp:AdminGetUser"], resources: ["arn:pool"] },
      {
        sid: "Mail",
        actions: ["ses:SendEmail"],
        resources: [arn("ses", "identity/*"), arn("ses", "configuration-set/aerotage-dev-mail")],
        conditions: { StringEquals: { "ses:FromAddress": ["time-dev@nonprod.aerotage.example"] } },
      },
    ]);
  });

  it("let a function call another one by its alias", () => {
    const environment = loadEnvironment("dev");
    const naming = environmentNaming(environment);
    const caller = { ...testFunctions.schedule, access: { functions: ["probe-called"] } };
    const pair = [{ name: "probe", functions: { caller, called: testFunctions.queue } }];
    const each = nameFunctions(environment, naming, pair).find(({ function: name }) => name === "caller");
    if (each === undefined) throw new Error("There is no function.");
    expect(statementsOf(each, environment, naming, stackOutputs)).toEqual([
      {
        sid: "Functions",
        actions: ["lambda:InvokeFunction"],
        resources: [arn("lambda", "function:aerotage-dev-probe-called:live")],
      },
    ]);
    expect(variablesOf(each, environment, naming, stackOutputs, "1").FUNCTION_PROBE_CALLED).toBe(
      "aerotage-dev-probe-called:live",
    );
    expect(() => named(caller)).toThrow("probe-run calls probe-called, which there is not");
  });

  it("are none where nothing is named", () => {
    expect(statements(testFunctions.schedule)).toEqual([]);
  });

  it("reach a queue of the function's own", () => {
    expect(statements(testFunctions.queue)).toEqual([
      {
        sid: "Queue",
        actions: ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
        resources: [arn("sqs", "aerotage-dev-probe-run")],
      },
    ]);
  });

  it("add the key where there is one, by way of the services that use it alone", () => {
    const withKey = statements(testFunctions.http, { ...stackOutputs, encryptionKeyArn: keyArn });
    const via = (service: string) => ({
      StringEquals: { "kms:ViaService": [`${service}.eu-central-1.amazonaws.com`] },
    });
    expect(withKey.filter((statement) => statement.sid?.startsWith("Key"))).toEqual([
      {
        sid: "KeyDynamodb",
        actions: [
          "kms:Decrypt",
          "kms:DescribeKey",
          "kms:Encrypt",
          "kms:GenerateDataKey",
          "kms:ReEncryptFrom",
          "kms:ReEncryptTo",
        ],
        resources: [keyArn],
        conditions: via("dynamodb"),
      },
      { sid: "KeyS3", actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [keyArn], conditions: via("s3") },
      { sid: "KeySns", actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [keyArn], conditions: via("sns") },
    ]);
    expect(statements(testFunctions.schedule, { ...stackOutputs, encryptionKeyArn: keyArn })).toEqual([]);
  });

  it("of every function of the product have no wildcard but below a bucket, for identities of mail and for what knows no resources", () => {
    for (const environment of loadEnvironments()) {
      const naming = environmentNaming(environment);
      for (const each of nameFunctions(environment, naming, [...services, testService])) {
        for (const statement of statementsOf(each, environment, naming, {
          ...stackOutputs,
          encryptionKeyArn: keyArn,
        })) {
          expect(statement.actions.filter((action) => action.includes("*"))).toEqual([]);
          const wild = statement.resources.filter((resource) => resource.includes("*"));
          if (statement.sid === "Streams") expect(wild).toEqual(["*"]);
          else if (statement.sid === "Mail") {
            expect(wild).toEqual([naming.anyMailIdentityArn]);
            expect(statement.conditions?.StringEquals?.["ses:FromAddress"]).toEqual([environment.mail.sender]);
          } else if (statement.sid?.startsWith("Bucket") !== true) expect(wild).toEqual([]);
        }
      }
    }
  });
});

describe("variables", () => {
  it("are exactly what the code reads", () => {
    expect(variables(testFunctions.http)).toEqual({
      ENVIRONMENT: "dev",
      CORS_ORIGINS: "https://time.dev.aerotage.example,http://localhost:3000,http://localhost:5173,null,file://",
      POWERTOOLS_SERVICE_NAME: "probe",
      SERVICE_VERSION: "1.2.3",
      POWERTOOLS_METRICS_NAMESPACE: "AerotageTime/dev",
      POWERTOOLS_LOG_LEVEL: "DEBUG",
      USER_POOL_ID: "pool",
      MAX_SESSION_SECONDS: "2592000",
      SESSION_RETENTION_SECONDS: "2678400",
      ACTIVITY_RETENTION_DAYS: "90",
      CURSOR_SECRET: "secret",
      TABLE_USERS: "aerotage-dev-users",
      TABLE_TIME_ENTRIES: "aerotage-dev-time-entries",
      TABLE_REQUESTS: "aerotage-dev-requests",
      BUCKET_EXPORTS: "aerotage-dev-exports-000000000000",
      BUCKET_GENERAL: "aerotage-dev-general-000000000000",
      EVENTS_TOPIC_ARN: arn("sns", "aerotage-dev-events"),
      MAIL_SENDER: "time-dev@nonprod.aerotage.example",
      MAIL_CONFIGURATION_SET: "aerotage-dev-mail",
      FRONTEND_URL: "https://time.dev.aerotage.example",
      SIGN_IN_LINK: "https://time.dev.aerotage.example",
      INVITATION_LINK: "https://time.dev.aerotage.example/accept-invitation?token={token}",
      EMAIL_VERIFICATION_LINK: "https://time.dev.aerotage.example/#/email-verification?token={token}&type={type}",
    });
  });

  it("tell of passwords and the second factor where those are a function's business, and of the audit where it writes", () => {
    const access: Access = {
      userPool: ["AdminInitiateAuth"],
      tables: { UserActivity: { actions: ["PutItem"] } },
    };
    expect(variables({ ...testFunctions.schedule, access })).toMatchObject({
      USER_POOL_ID: "pool",
      VERIFICATION_CLIENT_ID: "verification-client",
      PASSWORD_LENGTH: "8",
      MFA: "optional",
      ACTIVITY_RETENTION_DAYS: "90",
    });
  });

  it("are the common ones alone behind no gateway", () => {
    expect(Object.keys(variables(testFunctions.schedule))).toEqual([
      "ENVIRONMENT",
      "CORS_ORIGINS",
      "POWERTOOLS_SERVICE_NAME",
      "SERVICE_VERSION",
      "POWERTOOLS_METRICS_NAMESPACE",
      "POWERTOOLS_LOG_LEVEL",
    ]);
  });

  it.each(["dev", "staging", "prod", "local"] as const)(
    "keep the session of %s longer than its refresh token lives",
    (name) => {
      const { refreshTokenDays, longestSessionHours } = loadEnvironment(name).signIn;
      const retention = Number(variables(testFunctions.http, name).SESSION_RETENTION_SECONDS);
      expect(retention).toBeGreaterThan(refreshTokenDays * 86_400);
      expect(retention).toBeGreaterThan(longestSessionHours * 3600);
    },
  );

  it("never let any origin in on prod", () => {
    expect(variables(testFunctions.http, "prod").CORS_ORIGINS?.split(",")).not.toContain("*");
  });
});

describe("manifests that are wrong", () => {
  const refuse = (...manifests: ServiceManifest[]) => {
    const environment = loadEnvironment("dev");
    return () => nameFunctions(environment, environmentNaming(environment), manifests);
  };
  const one = (overrides: Partial<FunctionManifest>): ServiceManifest => ({
    name: "probe",
    functions: { run: { ...testFunctions.http, ...overrides } },
  });
  const access = (tables: NonNullable<Access["tables"]>): ServiceManifest => one({ access: { tables } });

  it.each<[string, ServiceManifest, RegExp]>([
    [
      "an unknown index",
      access({ Users: { actions: ["Query"], indexes: ["NameIndex"] } }),
      /queries NameIndex of Users, which has TeamIndex, ListIndex/,
    ],
    ["a query of nothing", access({ Users: { actions: ["Query"] } }), /names no index and not the table/],
    ["an index without a query", access({ Users: { actions: ["GetItem"], indexes: ["TeamIndex"] } }), /may not query/],
    [
      "a timeout that the gateway does not wait for",
      one({ timeoutSeconds: 27 }),
      /may run 27 s: at most 26, since the gateway waits 29 and the start of a function takes up to 3/,
    ],
    [
      "a stream that is not there",
      one({ triggers: [{ type: "stream", table: "Users", batchSize: 1, batchingWindowSeconds: 0 }] }),
      /stream of Users, which has none/,
    ],
    [
      "two schedules",
      one({ triggers: [...testFunctions.schedule.triggers, ...testFunctions.schedule.triggers] }),
      /2 triggers of type schedule/,
    ],
  ])("are refused for %s", (_, manifest, message) => {
    expect(refuse(manifest)).toThrow(message);
  });

  it("are refused for the same route, operation or id in two places, all at once", () => {
    const other = { ...one({}), name: "other" };
    expect(refuse(one({}), other)).toThrow(/route GET \/probe\/\{id\}[\s\S]*operation probe/);
    expect(refuse(one({}), one({}))).toThrow(/the id probe-run/);
  });
});

it("a function that was not built is named, with what to do", () => {
  expect(() => builtFunction({}, named(testFunctions.http))).toThrow(BuildManifestError);
  expect(() => builtFunction({}, named(testFunctions.http))).toThrow(
    "The build does not have the function probe-run. Run `npm run build`.",
  );
});
