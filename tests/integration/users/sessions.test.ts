/** The caller's rows: made when first seen, and decisive on every request. */
import { listClients } from "@aerotage/clients/contract";
import type { Role } from "@aerotage/core/contract/operation";
import { AdminDisableUserCommand } from "@aws-sdk/client-cognito-identity-provider";
import { GetCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, it } from "vitest";
import { call, cognito, newPerson, type Person, signInAgain, stack, tableOf, tables } from "../../support/api.js";
import { probeMail } from "../../support/probe/src/contract.js";

function claimsOf({ tokens }: Person): { origin_jti: string; auth_time: number } {
  return JSON.parse(Buffer.from(tokens.accessToken.split(".")[1] ?? "", "base64url").toString());
}

async function userRow({ id }: Person) {
  return (await tables.send(new GetCommand({ TableName: tableOf("Users"), Key: { id }, ConsistentRead: true }))).Item;
}

async function setUser({ id }: Person, field: string, value: unknown): Promise<void> {
  await tables.send(
    new UpdateCommand({
      TableName: tableOf("Users"),
      Key: { id },
      UpdateExpression: "SET #field = :value",
      ExpressionAttributeNames: { "#field": field },
      ExpressionAttributeValues: { ":value": value },
    }),
  );
}

async function setSession(person: Person, field: string, value: unknown): Promise<void> {
  await tables.send(
    new UpdateCommand({
      TableName: tableOf("UserSessions"),
      Key: { sessionId: claimsOf(person).origin_jti },
      UpdateExpression: "SET #field = :value",
      ExpressionAttributeNames: { "#field": field },
      ExpressionAttributeValues: { ":value": value },
    }),
  );
}

describe("a person's first call", () => {
  it.each<[Role | undefined, Role]>([
    ["admin", "admin"],
    ["manager", "manager"],
    ["employee", "employee"],
    [undefined, "employee"],
  ])("makes the row of somebody in the group %s with the role %s", async (group, role) => {
    const someone = await newPerson(group);
    expect((await call(listClients, someone)).status).toBe(200);
    expect(await userRow(someone)).toMatchObject({
      id: someone.id,
      email: someone.email,
      role,
      isActive: true,
      version: 1,
    });
  });

  it("makes one row, one session and one record of six calls at once", async () => {
    const someone = await newPerson("employee");
    const answers = await Promise.all(Array.from({ length: 6 }, () => call(listClients, someone)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    const records = await tables.send(
      new QueryCommand({
        TableName: tableOf("UserActivity"),
        IndexName: "EntityIndex",
        KeyConditionExpression: "entityId = :id",
        ExpressionAttributeValues: { ":id": someone.id },
      }),
    );
    expect(records.Items?.map(({ activityType, userId }) => [activityType, userId])).toEqual([
      ["user.provisioned", "system"],
    ]);
    const sessions = await tables.send(
      new QueryCommand({
        TableName: tableOf("UserSessions"),
        IndexName: "UserIndex",
        KeyConditionExpression: "userId = :id",
        ExpressionAttributeValues: { ":id": someone.id },
      }),
    );
    expect(sessions.Items).toHaveLength(1);
    const { auth_time, origin_jti } = claimsOf(someone);
    expect(sessions.Items?.[0]).toMatchObject({
      sessionId: origin_jti,
      authTime: auth_time,
      userAgent: expect.any(String),
    });
    // The row outlives the refresh token (30 days here), so that an ended session cannot come back.
    expect(sessions.Items?.[0]?.expiresAt).toBeGreaterThan(auth_time + 30 * 86_400);
  });

  it("of a disabled account is refused", async () => {
    const someone = await newPerson("employee");
    await cognito.send(new AdminDisableUserCommand({ UserPoolId: stack.userPoolId, Username: someone.email }));
    const { status, error } = await call(listClients, someone);
    expect([status, error.code]).toEqual([401, "ACCOUNT_DISABLED"]);
  });
});

describe("the next request", () => {
  it("of a deactivated person is refused, and works again once they are active", async () => {
    const someone = await newPerson("manager");
    expect((await call(listClients, someone)).status).toBe(200);
    await setUser(someone, "isActive", false);
    const { status, error } = await call(listClients, someone);
    expect([status, error.code]).toEqual([401, "ACCOUNT_DISABLED"]);
    await setUser(someone, "isActive", true);
    expect((await call(listClients, someone)).status).toBe(200);
  });

  it("of an erased person is refused", async () => {
    const someone = await newPerson("manager");
    await call(listClients, someone);
    await setUser(someone, "erasedAt", new Date().toISOString());
    const { status, error } = await call(listClients, someone);
    expect([status, error.code]).toEqual([401, "UNAUTHORIZED"]);
  });

  it("has the role of the row, whatever the token says", async () => {
    const someone = await newPerson("admin");
    const admitted = { body: { to: someone.email, subject: "s", text: "t" } };
    expect((await call(probeMail, someone, admitted)).status).toBe(201);
    await setUser(someone, "role", "employee");
    expect((await call(probeMail, someone, admitted)).status).toBe(403);
  });

  it("of a terminated session is refused; another sign-in of the person goes on", async () => {
    const someone = await newPerson("employee");
    const elsewhere = { ...someone, tokens: await signInAgain(someone.email) };
    await Promise.all([call(listClients, someone), call(listClients, elsewhere)]);
    await setSession(someone, "terminatedAt", new Date().toISOString());
    const { status, error } = await call(listClients, someone);
    expect([status, error.code]).toEqual([401, "SESSION_TERMINATED"]);
    expect((await call(listClients, elsewhere)).status).toBe(200);
  });

  it("of a session that is somebody else's is refused", async () => {
    const someone = await newPerson("employee");
    await call(listClients, someone);
    await setSession(someone, "userId", "somebody-else");
    expect((await call(listClients, someone)).error.code).toBe("SESSION_TERMINATED");
  });

  it("notes the session's activity after a quarter of an hour, and loses nothing else of it", async () => {
    const someone = await newPerson("employee");
    await call(listClients, someone);
    const before = new Date(Date.now() - 20 * 60_000).toISOString();
    await setSession(someone, "lastActivity", before);
    await setSession(someone, "note", "kept");
    await call(listClients, someone);
    const { Item } = await tables.send(
      new GetCommand({
        TableName: tableOf("UserSessions"),
        Key: { sessionId: claimsOf(someone).origin_jti },
        ConsistentRead: true,
      }),
    );
    expect(Item?.note).toBe("kept");
    expect(Date.parse(Item?.lastActivity)).toBeGreaterThan(Date.parse(before) + 15 * 60_000);
  });
});
