/** Who signs in. */
import { roles } from "@aerotage/core/contract/operation";
import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "../environments/schema.js";
import { UserDirectory } from "../modules/auth/user-directory.js";
import { environmentNaming, mailConfigurationSetName } from "./product.js";
import { ProductStack } from "./product-stack.js";
import type { Target } from "./target.js";

export interface AuthStackProps {
  readonly environment: Environment;
  readonly target: Target;
}

const groupDescriptions = {
  admin: "May do everything",
  manager: "Leads teams and projects",
  employee: "Records time",
} as const;

export class AuthStack extends ProductStack {
  readonly directory: UserDirectory;

  constructor(scope: Construct, { environment, target }: AuthStackProps) {
    const naming = environmentNaming(environment);
    super(scope, {
      stack: "auth",
      environment: environment.name,
      account: environment.account,
      costCenter: environment.costCenter,
      naming,
      target,
    });
    const { signIn, mail } = environment;
    this.directory = new UserDirectory(this, "directory", {
      name: naming.name("users", "userPool"),
      groups: roles.map((role, index) => ({ name: role, description: groupDescriptions[role], precedence: index + 1 })),
      // A mirror: the row of the user is the authority.
      customAttributes: [
        { name: "role", type: "String" },
        { name: "hourlyRate", type: "String" },
        { name: "teamId", type: "String" },
        { name: "department", type: "String" },
      ],
      // With the scope of its own token, a client that may write `custom:role` makes itself an admin; one that may write `email`
      // moves the account past its approval.
      writableAttributes: ["name"],
      readableAttributes: ["email", "email_verified", "name", "custom:role", "custom:teamId", "custom:department"],
      mfa: signIn.mfa,
      passwordLength: signIn.passwordLength,
      temporaryPasswordDays: signIn.temporaryPasswordDays,
      passwordFlow: signIn.passwordFlow,
      accessTokenMinutes: signIn.accessTokenMinutes,
      idTokenMinutes: signIn.idTokenMinutes,
      refreshTokenDays: signIn.refreshTokenDays,
      deviceTracking: signIn.deviceTracking,
      ...(mail.passwordResets === "ses" && {
        mail: {
          sender: mail.sender,
          identityArn: naming.mailIdentityArn(environment.account.mailDomain),
          configurationSetName: mailConfigurationSetName(naming),
        },
      }),
      deletionProtection: environment.protection.deletionProtection,
    });
    new TerraformOutput(this, "userPoolId", { value: this.directory.userPool.id });
    new TerraformOutput(this, "userPoolArn", { value: this.directory.userPool.arn });
    new TerraformOutput(this, "userPoolClientId", { value: this.directory.appClient.id });
  }
}
