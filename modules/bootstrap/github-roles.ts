/** Roles that the workflows of one GitHub repository take without a stored key (OpenID Connect). */
import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js";
import { Construct } from "constructs";
import { policyDocument, type Statement } from "../iam/policy.js";
import { PropsCheck } from "../props.js";

export interface GithubRolesProps {
  /** `owner/name`. */
  readonly repository: string;
  /** The branch whose workflows may apply. @default "main" */
  readonly branch?: string;
  /** Taken by pull requests: may look at everything but people's data. At most 64 characters. */
  readonly planRoleName: string;
  /** Taken by workflows of the branch alone. At most 64 characters. */
  readonly applyRoleName: string;
  /** What is kept from the plan role although AWS's read-only policy allows it. */
  readonly planDenials: readonly Statement[];
  /** What the apply role may do. */
  readonly applyStatements: readonly Statement[];
}

const issuer = "token.actions.githubusercontent.com";
const audience = "sts.amazonaws.com";
const readOnlyPolicyArn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const defaultBranch = "main";

export class GithubRoles extends Construct {
  readonly planRole: IamRole;
  readonly applyRole: IamRole;

  constructor(scope: Construct, id: string, props: GithubRolesProps) {
    super(scope, id);
    new PropsCheck(`GithubRoles ${props.repository}`)
      .matches("repository", props.repository, /^[\w.-]+\/[\w.-]+$/, "owner/name")
      .matches("branch", props.branch, /^[\w./-]+$/, "a branch's name without wildcards")
      .matches("planRoleName", props.planRoleName, /^[\w+=,.@-]{1,64}$/, "1 to 64 characters")
      .matches("applyRoleName", props.applyRoleName, /^[\w+=,.@-]{1,64}$/, "1 to 64 characters")
      .require(props.applyStatements.length > 0, "applyStatements is empty: the apply role could do nothing")
      .done();
    const provider = new IamOpenidConnectProvider(this, "provider", {
      url: `https://${issuer}`,
      clientIdList: [audience],
    });
    const trust = (subject: string): string =>
      policyDocument([
        {
          actions: ["sts:AssumeRoleWithWebIdentity"],
          resources: [],
          principals: { Federated: [provider.arn] },
          conditions: {
            StringEquals: { [`${issuer}:aud`]: [audience], [`${issuer}:sub`]: [`repo:${props.repository}:${subject}`] },
          },
        },
      ]);
    this.planRole = new IamRole(this, "plan-role", {
      name: props.planRoleName,
      assumeRolePolicy: trust("pull_request"),
    });
    new IamRolePolicyAttachment(this, "plan-policy", { role: this.planRole.name, policyArn: readOnlyPolicyArn });
    if (props.planDenials.length > 0) {
      new IamRolePolicy(this, "plan-denials", {
        name: "denials",
        role: this.planRole.id,
        policy: policyDocument(props.planDenials),
      });
    }
    this.applyRole = new IamRole(this, "apply-role", {
      name: props.applyRoleName,
      assumeRolePolicy: trust(`ref:refs/heads/${props.branch ?? defaultBranch}`),
    });
    new IamRolePolicy(this, "apply-policy", {
      name: "apply",
      role: this.applyRole.id,
      policy: policyDocument(props.applyStatements),
    });
  }
}
