/** The role with which API Gateway writes logs: one an account and region, shared by all APIs there. */
import { ApiGatewayAccount } from "@cdktf/provider-aws/lib/api-gateway-account/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js";
import { Construct } from "constructs";
import { serviceTrust } from "../iam/policy.js";
import { PropsCheck } from "../props.js";

export interface ApiGatewayLogsProps {
  /** At most 64 characters. */
  readonly roleName: string;
}

/** AWS's own policy for exactly this: API Gateway refuses a role that may write to fewer log groups. */
const managedPolicyArn = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs";

export class ApiGatewayLogs extends Construct {
  readonly role: IamRole;

  constructor(scope: Construct, id: string, props: ApiGatewayLogsProps) {
    super(scope, id);
    new PropsCheck(`ApiGatewayLogs ${props.roleName}`)
      .matches("roleName", props.roleName, /^[\w+=,.@-]{1,64}$/, "1 to 64 characters")
      .done();
    this.role = new IamRole(this, "role", {
      name: props.roleName,
      assumeRolePolicy: serviceTrust("apigateway.amazonaws.com"),
    });
    const policy = new IamRolePolicyAttachment(this, "policy", { role: this.role.name, policyArn: managedPolicyArn });
    new ApiGatewayAccount(this, "account", { cloudwatchRoleArn: this.role.arn, dependsOn: [policy] });
  }
}
