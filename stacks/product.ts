/** What is the same in every environment of this product. */

import type { Account, Environment } from "../environments/schema.js";
import { Naming } from "../modules/naming/naming.js";

/** The first part of every name. */
export const project = "aerotage";

/** The value of the tag `Project`. */
export const projectTag = "aerotage-time";

/** The namespace of the product's own metrics, one an environment: several may live in one account. */
export function metricsNamespace(environment: Environment): string {
  return `AerotageTime/${environment.name}`;
}

/** The scope that an access token of a person's sign-in carries; ID tokens have no scopes. */
export const accessTokenScope = "aws.cognito.signin.user.admin";

/** The SES configuration set that all mails of an environment are sent with. */
export function mailConfigurationSetName(naming: Naming): string {
  return naming.name("mail", "configurationSet");
}

/** The names of an environment. */
export function environmentNaming(environment: Environment): Naming {
  return new Naming({
    project,
    environment: environment.name,
    accountId: environment.account.id,
    region: environment.region,
  });
}

/** The names of what an account's environments share. */
export function accountNaming(account: Account): Naming {
  return new Naming({ project, environment: account.name, accountId: account.id, region: account.region });
}

/** The bucket with the states of an account's stacks. */
export function stateBucketName(account: Account): string {
  return accountNaming(account).bucketName("state");
}

/** The bucket with the zips of the functions of an account's environments. */
export function artifactsBucketName(account: Account): string {
  return accountNaming(account).bucketName("artifacts");
}
