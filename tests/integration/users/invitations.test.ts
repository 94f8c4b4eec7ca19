/** Invitations from the mail to the first request, and every way in which one ends. */
import { createHash, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { listClients } from "@aerotage/clients/contract";
import {
  acceptInvitation,
  cancelInvitation,
  createInvitation,
  getInvitation,
  inviteUser,
  listInvitations,
  resendInvitation,
  validateInvitation,
} from "@aerotage/users/contract/invitations";
import { createUser, getUser, updateUser } from "@aerotage/users/contract/users";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, it } from "vitest";
import { call, cloud, type Person, person, signInAgain, tableOf, tables } from "../../support/api.js";
import {
  activitiesOf,
  canSignIn,
  itemOf,
  mailsTo,
  mailTo,
  newAddress,
  newUser,
  tokenIn,
} from "../../support/people.js";

let admin: Person;
let employee: Person;
let manager: Person;

beforeAll(async () => {
  [admin, manager, employee] = await Promise.all([person("admin"), person("manager"), person("employee")]);
  await call(listClients, employee);
});

const password = "Correct-horse-1";
const userData = {
  name: "Ivy Invited",
  password,
  contactInfo: { phone: "+1 555", address: "", emergencyContact: "" },
  preferences: { theme: "dark", notifications: true, timezone: "America/New_York" },
};

/** Invites somebody, and answers the invitation with the token of its mail. */
async function invited(body: object = {}) {
  const email = newAddress("invited");
  const { status, data } = await call(createInvitation, admin, {
    body: { email, role: "employee", permissions: { features: [], projects: [] }, ...body },
  });
  expect(status).toBe(201);
  return { ...data, token: tokenIn(await mailTo(email)) };
}

const validate = (token: string) => call(validateInvitation, undefined, { path: { token } });
const accept = (token: string, headers: Record<string, string> = {}) =>
  call(acceptInvitation, undefined, { body: { token, userData }, headers });

/** Moves an invitation's end into the past. */
async function expire(id: string): Promise<void> {
  const past = new Date(Date.now() - 1000);
  const { email } = (await itemOf("UserInvitations", { id })) ?? {};
  await tables.send(
    new UpdateCommand({
      TableName: tableOf("UserInvitations"),
      Key: { id },
      UpdateExpression: "SET validUntil = :past",
      ExpressionAttributeValues: { ":past": past.toISOString() },
    }),
  );
  await tables.send(
    new UpdateCommand({
      TableName: tableOf("UserInvitations"),
      Key: { id: `pending#${email}` },
      UpdateExpression: "SET heldUntil = :past",
      ExpressionAttributeValues: { ":past": Math.floor(past.getTime() / 1000) },
    }),
  );
}

describe("an invitation", () => {
  it("is mailed, looked at, accepted, and signs in", async () => {
    const { id, token, email } = await invited({
      role: "manager",
      department: "Design",
      jobTitle: "Lead",
      hourlyRate: 88,
      personalMessage: "Welcome on board!",
    });
    const mail = await mailTo(email);
    expect(mail.text).toContain(`http://localhost:3000/accept-invitation?token=${token}\n`);
    expect(mail.text).toContain("Welcome on board!");

    const looked = await validate(token);
    const body = JSON.parse(looked.text) as Record<string, unknown>;
    expect(looked.status).toBe(200);
    expect(body.invitation).toEqual(looked.data.invitation);
    expect(looked.data.invitation).toMatchObject({ id, email, role: "manager", isExpired: false });
    expect(looked.text).not.toContain("hourlyRate");

    const accepted = await accept(token);
    expect(accepted.status).toBe(201);
    const top = JSON.parse(accepted.text) as { user: { id: string }; invitation: object };
    expect(top.user).toEqual(accepted.data.user);
    expect(accepted.data.user).toMatchObject({
      email,
      name: "Ivy Invited",
      role: "manager",
      department: "Design",
      contactInfo: { phone: "+1 555" },
      preferences: { theme: "dark", notifications: true, timezone: "America/New_York" },
    });
    const tokens = await signInAgain(email);
    const someone = { id: top.user.id, email, password, tokens };
    expect((await call(getUser, someone, { path: { id: someone.id } })).data.user.role).toBe("manager");
    expect((await call(getUser, admin, { path: { id: someone.id } })).data.user).toMatchObject({
      hourlyRate: 88,
      rates: [{ effectiveFrom: "1970-01-01", amount: 88 }],
    });
    expect((await activitiesOf(someone.id)).map(({ activityType, userId }) => [activityType, userId])).toEqual([
      ["user.created", someone.id],
    ]);
    expect((await activitiesOf(id)).map(({ activityType, userId }) => [activityType, userId])).toEqual([
      ["invitation.created", admin.id],
      ["invitation.accepted", someone.id],
    ]);

    for (const again of [await accept(token), await validate(token)])
      expect([again.status, again.error]).toMatchObject([
        409,
        { code: "INVITATION_ALREADY_ACCEPTED", message: expect.stringContaining("already accepted") },
      ]);
    const stored = await call(getInvitation, admin, { path: { id } });
    expect(stored.data).toMatchObject({ status: "accepted", onboardingCompleted: true });
    const cancelled = await call(cancelInvitation, admin, { path: { id } });
    expect([cancelled.status, cancelled.error.code]).toEqual([409, "INVITATION_ALREADY_ACCEPTED"]);
  });

  it("is made by either route, by administrators alone", async () => {
    const made = await call(inviteUser, admin, { body: { email: newAddress(), role: "employee" } });
    expect([made.status, made.data.status]).toEqual([201, "pending"]);
    for (const caller of [manager, employee])
      expect((await call(inviteUser, caller, { body: { email: newAddress(), role: "admin" } })).status).toBe(403);
  });

  it("is refused for an address with an account, or with a pending invitation", async () => {
    const taken = await call(createInvitation, admin, { body: { email: employee.email, role: "employee" } });
    expect([taken.status, taken.error.code]).toEqual([409, "USER_ALREADY_EXISTS"]);
    const { email } = await invited();
    const second = await call(createInvitation, admin, { body: { email: email.toUpperCase(), role: "admin" } });
    expect([second.status, second.error.code]).toEqual([409, "INVITATION_ALREADY_EXISTS"]);
    expect(await mailsTo(email)).toHaveLength(1);
  });

  it("is one of ten made at once for an address, with one mail", async () => {
    const invite = (email: string) => call(createInvitation, admin, { body: { email, role: "employee" } });
    // Others first, so that ten instances are there and the ten that count really run at once.
    await Promise.all(Array.from({ length: 10 }, () => invite(newAddress())));
    const email = newAddress();
    const answers = await Promise.all(Array.from({ length: 10 }, () => invite(email)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ error }) => error?.code === "INVITATION_ALREADY_EXISTS")).toHaveLength(9);
    expect(await mailsTo(email)).toHaveLength(1);
  });

  it("opens one account, however often it is accepted at once", async () => {
    const { token, email } = await invited();
    const answers = await Promise.all(Array.from({ length: 6 }, () => accept(token)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
    expect(await canSignIn(email, password)).toBe(true);
  });

  it("is accepted once for one idempotency key, also if the first call died after it", async () => {
    const { token } = await invited();
    const headers = { "idempotency-key": randomUUID() };
    await accept(token, { ...headers, "x-fault": "after-commit=throw" });
    const first = await accept(token, headers);
    expect([first.status, (await accept(token, headers)).text]).toEqual([201, first.text]);
  });

  it("needs a password that is good enough", async () => {
    const { token, email } = await invited();
    for (const weak of ["short1A", "lowercase1", "UPPERCASE1", "NoDigitsHere"]) {
      const { status, error } = await call(acceptInvitation, undefined, {
        body: { token, userData: { ...userData, password: weak } },
      });
      expect([status, error.code]).toEqual([400, "VALIDATION_ERROR"]);
      expect(error.details?.[0]?.path).toBe("userData.password");
      expect(JSON.stringify(error)).not.toContain(weak);
    }
    expect((await accept(token)).data.user.email).toBe(email);
  });

  it("that has expired says so, opens nothing, and can be made anew", async () => {
    const { id, token, email } = await invited();
    await expire(id);
    const looked = await validate(token);
    expect([looked.status, looked.data.invitation.isExpired]).toEqual([200, true]);
    const accepted = await accept(token);
    expect([accepted.status, accepted.error]).toMatchObject([
      410,
      { code: "INVITATION_EXPIRED", message: expect.stringContaining("expired") },
    ]);
    expect((await call(getInvitation, admin, { path: { id } })).data).toMatchObject({
      status: "expired",
      isExpired: true,
    });
    const next = await call(createInvitation, admin, { body: { email, role: "employee" } });
    expect(next.status).toBe(201);
    // The old one is cancelled without touching the new one.
    expect((await call(cancelInvitation, admin, { path: { id } })).status).toBe(200);
    expect((await accept(tokenIn(await mailTo(email, 2)))).status).toBe(201);
  });

  it("that was cancelled opens nothing, and leaves the address free", async () => {
    const { id, token, email } = await invited();
    const cancelled = await call(cancelInvitation, admin, { path: { id } });
    expect([cancelled.status, cancelled.data.status]).toEqual([200, "cancelled"]);
    for (const answer of [await validate(token), await accept(token)])
      expect([answer.status, answer.error.code]).toEqual([410, "INVITATION_CANCELLED"]);
    const resent = await call(resendInvitation, admin, { path: { id }, body: { extendExpiration: true } });
    expect([resent.status, resent.error.code]).toEqual([410, "INVITATION_CANCELLED"]);
    expect((await call(createInvitation, admin, { body: { email, role: "employee" } })).status).toBe(201);
  });

  it("is sent again three times, each with a link that replaces the last", async () => {
    const { id, token, email } = await invited();
    await expire(id);
    let last = token;
    for (let count = 1; count <= 3; count += 1) {
      const { status, data } = await call(resendInvitation, admin, { path: { id }, body: { extendExpiration: true } });
      expect([status, data.resentCount, data.status]).toEqual([200, count, "pending"]);
      expect(Date.parse(data.expiresAt)).toBeGreaterThan(Date.now() + 6.9 * 86_400_000);
      const next = tokenIn(await mailTo(email, count + 1));
      expect([(await validate(last)).status, (await validate(next)).status]).toEqual([404, 200]);
      last = next;
    }
    const { status, error } = await call(resendInvitation, admin, { path: { id }, body: { extendExpiration: true } });
    expect([status, error.code]).toEqual([422, "RESEND_LIMIT_REACHED"]);
    expect((await accept(last)).status).toBe(201);
  });

  it("is worth nothing once its maker is no administrator any more", async () => {
    const leaver = await newUser(admin, { role: "admin" });
    const email = newAddress();
    await call(createInvitation, leaver, { body: { email, role: "admin" } });
    await call(updateUser, admin, { path: { id: leaver.id }, body: { role: "employee" } });
    const token = tokenIn(await mailTo(email));
    for (const { status, error } of [await accept(token), await validate(token)])
      expect([status, error.code]).toEqual([410, "INVITATION_CANCELLED"]);
    // Another administrator answers for it who sends it again.
    const { data } = await call(listInvitations, admin, { query: { status: "pending", limit: "100" } });
    const id = data.items.find((each) => each.email === email)?.id ?? "";
    await call(resendInvitation, admin, { path: { id }, body: {} });
    const again = tokenIn(await mailTo(email, 2));
    expect([(await validate(again)).status, (await accept(again)).status]).toEqual([200, 201]);
  });

  it("sends no more mails again than it may, also of many requests at once", async () => {
    const { id, email } = await invited();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => call(resendInvitation, admin, { path: { id }, body: {} })),
    );
    const sent = answers.filter(({ status }) => status === 200).length;
    expect(await mailsTo(email)).toHaveLength(1 + sent);
    expect(sent).toBeLessThanOrEqual(3);
  });

  it("for somebody who got an account otherwise opens no second one", async () => {
    const { token, email } = await invited();
    expect((await call(createUser, admin, { body: { email, name: "Made Directly", invite: false } })).status).toBe(201);
    const { status, error } = await accept(token);
    expect([status, error.code]).toEqual([409, "USER_ALREADY_EXISTS"]);
  });
});

describe("a token", () => {
  it("is stored as a hash alone, and stands in no log", async () => {
    const { id, token } = await invited();
    await validate(token);
    await accept(token);
    const item = JSON.stringify(await itemOf("UserInvitations", { id }));
    expect(item).toContain(createHash("sha256").update(token).digest("base64url"));
    expect(item).not.toContain(token);
    const logs = new CloudWatchLogsClient(cloud);
    for (const name of ["invite", "validate-invitation", "accept-invitation"]) {
      const logGroupName = `/aws/lambda/aerotage-local-users-${name}`;
      const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
      const text = events.map(({ message }) => message).join("\n");
      expect([name, text.includes(token), text.includes(password)]).toEqual([name, false, false]);
    }
    const gateway = await readFile(new URL("../../../modules/api/rest-api.ts", import.meta.url), "utf8");
    expect(gateway).not.toContain('$context.path"');
  });

  it("that nobody has is unknown", async () => {
    const token = "x".repeat(43);
    for (const { error } of [await validate(token), await accept(token)])
      expect(error).toMatchObject({
        code: "INVITATION_NOT_FOUND",
        message: expect.stringContaining("Invalid token"),
      });
    expect((await validate("short")).status).toBe(400);
  });
});

describe("the list of invitations", () => {
  it("is paged, counted and ordered as the desktop client asks", async () => {
    const made = [await invited(), await invited(), await invited()];
    await expire(made[2]?.id ?? "");
    const emails = made.map(({ email }) => email);
    const list = (query: Record<string, string>) => call(listInvitations, admin, { query });
    const newest = await list({ limit: "100", offset: "0", sortBy: "createdAt", sortOrder: "desc" });
    const found = newest.data.items.filter(({ email }) => emails.includes(email)).map(({ email }) => email);
    expect(found).toEqual([...emails].reverse());
    const second = await list({ limit: "1", offset: "1", sortBy: "createdAt", sortOrder: "desc" });
    expect(second.data.items).toEqual(newest.data.items.slice(1, 2));
    const pending = (await list({ status: "pending" })).data.items.map(({ email }) => email);
    const expired = (await list({ status: "expired" })).data.items.map(({ email }) => email);
    expect([pending.includes(emails[0] ?? ""), pending.includes(emails[2] ?? "")]).toEqual([true, false]);
    expect([expired.includes(emails[0] ?? ""), expired.includes(emails[2] ?? "")]).toEqual([false, true]);
    const byEmail = (await list({ sortBy: "email", sortOrder: "asc" })).data.items.map(({ email }) => email);
    expect(byEmail).toEqual(byEmail.toSorted());
    expect((await call(listInvitations, manager)).status).toBe(403);
  });

  it("goes on by cursors without gaps", async () => {
    await Promise.all([invited(), invited(), invited()]);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { data } = await call(listInvitations, admin, {
        query: { limit: "2", ...(cursor !== undefined && { cursor }) },
      });
      seen.push(...data.items.map(({ id }) => id));
      cursor = data.pagination.nextCursor;
    } while (cursor !== undefined && seen.length < 40);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(2);
  });
});

it("a person who was invited keeps nothing of it that they were not given", async () => {
  const someone = await newUser(admin);
  expect((await call(listInvitations, someone)).status).toBe(403);
});
