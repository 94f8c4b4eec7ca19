import { describe, expect, it } from "vitest";
import { assertDeployable, PlaceholderError, placeholdersOf } from "./deployable.js";
import {
  accountsOf,
  EnvironmentSettingsError,
  loadEnvironment,
  loadEnvironments,
  settingsProblems,
} from "./registry.js";
import { environmentNames } from "./schema.js";

describe("the environments", () => {
  it("are all sound", () => {
    expect(loadEnvironments().map((environment) => environment.name)).toEqual([...environmentNames]);
  });

  it("refuse unknown names, listing the known ones", () => {
    expect(() => loadEnvironments(["dev", "qa", "production"])).toThrow(EnvironmentSettingsError);
    expect(() => loadEnvironments(["dev", "qa", "production"])).toThrow(
      /"qa" is no environment: choose one of dev, staging, prod, local[\s\S]*"production"/,
    );
  });

  it("report every wrong setting at once, with path and value", () => {
    const wrong = {
      ...loadEnvironment("dev"),
      frontendUrl: "time.example",
      logs: { level: "LOUD", retentionDays: 13 },
      throttling: { requestsPerSecond: 0, burst: 100 },
      unknown: true,
    };
    const problems = settingsProblems("dev", wrong);
    expect(problems).toContainEqual(expect.stringMatching(/^dev\.frontendUrl is "time.example": /));
    expect(problems).toContainEqual(expect.stringMatching(/^dev\.logs\.level is "LOUD": .*"DEBUG"/));
    expect(problems).toContainEqual(expect.stringMatching(/^dev\.logs\.retentionDays is 13: must be one of 1, 3, 5/));
    expect(problems).toContainEqual(expect.stringMatching(/^dev\.throttling\.requestsPerSecond is 0: /));
    expect(problems).toContainEqual(expect.stringMatching(/unknown/));
  });

  it("say what is wrong with a link", () => {
    const links = {
      signIn: "/login",
      invitation: "{frontendUrl}/accept?{tokn}",
      emailVerification: "{frontendUrl}/#/verify?token={token}",
    };
    expect(settingsProblems("dev", { ...loadEnvironment("dev"), links })).toEqual([
      'dev.links.signIn is "/login": must begin with {frontendUrl} or a scheme',
      'dev.links.invitation is "{frontendUrl}/accept?{tokn}": must contain {token}',
      'dev.links.invitation is "{frontendUrl}/accept?{tokn}": has {tokn}, but knows {frontendUrl}, {token} only',
      'dev.links.emailVerification is "{frontendUrl}/#/verify?token={token}": must contain {type}',
    ]);
    const own = { ...loadEnvironment("dev").links, invitation: "aerotage://accept?token={token}" };
    expect(settingsProblems("dev", { ...loadEnvironment("dev"), links: own })).toEqual([]);
  });

  it("say which setting is missing", () => {
    const { mail: _, ...withoutMail } = loadEnvironment("dev");
    expect(settingsProblems("dev", withoutMail)).toContainEqual(expect.stringMatching(/^dev\.mail is missing: /));
  });

  it.each([
    ["cors", { origins: ["*"], desktopOrigins: [] }, "prod.cors.origins"],
    ["cors", { origins: ["http://time.aerotage.example"], desktopOrigins: [] }, "prod.cors.origins.0"],
    [
      "protection",
      { ...loadEnvironment("prod").protection, deletionProtection: false },
      "prod.protection.deletionProtection",
    ],
    [
      "protection",
      { ...loadEnvironment("prod").protection, pointInTimeRecovery: false },
      "prod.protection.pointInTimeRecovery",
    ],
    [
      "protection",
      { ...loadEnvironment("prod").protection, customerManagedKeys: false },
      "prod.protection.customerManagedKeys",
    ],
    [
      "protection",
      { ...loadEnvironment("prod").protection, bucketVersioning: false },
      "prod.protection.bucketVersioning",
    ],
    ["signIn", { ...loadEnvironment("prod").signIn, passwordFlow: true }, "prod.signIn.passwordFlow"],
    ["alarms", { ...loadEnvironment("prod").alarms, recipients: [] }, "prod.alarms.recipients"],
    ["logs", { level: "DEBUG", retentionDays: 365 }, "prod.logs.level"],
    ["frontendUrl", "http://time.aerotage.example", "prod.frontendUrl"],
    ["links", { ...loadEnvironment("prod").links, signIn: "http://elsewhere.example" }, "prod.links.signIn"],
    ["account", loadEnvironment("dev").account, "prod.account.name"],
    ["region", "us-east-1", "prod.region"],
    ["mail", { sender: "time@elsewhere.example", passwordResets: "cognito" }, "prod.mail.sender"],
    ["mail", { sender: "time@aerotage.example", passwordResets: "smtp" }, "prod.mail.passwordResets"],
    ["signIn", { ...loadEnvironment("prod").signIn, deviceTracking: true }, "prod.signIn.deviceTracking"],
    ["functions", { ...loadEnvironment("prod").functions, timeoutSeconds: 27 }, "prod.functions.timeoutSeconds"],
    [
      "signIn",
      { ...loadEnvironment("prod").signIn, longestSessionHours: 1, accessTokenMinutes: 61 },
      "prod.signIn.longestSessionHours",
    ],
    [
      "domain",
      { name: "api.aerotage.example", certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/0a1b" },
      "prod.domain.certificateArn",
    ],
  ])("prod refuses %s = %j", (setting, value, path) => {
    const problems = settingsProblems("prod", { ...loadEnvironment("prod"), [setting]: value });
    expect(problems.filter((problem) => problem.startsWith(`${path} is `))).toHaveLength(1);
  });

  it("refuse a name that is not their file's", () => {
    expect(settingsProblems("dev", loadEnvironment("staging"))).toEqual(['dev.name is "staging": must be "dev"']);
  });

  it("share accounts, each listed once", () => {
    expect(accountsOf(loadEnvironments()).map((account) => account.name)).toEqual(["nonprod", "prod", "local"]);
    expect(accountsOf(loadEnvironments(["staging", "dev"])).map((account) => account.name)).toEqual(["nonprod"]);
  });
});

describe("a deploy to AWS", () => {
  it("is refused by the name of every placeholder", () => {
    expect(() => assertDeployable(loadEnvironment("prod"))).toThrow(PlaceholderError);
    const paths = placeholdersOf(loadEnvironment("prod")).map((placeholder) => placeholder.split(" ")[0]);
    expect(paths).toEqual([
      "account.id",
      "account.mailDomain",
      "account.sourceRepository",
      "frontendUrl",
      "mail.sender",
      "alarms.recipients.0",
      "cors.origins.0",
    ]);
  });

  it("is allowed once they are replaced", () => {
    const prod = loadEnvironment("prod");
    const account = {
      ...prod.account,
      id: "123456789012",
      mailDomain: "aerotage.io",
      sourceRepository: "aerotage/time",
    };
    const replaced = {
      ...prod,
      account,
      frontendUrl: "https://time.aerotage.io",
      mail: { sender: "time@aerotage.io", passwordResets: "ses" as const },
      cors: { origins: ["https://time.aerotage.io"], desktopOrigins: [] },
      alarms: { ...prod.alarms, recipients: ["operations@aerotage.io"] },
    };
    expect(settingsProblems("prod", replaced)).toEqual([]);
    expect(() => assertDeployable(replaced)).not.toThrow();
  });
});
