/**
 * Takes the place of `@aws-sdk/credential-provider-node` in the bundles: a function only ever has the credentials of its role,
 * in the environment. The SDK's chain of providers would add 120 KB to every function.
 */
import type { AwsCredentialIdentity } from "@smithy/types";
import { requiredVariable } from "../runtime/environment.js";

/** The credentials of the function's role. Lambda replaces them by starting a new sandbox. */
export function functionCredentials(): AwsCredentialIdentity {
  const sessionToken = process.env.AWS_SESSION_TOKEN;
  return {
    accessKeyId: requiredVariable("AWS_ACCESS_KEY_ID"),
    secretAccessKey: requiredVariable("AWS_SECRET_ACCESS_KEY"),
    ...(sessionToken && { sessionToken }),
  };
}

/** The SDK's name for it: what a client uses when it is given no credentials. */
export function defaultProvider(): () => Promise<AwsCredentialIdentity> {
  return async () => functionCredentials();
}
