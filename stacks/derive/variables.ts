/** The environment variables of a function, derived from its manifest. */
import {
  apiUrlVariable,
  bucketVariable,
  commonVariables,
  eventsTopicVariable,
  functionVariable,
  httpVariables,
  mailVariables,
  signInVariables,
  tableVariable,
} from "@aerotage/core/runtime/environment";
import { type Environment, frontendPlaceholder } from "../../environments/schema.js";
import { liveAlias } from "../../modules/api/versioned-function.js";
import type { Naming } from "../../modules/naming/naming.js";
import { mailConfigurationSetName, metricsNamespace } from "../product.js";
import { bucketEntries, publishes, tableEntries } from "./access-entries.js";
import type { NamedFunction } from "./functions.js";
import { physicalBucketName, physicalTableName, physicalTopicName } from "./physical-names.js";
import type { StackOutputs } from "./stack-outputs.js";

const secondsPerHour = 3600;
const secondsPerDay = 86_400;

/** The environment variables of a function. */
export function variablesOf(
  each: NamedFunction,
  environment: Environment,
  naming: Naming,
  stackOutputs: StackOutputs,
  serviceVersion: string,
): Record<string, string> {
  const { signIn, cors } = environment;
  const { access } = each.manifest;
  const variables: Record<string, string> = {
    [commonVariables.environment]: environment.name,
    [commonVariables.corsOrigins]: [...cors.origins, ...cors.desktopOrigins].join(","),
    [commonVariables.service]: each.service,
    [commonVariables.serviceVersion]: serviceVersion,
    [commonVariables.metricsNamespace]: metricsNamespace(environment),
    [commonVariables.logLevel]: environment.logs.level,
  };
  const userPoolActions = access.userPool ?? [];
  if (each.http.length > 0 || userPoolActions.length > 0) variables[httpVariables.userPoolId] = stackOutputs.userPoolId;
  if (userPoolActions.some((action) => action === "AdminInitiateAuth" || action === "AdminSetUserPassword")) {
    variables[signInVariables.verificationClientId] = stackOutputs.verificationClientId;
    variables[signInVariables.passwordLength] = String(signIn.passwordLength);
    variables[signInVariables.mfa] = signIn.mfa;
  }
  if (each.http.length > 0 || access.tables?.UserActivity?.actions.includes("PutItem"))
    variables[httpVariables.activityRetentionDays] = String(environment.activityRetentionDays);
  if (each.http.length > 0) {
    const longestSession = signIn.longestSessionHours * secondsPerHour;
    const refreshToken = signIn.refreshTokenDays * secondsPerDay;
    variables[httpVariables.maxSessionSeconds] = String(longestSession);
    // A day more than a token could bring the session back.
    variables[httpVariables.sessionRetentionSeconds] = String(Math.max(longestSession, refreshToken) + secondsPerDay);
    variables[httpVariables.cursorSecret] = stackOutputs.cursorSecret;
  }
  for (const [table] of tableEntries(access)) variables[tableVariable(table)] = physicalTableName(naming, table);
  for (const [bucket] of bucketEntries(access)) variables[bucketVariable(bucket)] = physicalBucketName(naming, bucket);
  if (publishes(access)) variables[eventsTopicVariable] = naming.topicArn(physicalTopicName(naming, "events"));
  for (const called of access.functions ?? [])
    variables[functionVariable(called)] = `${naming.name(called, "function")}:${liveAlias}`;
  if (access.apiUrl === true) variables[apiUrlVariable] = stackOutputs.apiUrl;
  if (access.mail === true) {
    const { frontendUrl, links } = environment;
    const linkOf = (link: string) => link.replaceAll(frontendPlaceholder, frontendUrl);
    variables[mailVariables.sender] = environment.mail.sender;
    variables[mailVariables.configurationSet] = mailConfigurationSetName(naming);
    variables[mailVariables.frontendUrl] = frontendUrl;
    variables[mailVariables.signInLink] = linkOf(links.signIn);
    variables[mailVariables.invitationLink] = linkOf(links.invitation);
    variables[mailVariables.emailVerificationLink] = linkOf(links.emailVerification);
  }
  return variables;
}
