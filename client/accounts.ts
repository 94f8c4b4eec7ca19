/** Accounts in a Cognito user pool as an operator makes them, for the first administrator of an organization and for test clouds. */
import type { Role } from "@aerotage/core/contract/operation";
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  type AttributeType,
  type CognitoIdentityProviderClient,
  UsernameExistsException,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Tokens } from "./sign-in.js";

/** An account as it is made. */
export interface NewAccount {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  /** The group of the account. Without a role the API refuses its requests. */
  readonly role?: Role | undefined;
}

/** A user with the tokens of a sign-in. */
export interface SignedInUser {
  /** The `sub` of the account, which is the id of the user in the API. */
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly tokens: Tokens;
}

/**
 * Makes an account whose address counts as verified, and sends no mail. An account with this address that exists already gets the password
 * and the role. The user's record is made by their first request to the API.
 * @returns the id of the user
 */
export async function ensureAccount(
  cognito: CognitoIdentityProviderClient,
  userPoolId: string,
  { email, name, password, role }: NewAccount,
): Promise<string> {
  const account = { UserPoolId: userPoolId, Username: email };
  const id = await createOrFind(cognito, account, name);
  await setPassword(cognito, userPoolId, { email, password });
  if (role !== undefined) await cognito.send(new AdminAddUserToGroupCommand({ ...account, GroupName: role }));
  return id;
}

/** Gives an account a password that its user need not change at the next sign-in. */
export async function setPassword(
  cognito: CognitoIdentityProviderClient,
  userPoolId: string,
  { email, password }: Pick<NewAccount, "email" | "password">,
): Promise<void> {
  const account = { UserPoolId: userPoolId, Username: email };
  await cognito.send(new AdminSetUserPasswordCommand({ ...account, Password: password, Permanent: true }));
}

async function createOrFind(
  cognito: CognitoIdentityProviderClient,
  account: { readonly UserPoolId: string; readonly Username: string },
  name: string,
): Promise<string> {
  const attributes = [
    { Name: "email", Value: account.Username },
    { Name: "email_verified", Value: "true" },
    { Name: "name", Value: name },
  ];
  try {
    const { User } = await cognito.send(
      new AdminCreateUserCommand({ ...account, MessageAction: "SUPPRESS", UserAttributes: attributes }),
    );
    return subOf(account.Username, User?.Attributes);
  } catch (error) {
    if (!(error instanceof UsernameExistsException)) throw error;
    const { UserAttributes } = await cognito.send(new AdminGetUserCommand(account));
    return subOf(account.Username, UserAttributes);
  }
}

function subOf(email: string, attributes: readonly AttributeType[] = []): string {
  const sub = attributes.find(({ Name }) => Name === "sub")?.Value;
  if (sub === undefined) throw new Error(`The account of ${email} has no sub.`);
  return sub;
}
