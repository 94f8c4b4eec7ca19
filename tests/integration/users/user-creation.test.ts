/** Accounts that were begun and not finished: Cognito and the tables have no transaction in common. */
import { randomUUID } from "node:crypto";
import { listClients } from "@aerotage/clients/contract";
import { reserve } from "@aerotage/core/database/reservation";
import { createUser } from "@aerotage/users/contract/users";
import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminSetUserPasswordCommand,
  UserNotFoundException,
} from "@aws-sdk/client-cognito-identity-provider";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, it, vi } from "vitest";
import {
  call,
  cloud,
  cognito,
  type Person,
  person,
  send,
  signInAgain,
  stack,
  tableOf,
  tables,
} from "../../support/api.js";
import { activitiesOf, firstSignIn, itemOf, mailsTo, mailTo, newAddress, temporaryIn } from "../../support/people.js";

let admin: Person;
const lambda = new LambdaClient(cloud);

beforeAll(async () => {
  admin = await person("admin");
});

/** A creation whose process is killed after the account was made and before the record was written. */
async function killedCreation(email: string, key: string = randomUUID()): Promise<void> {
  const { status } = await send(createUser, admin, {
    headers: { "idempotency-key": key, "x-fault": "before-commit=exit" },
    body: { email, name: "Half Done", role: "admin" },
  });
  expect(status).toBeGreaterThanOrEqual(500);
  expect(await idOfAccount(email)).toBeDefined();
  expect(await itemOf("Users", { id: `email#${email}` })).toMatchObject({ kind: "creation", email });
}

async function idOfAccount(email: string): Promise<string | undefined> {
  try {
    const account = await cognito.send(new AdminGetUserCommand({ UserPoolId: stack.userPoolId, Username: email }));
    return account.UserAttributes?.find(({ Name }) => Name === "sub")?.Value;
  } catch (error) {
    if (error instanceof UserNotFoundException) return undefined;
    throw error;
  }
}

/** Makes a reservation as old as one that nobody works on any more. */
async function age(email: string, minutes: number): Promise<void> {
  await tables.send(
    new UpdateCommand({
      TableName: tableOf("Users"),
      Key: { id: `email#${email}` },
      UpdateExpression: "SET reservedAt = reservedAt - :seconds, #name = :then",
      ExpressionAttributeNames: { "#name": "name" },
      ExpressionAttributeValues: {
        ":seconds": minutes * 60,
        ":then": new Date(Date.now() - minutes * 60_000).toISOString(),
      },
    }),
  );
}

async function sweep(): Promise<void> {
  const { FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: "aerotage-local-users-sweep-accounts" }),
  );
  expect(FunctionError).toBeUndefined();
}

const body = (email: string) => ({ email, name: "Half Done" });

describe("a creation that was killed after the account was made", () => {
  it("lets nobody in with the account, not even with a password", async () => {
    const email = newAddress();
    await killedCreation(email);
    const temporary = temporaryIn(await mailTo(email));
    const tokens = await firstSignIn(email, temporary, "Correct-horse-1");
    const someone = { id: "", email, password: "", tokens };
    const { status, error } = await call(listClients, someone);
    expect([status, error.code]).toEqual([503, "SERVICE_UNAVAILABLE"]);
    expect(await itemOf("Users", { id: (await idOfAccount(email)) ?? "" })).toBeUndefined();
  });

  it("is resumed by a later request: the same account, another password, one record", async () => {
    const email = newAddress();
    await killedCreation(email);
    const account = await idOfAccount(email);
    const early = await call(createUser, admin, { body: body(email) });
    expect([early.status, early.error.code]).toEqual([409, "CONFLICT"]);
    await age(email, 1);
    const { status, data } = await call(createUser, admin, { body: body(email) });
    expect([status, data.id, data.role]).toEqual([201, account, "employee"]);
    const [first, second] = await mailsTo(email);
    if (first === undefined || second === undefined) throw new Error("Two mails were expected.");
    await expect(firstSignIn(email, temporaryIn(first), "Correct-horse-1")).rejects.toThrow();
    const tokens = await firstSignIn(email, temporaryIn(second), "Correct-horse-1");
    expect((await call(listClients, { id: data.id, email, password: "", tokens })).status).toBe(200);
    expect(await activitiesOf(data.id)).toHaveLength(1);
    expect(await itemOf("Users", { id: `email#${email}` })).toEqual({ id: `email#${email}`, userId: data.id });
  });

  it("is taken back by the sweep: account and address are free again", async () => {
    const email = newAddress();
    await killedCreation(email);
    await sweep();
    expect(await idOfAccount(email)).toBeDefined();
    await age(email, 16);
    await sweep();
    expect(await idOfAccount(email)).toBeUndefined();
    expect(await itemOf("Users", { id: `email#${email}` })).toBeUndefined();
    expect((await call(createUser, admin, { body: body(email) })).status).toBe(201);
  });

  it("leaves nothing if a later request fails for good", async () => {
    const email = newAddress();
    await killedCreation(email);
    await age(email, 1);
    const headers = { "x-fault": "before-commit=throw" };
    expect((await call(createUser, admin, { body: body(email), headers })).status).toBe(500);
    expect(await idOfAccount(email)).toBeUndefined();
    expect(await itemOf("Users", { id: `email#${email}` })).toBeUndefined();
  });
});

describe("a reserved address", () => {
  it("keeps what was noted of it when it is taken over, and again", async () => {
    vi.stubEnv("TABLE_USERS", tableOf("Users"));
    const id = `email#${newAddress()}`;
    const at = (seconds: number) => new Date(Date.now() + seconds * 1000);
    const take = (now: Date) => reserve(tables, { table: "Users", id, now, taken: () => new Error("taken") });
    const first = await take(at(-200));
    expect(first.leftBehind).toBeUndefined();
    await first.note("made", true);
    expect((await take(at(-100))).leftBehind?.made).toBe(true);
    // The second one died before it said anything: what the first one said is still there.
    const third = await take(at(0));
    expect(third.leftBehind?.made).toBe(true);
    await expect(take(at(1))).rejects.toThrow("taken");
    expect([await first.hold(), await third.hold()]).toEqual([false, true]);
    await third.release();
    expect(await itemOf("Users", { id })).toBeUndefined();
  });
});

describe("a creation that was killed after the record was written", () => {
  it("is answered again for its key, with one account, one record and one mail", async () => {
    const [email, key] = [newAddress(), randomUUID()];
    const headers = { "idempotency-key": key };
    await call(createUser, admin, { body: body(email), headers: { ...headers, "x-fault": "after-commit=throw" } });
    const { status, data } = await call(createUser, admin, { body: body(email), headers });
    expect([status, data.id]).toEqual([201, await idOfAccount(email)]);
    expect(await mailsTo(email)).toHaveLength(1);
    expect(await activitiesOf(data.id)).toHaveLength(1);
  });
});

describe("an account that an operator made", () => {
  it("becomes the user's when one is created, and is not deleted if that fails", async () => {
    const email = newAddress();
    const pool = { UserPoolId: stack.userPoolId, Username: email };
    await cognito.send(
      new AdminCreateUserCommand({
        ...pool,
        MessageAction: "SUPPRESS",
        UserAttributes: [
          { Name: "email", Value: email },
          { Name: "email_verified", Value: "true" },
        ],
      }),
    );
    const account = await idOfAccount(email);
    const headers = { "x-fault": "before-commit=throw" };
    const refused = await call(createUser, admin, { body: { ...body(email), role: "admin" }, headers });
    expect([refused.status, await idOfAccount(email)]).toEqual([500, account]);
    // The refused request gave it no role: whoever signs in with it is what an operator made of them.
    const { Groups } = await cognito.send(new AdminListGroupsForUserCommand(pool));
    expect(Groups).toEqual([]);
    const { status, data } = await call(createUser, admin, { body: { ...body(email), invite: false } });
    expect([status, data.id]).toEqual([201, account]);
    await cognito.send(new AdminSetUserPasswordCommand({ ...pool, Password: "Correct-horse-1", Permanent: true }));
    expect((await call(listClients, { ...data, password: "", tokens: await signInAgain(email) })).status).toBe(200);
  });
});
