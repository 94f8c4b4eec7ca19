/**
 * The environment variables of a function, read in this one file. The stacks set them from the manifest; a missing one is
 * reported by name when it is first needed.
 */
import type { BucketName } from "../contract/manifest.js";
import type { TableName } from "../contract/tables.js";

/** The names of the variables that every function has. */
export const commonVariables = {
  environment: "ENVIRONMENT",
  /** Origins that browsers may call from, separated by commas; `*` allows any (never in prod). */
  corsOrigins: "CORS_ORIGINS",
  /** Also read by Powertools. */
  service: "POWERTOOLS_SERVICE_NAME",
  serviceVersion: "SERVICE_VERSION",
  metricsNamespace: "POWERTOOLS_METRICS_NAMESPACE",
  logLevel: "POWERTOOLS_LOG_LEVEL",
} as const;

/** The names of the variables that the functions behind the gateway have beside the common ones. */
export const httpVariables = {
  userPoolId: "USER_POOL_ID",
  /** Longest sign-in, in seconds since `auth_time`. */
  maxSessionSeconds: "MAX_SESSION_SECONDS",
  /** How long the row of a session is kept after `auth_time`: longer than the refresh token lives. */
  sessionRetentionSeconds: "SESSION_RETENTION_SECONDS",
  /** How long activity records are kept. */
  activityRetentionDays: "ACTIVITY_RETENTION_DAYS",
  /** Key of the signature on cursors. */
  cursorSecret: "CURSOR_SECRET",
} as const;

/** Set where the manifest grants verifying or setting passwords. */
export const signInVariables = {
  /** The app client that verifies a password for the server; its tokens leave nothing. */
  verificationClientId: "VERIFICATION_CLIENT_ID",
  /** Characters that a password has at least. */
  passwordLength: "PASSWORD_LENGTH",
  /** `off`, `optional` or `required`: second factor by TOTP. */
  mfa: "MFA",
} as const;

/** Set where the manifest grants mail. */
export const mailVariables = {
  sender: "MAIL_SENDER",
  /** The SES configuration set that mails are sent with. */
  configurationSet: "MAIL_CONFIGURATION_SET",
  frontendUrl: "FRONTEND_URL",
  /** Links in mails; placeholders such as `{token}` stand for the mail's values. */
  signInLink: "SIGN_IN_LINK",
  invitationLink: "INVITATION_LINK",
  emailVerificationLink: "EMAIL_VERIFICATION_LINK",
} as const;

/** The variable with the API's address without a slash at its end, set where the manifest says that links are made to it. */
export const apiUrlVariable = "API_URL";

/** The address of an operation that a link in a mail leads to. Its path has `{token}`. */
export function linkTo({ path }: { readonly path: string }, token: string): string {
  return `${requiredVariable(apiUrlVariable)}${path.replace("{token}", token)}`;
}

/** The variable with the ARN of the events topic, set where the manifest grants publishing to it. */
export const eventsTopicVariable = "EVENTS_TOPIC_ARN";

/** The variable with a table's name, set where the manifest grants access to it: `TimeEntries` is `TABLE_TIME_ENTRIES`. */
export function tableVariable(table: TableName): string {
  return `TABLE_${table.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase()}`;
}

/** The variable with a bucket's name, set where the manifest grants access to it. */
export function bucketVariable(bucket: BucketName): string {
  return `BUCKET_${bucket.toUpperCase()}`;
}

/** The variable with the name of another function (`<service>-<function>`), set where the manifest grants calling it. */
export function functionVariable(id: string): string {
  return `FUNCTION_${id.replaceAll("-", "_").toUpperCase()}`;
}

/** Thrown when the stacks and the code disagree about what a function is given. */
export class MissingVariableError extends Error {
  readonly variable: string;

  constructor(variable: string) {
    super(`The environment variable ${variable} is not set. The function's manifest must name what it stands for.`);
    this.name = "MissingVariableError";
    this.variable = variable;
  }
}

/** The value of a variable that must be there. */
export function requiredVariable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new MissingVariableError(name);
  return value;
}

/** A required variable holding a whole number above zero. */
export function requiredNumber(name: string): number {
  const value = Number(requiredVariable(name));
  if (!Number.isSafeInteger(value) || value <= 0)
    throw new TypeError(`The environment variable ${name} must be a whole number above zero.`);
  return value;
}

/**
 * A setting of SDK clients: the function's name in the user agent of its calls, by which CloudTrail's records tell functions apart
 * without looking up their sessions. At most 50 characters.
 */
export function callerName(): { readonly userAgentAppId?: string } {
  const name = process.env.AWS_LAMBDA_FUNCTION_NAME;
  return name === undefined ? {} : { userAgentAppId: name.slice(0, 50) };
}

/** The name of a table in this environment. */
export function tableName(table: TableName): string {
  return requiredVariable(tableVariable(table));
}
