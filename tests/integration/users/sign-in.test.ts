/** Sign-ins: listed, ended for real, and what people ask of theirs. */
import { listClients } from "@aerotage/clients/contract";
import {
  changePassword,
  confirmTwoFactor,
  createSession,
  disableTwoFactor,
  getSecuritySettings,
  listSessions,
  logout,
  startTwoFactor,
  terminateSession,
  updateSecuritySettings,
} from "@aerotage/users/contract/sign-in";
import {
  InitiateAuthCommand,
  NotAuthorizedException,
  RespondToAuthChallengeCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, it } from "vitest";
import { authenticatorCode } from "../../../bench/cases/authenticator.js";
import { signIn } from "../../../client/sign-in.js";
import {
  call,
  cognito,
  newPerson,
  type Person,
  person,
  signInAgain,
  stack,
  tableOf,
  tables,
} from "../../support/api.js";
import { activitiesOf, canSignIn, elsewhere, itemOf } from "../../support/people.js";

let admin: Person;

beforeAll(async () => {
  admin = await person("admin");
});

const sessionIdOf = ({ tokens }: Person): string =>
  JSON.parse(Buffer.from(tokens.accessToken.split(".")[1] ?? "", "base64url").toString()).origin_jti;
const own = ({ id }: Person) => ({ path: { id } });
const isIn = async (someone: Person) => (await call(listClients, someone)).status === 200;
const untilNextSecond = () => new Promise((resolve) => setTimeout(resolve, 1001 - (Date.now() % 1000)));

async function signedInTwice(): Promise<[Person, Person]> {
  const here = await newPerson("employee");
  const there = await elsewhere(here);
  await call(listClients, here);
  await call(listClients, there);
  return [here, there];
}

describe("a sign-in by SRP", () => {
  it("proves the password without sending it, and starts a session", async () => {
    const someone = await newPerson("employee");
    const app = { userPoolId: stack.userPoolId, clientId: stack.userPoolClientId, username: someone.email };
    const there = { ...someone, tokens: await signIn(cognito, { ...app, password: someone.password }) };
    expect((await call(listSessions, there, own(there))).data.map(({ id }) => id)).toContain(sessionIdOf(there));
    expect(sessionIdOf(there)).not.toBe(sessionIdOf(someone));
    await expect(signIn(cognito, { ...app, password: `${someone.password}x` })).rejects.toThrow(NotAuthorizedException);
  });
});

describe("sessions", () => {
  it("are listed with the current one first, for the person and administrators", async () => {
    const [here, there] = await signedInTwice();
    const { status, data } = await call(listSessions, there, own(there));
    expect([status, data.map(({ id, isCurrent }) => [id, isCurrent])]).toEqual([
      200,
      [
        [sessionIdOf(there), true],
        [sessionIdOf(here), false],
      ],
    ]);
    expect(data[0]).toMatchObject({ userAgent: expect.any(String), ipAddress: expect.any(String) });
    const byAdmin = await call(listSessions, admin, own(here));
    expect(byAdmin.data.map(({ isCurrent }) => isCurrent)).toEqual([false, false]);
    const stranger = await newPerson("manager");
    const refused = await call(listSessions, stranger, own(here));
    expect([refused.status, refused.error.code]).toEqual([403, "FORBIDDEN"]);
    expect(refused.error.message).not.toMatch(/session/i);
  });

  it("carry the name of the program that signed in", async () => {
    const someone = await newPerson("employee");
    const body = { userAgent: "Aerotage Desktop 1.0", loginTime: new Date().toISOString() };
    const { status, data } = await call(createSession, someone, { ...own(someone), body });
    expect([status, data.userAgent, data.isCurrent, data.id]).toEqual([
      201,
      "Aerotage Desktop 1.0",
      true,
      sessionIdOf(someone),
    ]);
    expect((await call(listSessions, someone, own(someone))).data[0]?.userAgent).toBe("Aerotage Desktop 1.0");
    expect((await call(createSession, admin, { ...own(someone), body })).status).toBe(403);
  });

  it("end for real when they are terminated, but never the current one", async () => {
    const [here, there] = await signedInTwice();
    const current = await call(terminateSession, here, { path: { id: here.id, sessionId: sessionIdOf(here) } });
    expect([current.status, current.error.code]).toEqual([400, "CANNOT_TERMINATE_CURRENT_SESSION"]);
    const path = { id: here.id, sessionId: sessionIdOf(there) };
    expect((await call(terminateSession, here, { path })).status).toBe(200);
    const refused = await call(listClients, there);
    expect([refused.status, refused.error.code]).toEqual([401, "SESSION_TERMINATED"]);
    expect(await isIn(here)).toBe(true);
    const again = await call(terminateSession, here, { path });
    expect([again.status, again.error.code]).toEqual([404, "SESSION_NOT_FOUND"]);
    const foreign = await call(terminateSession, here, { path: { id: here.id, sessionId: sessionIdOf(admin) } });
    expect(foreign.error.code).toBe("SESSION_NOT_FOUND");
    expect((await call(listSessions, here, own(here))).data).toHaveLength(1);
  });

  it("of others are ended by administrators", async () => {
    const [here] = await signedInTwice();
    const path = { id: here.id, sessionId: sessionIdOf(here) };
    expect((await call(terminateSession, admin, { path })).status).toBe(200);
    expect(await isIn(here)).toBe(false);
    const record = (await activitiesOf(here.id)).find(({ activityType }) => activityType === "session.terminated");
    expect(record).toMatchObject({ userId: admin.id });
  });

  it("end with a logout", async () => {
    const [here, there] = await signedInTwice();
    const { status, data } = await call(logout, here, { body: {} });
    expect([status, data.sessionId]).toEqual([200, sessionIdOf(here)]);
    expect([await isIn(here), await isIn(there)]).toEqual([false, true]);
    expect((await call(logout, here, { body: {} })).error.code).toBe("SESSION_TERMINATED");
  });
});

describe("a new password", () => {
  it("needs the current one, and ends all other sessions, those too that were never seen", async () => {
    const [here, there] = await signedInTwice();
    const unseen = await elsewhere(here);
    const wrong = await call(changePassword, here, {
      ...own(here),
      body: { currentPassword: "Wrong-horse-1", newPassword: "Another-horse-2" },
    });
    expect([wrong.status, wrong.error.code]).toEqual([422, "INVALID_CURRENT_PASSWORD"]);
    expect([await isIn(there), await canSignIn(here.email, here.password)]).toEqual([true, true]);

    const { status } = await call(changePassword, here, {
      ...own(here),
      body: { currentPassword: here.password, newPassword: "Another-horse-2" },
    });
    expect(status).toBe(200);
    expect([await isIn(here), await isIn(there), await isIn(unseen)]).toEqual([true, false, false]);
    expect(await canSignIn(here.email, here.password)).toBe(false);
    expect(await canSignIn(here.email, "Another-horse-2")).toBe(true);
    const settings = await call(getSecuritySettings, here, own(here));
    expect(Date.parse(settings.data.passwordLastChanged)).toBeGreaterThan(Date.now() - 60_000);
    expect((await activitiesOf(here.id)).map(({ activityType }) => activityType)).toContain("user.passwordChanged");
    expect(JSON.stringify(await activitiesOf(here.id))).not.toContain("Another-horse-2");
  });

  it("lets the first sign-in with it in at once", async () => {
    const someone = await newPerson("employee");
    await call(changePassword, someone, {
      ...own(someone),
      body: { currentPassword: someone.password, newPassword: `${someone.password}x` },
    });
    const { AuthenticationResult } = await cognito.send(
      new InitiateAuthCommand({
        ClientId: stack.userPoolClientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: someone.email, PASSWORD: `${someone.password}x` },
      }),
    );
    const token = AuthenticationResult?.AccessToken ?? "";
    expect((await call(listClients, undefined, { token })).status).toBe(200);
  });

  it("is good enough, or refused with all that it lacks", async () => {
    const someone = await newPerson("employee");
    const { status, error } = await call(changePassword, someone, {
      ...own(someone),
      body: { currentPassword: someone.password, newPassword: "weak" },
    });
    expect([status, error.code, error.details?.length]).toEqual([422, "PASSWORD_POLICY_VIOLATION", 3]);
    // A symbol is not asked for.
    const body = { currentPassword: someone.password, newPassword: "NoSymbol1" };
    expect((await call(changePassword, someone, { ...own(someone), body })).status).toBe(200);
    expect((await call(changePassword, admin, { ...own(someone), body })).status).toBe(403);
  });
});

describe("security settings", () => {
  it("have defaults, and are kept as far as they are said", async () => {
    const someone = await newPerson("employee");
    const defaults = await call(getSecuritySettings, someone, own(someone));
    expect(defaults.data).toMatchObject({
      twoFactorEnabled: false,
      sessionTimeout: 43_200,
      allowMultipleSessions: true,
      passwordChangeRequired: false,
      securitySettings: { requirePasswordChangeEvery: 0 },
    });
    const body = { requirePasswordChangeEvery: 90, sessionTimeout: 480 };
    const { status, data } = await call(updateSecuritySettings, someone, { ...own(someone), body });
    expect([status, data.sessionTimeout, data.securitySettings.requirePasswordChangeEvery]).toEqual([200, 480, 90]);
    expect(Date.parse(data.passwordExpiresAt ?? "")).toBe(Date.parse(data.passwordLastChanged) + 90 * 86_400_000);
    const bad = await call(updateSecuritySettings, someone, { ...own(someone), body: { sessionTimeout: 5 } });
    expect([bad.status, bad.error.details?.[0]?.path]).toEqual([400, "sessionTimeout"]);
  });

  it("end a session after a pause", async () => {
    const someone = await newPerson("employee");
    await call(updateSecuritySettings, someone, { ...own(someone), body: { sessionTimeout: 15 } });
    const lastActivityAgo = (minutes: number) =>
      tables.send(
        new UpdateCommand({
          TableName: tableOf("UserSessions"),
          Key: { sessionId: sessionIdOf(someone) },
          UpdateExpression: "SET lastActivity = :then",
          ExpressionAttributeValues: { ":then": new Date(Date.now() - minutes * 60_000).toISOString() },
        }),
      );
    await lastActivityAgo(14);
    expect(await isIn(someone)).toBe(true);
    const noted = await itemOf("UserSessions", { sessionId: sessionIdOf(someone) });
    expect(Date.parse(String(noted?.lastActivity))).toBeGreaterThan(Date.now() - 60_000);
    await lastActivityAgo(17);
    expect((await call(listClients, someone)).error.code).toBe("SESSION_TERMINATED");
    // A longer pause, set from another sign-in, does not bring it back.
    const there = await elsewhere(someone);
    await call(updateSecuritySettings, there, { ...own(there), body: { sessionTimeout: 43_200 } });
    expect([await isIn(there), await isIn(someone)]).toEqual([true, false]);
  });

  it("admit one session at a time where the person wants it so", async () => {
    const [here, there] = await signedInTwice();
    await call(updateSecuritySettings, here, { ...own(here), body: { allowMultipleSessions: false } });
    expect([await isIn(here), await isIn(there)]).toEqual([true, false]);
    await untilNextSecond();
    const newest = await elsewhere(here);
    expect([await isIn(newest), await isIn(here)]).toEqual([true, false]);
  });
});

const totp = (secret: string) => authenticatorCode(secret, new Date());

describe("the second factor", () => {
  it("is set up, confirmed, asked for at sign-in, and turned off with the password", async () => {
    const someone = await newPerson("employee");
    const started = await call(startTwoFactor, someone, own(someone));
    expect(started.status).toBe(201);
    expect(started.data.otpauthUri).toContain(`secret=${started.data.secretCode}`);
    const body = { code: "000000" };
    const wrong = await call(confirmTwoFactor, someone, { ...own(someone), body });
    expect([wrong.status, wrong.error.code]).toEqual([422, "INVALID_TWO_FACTOR_CODE"]);
    const code = totp(started.data.secretCode);
    const confirmed = await call(confirmTwoFactor, someone, { ...own(someone), body: { code } });
    expect([confirmed.status, confirmed.data.twoFactorEnabled]).toEqual([200, true]);
    expect((await call(getSecuritySettings, someone, own(someone))).data.twoFactorEnabled).toBe(true);

    const { ChallengeName, Session } = await cognito.send(
      new InitiateAuthCommand({
        ClientId: stack.userPoolClientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: someone.email, PASSWORD: someone.password },
      }),
    );
    expect(ChallengeName).toBe("SOFTWARE_TOKEN_MFA");
    const { AuthenticationResult } = await cognito.send(
      new RespondToAuthChallengeCommand({
        ClientId: stack.userPoolClientId,
        ChallengeName,
        Session,
        ChallengeResponses: { USERNAME: someone.email, SOFTWARE_TOKEN_MFA_CODE: totp(started.data.secretCode) },
      }),
    );
    expect((await call(listClients, undefined, { token: AuthenticationResult?.AccessToken ?? "" })).status).toBe(200);

    // The password is verified as before: the second factor comes after it.
    const bare = await call(disableTwoFactor, someone, { ...own(someone), body: {} });
    expect([bare.status, bare.error.code]).toEqual([422, "INVALID_CURRENT_PASSWORD"]);
    const off = await call(disableTwoFactor, someone, {
      ...own(someone),
      body: { currentPassword: someone.password },
    });
    expect([off.status, off.data.twoFactorEnabled]).toEqual([200, false]);
    expect(await isIn({ ...someone, tokens: await signInAgain(someone.email) })).toBe(true);
    const types = (await activitiesOf(someone.id)).map(({ activityType }) => activityType);
    expect(types).toEqual(expect.arrayContaining(["user.twoFactorEnabled", "user.twoFactorDisabled"]));
    expect(JSON.stringify(await activitiesOf(someone.id))).not.toContain(started.data.secretCode);
  });

  it("is the person's own to turn on, and an administrator's to turn off for somebody", async () => {
    const someone = await newPerson("employee");
    await call(listClients, someone);
    expect((await call(startTwoFactor, admin, own(someone))).status).toBe(403);
    const { data } = await call(startTwoFactor, someone, own(someone));
    await call(confirmTwoFactor, someone, { ...own(someone), body: { code: totp(data.secretCode) } });
    expect((await call(disableTwoFactor, admin, { ...own(someone), body: {} })).status).toBe(200);
    expect((await call(getSecuritySettings, admin, own(someone))).data.twoFactorEnabled).toBe(false);
  });
});
