/** What the tests about people share: mails that were sent, first sign-ins, and rows as they lie in the tables. */

import { randomUUID } from "node:crypto";
import type { Role } from "@aerotage/core/contract/operation";
import type { UserItem } from "@aerotage/kernel/domain/users";
import { createUser, getUser } from "@aerotage/users/contract/users";
import { InitiateAuthCommand, NotAuthorizedException } from "@aws-sdk/client-cognito-identity-provider";
import { BatchWriteCommand, GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { signInWithPassword, type Tokens } from "../../client/sign-in.js";
import { type Message, openMailbox } from "../../local/mailbox.js";
import { call, cognito, eventually, type Person, signInAgain, stack, tableOf, tables } from "./api.js";

const mailbox = await openMailbox(stack.endpoint);

/** The mails to an address, oldest first. */
export function mailsTo(address: string): Promise<Message[]> {
  return mailbox.messagesTo(address);
}

/** The newest mail to an address, once there are so many. */
export function mailTo(address: string, count = 1): Promise<Message> {
  return eventually(`${count} mails to ${address}`, async () => {
    const mails = await mailsTo(address);
    return mails.length >= count ? mails.at(-1) : undefined;
  });
}

/** The token of the link in a mail. */
export function tokenIn({ text }: Message): string {
  const token = /(?:[?&]token=|\/(?:invoices\/view|reports\/files)\/)([\w-]+)/.exec(text)?.[1];
  if (token === undefined) throw new Error(`There is no link in this mail: ${text}`);
  return token;
}

/** Another address each time. */
export function newAddress(name = "person"): string {
  return `${name}-${randomUUID()}@example.com`;
}

/** Signs in for the first time, with a temporary password, and chooses one. */
export function firstSignIn(email: string, temporary: string, chosen: string): Promise<Tokens> {
  const credentials = { clientId: stack.userPoolClientId, username: email, password: temporary, newPassword: chosen };
  return signInWithPassword(cognito, credentials);
}

/** True if somebody can sign in with a password. */
export async function canSignIn(email: string, password: string): Promise<boolean> {
  const AuthParameters = { USERNAME: email, PASSWORD: password };
  try {
    await cognito.send(
      new InitiateAuthCommand({
        ClientId: stack.userPoolClientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters,
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof NotAuthorizedException) return false;
    throw error;
  }
}

/** A user made by the API, who has chosen a password and signed in. */
export async function newUser(
  admin: Person,
  body: { readonly role?: Role } & Record<string, unknown> = {},
): Promise<Person> {
  const email = newAddress(body.role ?? "employee");
  const password = "Correct-horse-1";
  const created = await call(createUser, admin, { body: { email, name: "Nora New", ...body } });
  if (created.status !== 201) throw new Error(`createUser returned ${created.status} ${created.text}`);
  const temporary = temporaryIn(await mailTo(email));
  const tokens = await firstSignIn(email, temporary, password);
  return { id: created.data.id, email, password, tokens };
}

/** Rows of people without an account; their ids. */
export async function newUserRows(count: number, fields: Partial<UserItem> = {}): Promise<string[]> {
  const at = new Date().toISOString();
  const rows = Array.from({ length: count }, (_, index) => ({
    id: randomUUID(),
    kind: "user",
    email: `${randomUUID()}@example.com`,
    name: `Person ${index}`,
    role: "employee",
    isActive: true,
    startDate: "2026-01-01",
    createdAt: at,
    updatedAt: at,
    createdBy: "system",
    version: 1,
    ...fields,
  }));
  for (let from = 0; from < rows.length; from += 25) {
    const puts = rows.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } }));
    await tables.send(new BatchWriteCommand({ RequestItems: { [tableOf("Users")]: puts } }));
  }
  return rows.map(({ id }) => id);
}

/** The temporary password in a mail. */
export function temporaryIn({ text }: Message): string {
  const password = /Temporary password: (\S+)/.exec(text)?.[1];
  if (password === undefined) throw new Error(`There is no password in this mail: ${text}`);
  return password;
}

/** A person with tokens of another sign-in. */
export async function elsewhere(someone: Person): Promise<Person> {
  return { ...someone, tokens: await signInAgain(someone.email) };
}

/** An item as it lies in a table. */
export async function itemOf(table: string, key: Record<string, string>): Promise<Record<string, unknown> | undefined> {
  return (await tables.send(new GetCommand({ TableName: tableOf(table), Key: key, ConsistentRead: true }))).Item;
}

/** A user as somebody sees them. */
export async function seen(by: Person, id: string) {
  return (await call(getUser, by, { path: { id } })).data.user;
}

/** The activity records of an entity, oldest first. */
export async function activitiesOf(entityId: string): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await tables.send(
    new QueryCommand({
      TableName: tableOf("UserActivity"),
      IndexName: "EntityIndex",
      KeyConditionExpression: "entityId = :id",
      ExpressionAttributeValues: { ":id": entityId },
    }),
  );
  return Items;
}
