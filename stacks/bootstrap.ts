/**
 * What an account needs before any environment: where states and zips lie, the gateway's role for logs, the mail domain, and the
 * roles of the workflows. Its own state lies in the bucket that it makes: the very first apply keeps it in a file
 * (`AEROTAGE_BACKEND=local`), the next one moves it (`terraform init -migrate-state`).
 */
import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import type { Account } from "../environments/schema.js";
import { ApiGatewayLogs } from "../modules/bootstrap/api-gateway-account.js";
import { GithubRoles } from "../modules/bootstrap/github-roles.js";
import { MailIdentity } from "../modules/bootstrap/mail-identity.js";
import { Bucket } from "../modules/storage/bucket.js";
import { applyStatements, planDenials } from "./deployment-permissions.js";
import { accountNaming, artifactsBucketName, stateBucketName } from "./product.js";
import { ProductStack } from "./product-stack.js";
import type { Target } from "./target.js";

export interface BootstrapStackProps {
  readonly account: Account;
  readonly target: Target;
}

/** Earlier states can be brought back for a year. */
const oldStateDays = 365;

export class BootstrapStack extends ProductStack {
  constructor(scope: Construct, { account, target }: BootstrapStackProps) {
    const naming = accountNaming(account);
    super(scope, {
      stack: "bootstrap",
      environment: account.name,
      account,
      costCenter: account.costCenter,
      naming,
      target,
    });
    // Nothing of an emulator outlives it.
    const deletionProtection = account.name !== "local";
    const state = new Bucket(this, "state", {
      name: stateBucketName(account),
      oldVersionDays: oldStateDays,
      deletionProtection,
    });
    const artifacts = new Bucket(this, "artifacts", { name: artifactsBucketName(account), deletionProtection });
    new ApiGatewayLogs(this, "gateway-logs", { roleName: naming.name("gateway-logs", "role") });
    new MailIdentity(this, "mail", { domain: account.mailDomain });
    const planRoleName = naming.name("github-plan", "role");
    const applyRoleName = naming.name("github-apply", "role");
    const roles = new GithubRoles(this, "github", {
      repository: account.sourceRepository,
      planRoleName,
      applyRoleName,
      planDenials: planDenials(account),
      applyStatements: applyStatements(account, [planRoleName, applyRoleName]),
    });
    new TerraformOutput(this, "stateBucket", { value: state.bucket.bucket });
    new TerraformOutput(this, "artifactsBucket", { value: artifacts.bucket.bucket });
    new TerraformOutput(this, "planRoleArn", { value: roles.planRole.arn });
    new TerraformOutput(this, "applyRoleArn", { value: roles.applyRole.arn });
  }
}
