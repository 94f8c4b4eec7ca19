/** What the workflows' roles may do in an account. The bootstrap itself is applied by a person. */
import type { Account } from "../environments/schema.js";
import type { Statement } from "../modules/iam/policy.js";
import { accountNaming, artifactsBucketName, project, stateBucketName } from "./product.js";

const cognitoMailService = "email.cognito-idp.amazonaws.com";

/** A plan reads configuration, never what people stored. It does not lock the state (`-lock=false`): it may not write. */
export function planDenials(account: Account): Statement[] {
  const naming = accountNaming(account);
  return [
    {
      sid: "Records",
      effect: "Deny",
      actions: [
        "cognito-idp:AdminGetUser",
        "cognito-idp:ListUsers",
        "cognito-idp:ListUsersInGroup",
        "dynamodb:BatchGetItem",
        "dynamodb:GetItem",
        "dynamodb:GetRecords",
        "dynamodb:PartiQLSelect",
        "dynamodb:Query",
        "dynamodb:Scan",
        "logs:FilterLogEvents",
        "logs:GetLogEvents",
        "logs:StartQuery",
        "sqs:ReceiveMessage",
      ],
      resources: ["*"],
    },
    {
      sid: "Files",
      effect: "Deny",
      actions: ["s3:GetObject", "s3:GetObjectVersion"],
      resources: ["general", "invoices", "exports"].map(
        (bucket) => `${naming.bucketArn(`${project}-*-${bucket}-*`)}/*`,
      ),
    },
  ];
}

/**
 * An apply makes and changes what carries the product's name. Roles that it makes cannot reach further than these services, but it
 * must not touch the roles that it and the plan are taken with.
 * @param workflowRoleNames the roles that stay out of its reach
 */
export function applyStatements(account: Account, workflowRoleNames: readonly string[]): Statement[] {
  const naming = accountNaming(account);
  const { region, id } = account;
  const regional = (service: string, resource: string): string => `arn:aws:${service}:${region}:${id}:${resource}`;
  const buckets = naming.bucketArn(`${project}-*`);
  const stateBucket = naming.bucketArn(stateBucketName(account));
  const artifactsBucket = naming.bucketArn(artifactsBucketName(account));
  const roles = naming.roleArn(`${project}-*`);
  return [
    {
      sid: "Named",
      actions: ["cloudwatch:*", "dynamodb:*", "lambda:*", "logs:*", "scheduler:*", "ses:*", "sns:*", "sqs:*"],
      resources: [
        regional("cloudwatch", `alarm:${project}-*`),
        `arn:aws:cloudwatch::${id}:dashboard/${project}-*`,
        regional("dynamodb", `table/${project}-*`),
        regional("lambda", `function:${project}-*`),
        regional("lambda", "event-source-mapping:*"),
        regional("logs", `log-group:/aws/lambda/${project}-*`),
        regional("logs", `log-group:/aws/apigateway/${project}-*`),
        // API Gateway names the group of an execution log by the API's id.
        regional("logs", "log-group:API-Gateway-Execution-Logs_*"),
        regional("scheduler", `schedule/default/${project}-*`),
        regional("ses", `configuration-set/${project}-*`),
        regional("sns", `${project}-*`),
        regional("sqs", `${project}-*`),
      ],
    },
    {
      // AWS makes these names, or knows no resources for these actions.
      sid: "Unnamed",
      actions: [
        "cognito-idp:*",
        "kms:CreateKey",
        "kms:ListAliases",
        "lambda:CreateEventSourceMapping",
        "lambda:GetEventSourceMapping",
        "lambda:ListEventSourceMappings",
        "logs:DescribeLogGroups",
        "logs:DescribeQueryDefinitions",
        "logs:PutQueryDefinition",
        "logs:DeleteQueryDefinition",
        "logs:CreateLogDelivery",
        "secretsmanager:GetRandomPassword",
        "ses:CreateConfigurationSet",
        "ses:GetEmailIdentity",
        "sts:GetCallerIdentity",
        "wafv2:*",
      ],
      resources: ["*"],
    },
    { sid: "Gateway", actions: ["apigateway:*"], resources: [`arn:aws:apigateway:${region}::/*`] },
    {
      sid: "Keys",
      actions: ["kms:*"],
      resources: [regional("kms", "key/*"), regional("kms", `alias/${project}-*`)],
      conditions: { StringEquals: { "aws:ResourceTag/ManagedBy": ["terraform"] } },
    },
    { sid: "Secrets", actions: ["ssm:*"], resources: [regional("ssm", `parameter/${project}/*`)] },
    { sid: "SecretsList", actions: ["ssm:DescribeParameters"], resources: ["*"] },
    { sid: "Buckets", actions: ["s3:*"], resources: [buckets, `${buckets}/*`] },
    {
      sid: "KeepBuckets",
      effect: "Deny",
      actions: ["s3:DeleteBucket", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy", "s3:PutBucketVersioning"],
      resources: [stateBucket, artifactsBucket],
    },
    {
      sid: "Roles",
      actions: [
        "iam:CreateRole",
        "iam:DeleteRole",
        "iam:DeleteRolePolicy",
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole",
        "iam:ListRolePolicies",
        "iam:PutRolePolicy",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
      ],
      resources: [roles],
    },
    {
      // With this role Cognito sends the mails of a user pool by SES. AWS makes it when the first pool of the account is to do so.
      sid: "MailRole",
      actions: ["iam:CreateServiceLinkedRole"],
      resources: [naming.roleArn(`aws-service-role/${cognitoMailService}/*`)],
      conditions: { StringEquals: { "iam:AWSServiceName": [cognitoMailService] } },
    },
    {
      sid: "PassRoles",
      actions: ["iam:PassRole"],
      resources: [roles],
      conditions: {
        StringEquals: {
          // The gateway is given the role with which it invokes functions.
          "iam:PassedToService": ["apigateway.amazonaws.com", "lambda.amazonaws.com", "scheduler.amazonaws.com"],
        },
      },
    },
    {
      sid: "KeepWorkflowRoles",
      effect: "Deny",
      actions: ["iam:*"],
      resources: workflowRoleNames.map((name) => naming.roleArn(name)),
    },
  ];
}
