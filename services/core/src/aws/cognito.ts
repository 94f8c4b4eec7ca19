/**
 * Rare calls to Cognito from functions that don't carry its client: a JSON request signed with the signer that the DynamoDB
 * client brings anyway. Services that live from Cognito use the SDK's client.
 */
import { httpVariables, requiredVariable } from "../runtime/environment.js";
import { sendSigned } from "./signed-request.js";

/** Thrown with the service's own error name, for example `UserNotFoundException`. */
export class CognitoError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.name = "CognitoError";
    this.type = type;
  }
}

/** The address of the user pools API. */
function userPoolsEndpoint(): URL {
  const region = requiredVariable("AWS_REGION");
  return new URL(process.env.AWS_ENDPOINT_URL ?? `https://cognito-idp.${region}.amazonaws.com`);
}

/** The address of the public keys that tokens of the environment's user pool are verified with. Reading it takes no credentials. */
export function userPoolKeysUrl(): URL {
  return new URL(`/${requiredVariable(httpVariables.userPoolId)}/.well-known/jwks.json`, userPoolsEndpoint());
}

/** Calls an action of the user pools API, such as `AdminGetUser`. */
export async function callUserPools(action: string, input: object): Promise<unknown> {
  const response = await sendSigned({
    service: "cognito-idp",
    method: "POST",
    url: userPoolsEndpoint(),
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityProviderService.${action}`,
    },
    body: JSON.stringify(input),
  });
  const body = (await response.json()) as { __type?: string; message?: string };
  if (response.ok) return body;
  throw new CognitoError(
    body.__type?.split("#").pop() ?? `HTTP ${response.status}`,
    body.message ?? "Cognito refused the call.",
  );
}

/** An account, as AdminGetUser returns it. */
export interface CognitoAccount {
  readonly Enabled: boolean;
  readonly UserAttributes: readonly { readonly Name: string; readonly Value?: string }[];
}

/** The account with an id or e-mail address; undefined if it does not exist. */
export async function readAccount(username: string): Promise<CognitoAccount | undefined> {
  try {
    const input = { UserPoolId: requiredVariable(httpVariables.userPoolId), Username: username };
    return (await callUserPools("AdminGetUser", input)) as CognitoAccount;
  } catch (error) {
    if (error instanceof CognitoError && error.type === "UserNotFoundException") return undefined;
    throw error;
  }
}

/** An account and the groups that it is in. */
export interface CognitoAccountWithGroups extends CognitoAccount {
  readonly Groups: readonly string[];
}

/** The account with an id, with its current groups; undefined if it does not exist. */
export async function readAccountWithGroups(userId: string): Promise<CognitoAccountWithGroups | undefined> {
  const account = await readAccount(userId);
  if (account === undefined) return undefined;
  const input = { UserPoolId: requiredVariable(httpVariables.userPoolId), Username: userId };
  const response = (await callUserPools("AdminListGroupsForUser", input)) as { Groups?: { GroupName: string }[] };
  return { ...account, Groups: (response.Groups ?? []).map(({ GroupName }) => GroupName) };
}

/** The id of the person behind an account. */
export function userIdOf(account: CognitoAccount): string | undefined {
  return account.UserAttributes.find(({ Name }) => Name === "sub")?.Value;
}
