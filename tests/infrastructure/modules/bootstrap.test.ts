import { expect, it } from "vitest";
import { ApiGatewayLogs } from "../../../modules/bootstrap/api-gateway-account.js";
import { GithubRoles, type GithubRolesProps } from "../../../modules/bootstrap/github-roles.js";
import { MailIdentity } from "../../../modules/bootstrap/mail-identity.js";
import { all, only, parsed, synthesizeConstruct } from "../synthesized.js";

const props: GithubRolesProps = {
  repository: "acme/orders",
  planRoleName: "acme-plan",
  applyRoleName: "acme-apply",
  planDenials: [],
  applyStatements: [{ actions: ["sqs:*"], resources: ["arn:queue"] }],
};

function roles(overrides: Partial<GithubRolesProps> = {}) {
  return synthesizeConstruct((scope) => new GithubRoles(scope, "github", { ...props, ...overrides }));
}

/** The subject that each role is given to. */
function subjects(overrides: Partial<GithubRolesProps> = {}) {
  return Object.fromEntries(
    all(roles(overrides), "aws_iam_role").map((role) => {
      const trust = parsed(role, "assume_role_policy") as {
        Statement: { Condition: { StringEquals: Record<string, string> } }[];
      };
      const conditions = trust.Statement[0]?.Condition.StringEquals;
      expect(conditions?.["token.actions.githubusercontent.com:aud"]).toBe("sts.amazonaws.com");
      return [role.name, conditions?.["token.actions.githubusercontent.com:sub"]];
    }),
  );
}

it("pull requests may plan, the main branch alone may apply", () => {
  expect(subjects()).toEqual({
    "acme-plan": "repo:acme/orders:pull_request",
    "acme-apply": "repo:acme/orders:ref:refs/heads/main",
  });
  expect(subjects({ branch: "release" })).toMatchObject({ "acme-apply": "repo:acme/orders:ref:refs/heads/release" });
});

it("the plan role reads, but not what it is denied", () => {
  const denied = roles({ planDenials: [{ effect: "Deny", actions: ["dynamodb:GetItem"], resources: ["*"] }] });
  expect(only(denied, "aws_iam_role_policy_attachment")).toMatchObject({
    policy_arn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
  });
  expect(all(denied, "aws_iam_role_policy").map((policy) => parsed(policy, "policy"))).toContainEqual({
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", Action: "dynamodb:GetItem", Resource: "*" }],
  });
  expect(all(roles(), "aws_iam_role_policy")).toHaveLength(1);
});

it("all wrong props are reported together", () => {
  const wrong = { repository: "acme", branch: "*", planRoleName: "", applyRoleName: "a b", applyStatements: [] };
  expect(() => roles(wrong)).toThrow(
    /repository is "acme"[\s\S]*branch is "\*"[\s\S]*planRoleName is ""[\s\S]*applyRoleName is "a b"[\s\S]*applyStatements is empty/,
  );
});

it("API Gateway gets AWS's own role for logs", () => {
  const logs = synthesizeConstruct((scope) => new ApiGatewayLogs(scope, "logs", { roleName: "acme-logs" }));
  expect(only(logs, "aws_iam_role")).toMatchObject({ name: "acme-logs" });
  expect(only(logs, "aws_iam_role_policy_attachment")).toMatchObject({
    policy_arn: "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
  });
  expect(only(logs, "aws_api_gateway_account")).toHaveProperty("cloudwatch_role_arn");
});

it("mail is sent from a domain", () => {
  const identity = (domain: string) => synthesizeConstruct((scope) => new MailIdentity(scope, "mail", { domain }));
  expect(only(identity("acme.io"), "aws_sesv2_email_identity")).toEqual({ email_identity: "acme.io" });
  expect(() => identity("Acme")).toThrow(/domain is "Acme"/);
});
