/** Users: who may see and change whom, and what goes along with a change. */
import { randomUUID } from "node:crypto";
import { listClients } from "@aerotage/clients/contract";
import { acceptInvitation, createInvitation } from "@aerotage/users/contract/invitations";
import { createUser, deleteUser, getUser, listUsers, resendWelcome, updateUser } from "@aerotage/users/contract/users";
import { AdminGetUserCommand, AdminListGroupsForUserCommand } from "@aws-sdk/client-cognito-identity-provider";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, it } from "vitest";
import {
  call,
  cognito,
  dateFromNow,
  eventually,
  type Person,
  person,
  stack,
  tableOf,
  tables,
} from "../../support/api.js";
import {
  activitiesOf,
  canSignIn,
  elsewhere,
  firstSignIn,
  itemOf,
  mailsTo,
  mailTo,
  newAddress,
  newUser,
  seen,
  temporaryIn,
  tokenIn,
} from "../../support/people.js";

let admin: Person;
let manager: Person;
let employee: Person;

beforeAll(async () => {
  [admin, manager, employee] = await Promise.all([person("admin"), person("manager"), person("employee")]);
  await Promise.all([admin, manager, employee].map((one) => call(listClients, one)));
});

async function accountOf(id: string) {
  const account = { UserPoolId: stack.userPoolId, Username: id };
  const { UserAttributes = [], Enabled } = await cognito.send(new AdminGetUserCommand(account));
  const { Groups = [] } = await cognito.send(new AdminListGroupsForUserCommand(account));
  return {
    attributes: Object.fromEntries(UserAttributes.map(({ Name = "", Value }) => [Name, Value])),
    enabled: Enabled,
    groups: Groups.map(({ GroupName }) => GroupName),
  };
}

describe("creating a user", () => {
  it("makes an account that signs in with the mailed password and must choose another", async () => {
    const email = newAddress();
    const { status, data, headers } = await call(createUser, admin, {
      body: {
        email: email.toUpperCase(),
        name: "Ada Byron King",
        role: "manager",
        department: "Mathematics",
        jobTitle: "",
        hourlyRate: 120.5,
        startDate: "2026-01-02T00:00:00.000Z",
        contactInfo: { phone: "+44 1", address: "", emergencyContact: "" },
        permissions: { features: ["timeTracking"], projects: [] },
        preferences: { theme: "dark", notifications: false, timezone: "Europe/London" },
        createdBy: "somebody",
      },
    });
    expect([status, headers.get("etag"), headers.get("location")]).toEqual([201, '"1"', `/users/${data.id}`]);
    expect(data).toMatchObject({
      email,
      name: "Ada Byron King",
      firstName: "Ada Byron",
      lastName: "King",
      role: "manager",
      hourlyRate: 120.5,
      rates: [{ effectiveFrom: "1970-01-01", amount: 120.5 }],
      startDate: "2026-01-02",
      contactInfo: { phone: "+44 1" },
      preferences: { theme: "dark", notifications: false, timezone: "Europe/London" },
      isActive: true,
      createdBy: admin.id,
    });
    expect(data).not.toHaveProperty("jobTitle");
    const account = await accountOf(data.id);
    expect(account).toMatchObject({ enabled: true, groups: ["manager"] });
    expect(account.attributes).toMatchObject({ email, "custom:role": "manager", "custom:hourlyRate": "120.5" });

    const temporary = temporaryIn(await mailTo(email));
    const tokens = await firstSignIn(email, temporary, "Another-horse-2");
    const someone = { id: data.id, email, password: "Another-horse-2", tokens };
    expect((await call(getUser, someone, { path: { id: data.id } })).data.user).toMatchObject({ role: "manager" });
    expect(await canSignIn(email, temporary)).toBe(false);
    expect((await activitiesOf(data.id)).map(({ activityType, userId }) => [activityType, userId])).toEqual([
      ["user.created", admin.id],
    ]);
  });

  it("makes somebody inactive who cannot sign in and gets no mail", async () => {
    const email = newAddress();
    const { status, data } = await call(createUser, admin, { body: { email, name: "Not Yet", isActive: false } });
    expect([status, data.isActive, await mailsTo(email)]).toEqual([201, false, []]);
    expect((await accountOf(data.id)).enabled).toBe(false);
  });

  it("mails nothing with invite: false, and keeps no password anywhere", async () => {
    const email = newAddress();
    const { status, data } = await call(createUser, admin, { body: { email, name: "Quiet Quinn", invite: false } });
    expect([status, data.role]).toEqual([201, "employee"]);
    expect(await mailsTo(email)).toEqual([]);
    expect(JSON.stringify(await itemOf("Users", { id: data.id }))).not.toMatch(/password/i);
  });

  it("refuses an address that somebody has, whatever its case", async () => {
    const someone = await newUser(admin);
    const { status, error } = await call(createUser, admin, {
      body: { email: someone.email.toUpperCase(), name: "Second" },
    });
    expect([status, error.code]).toEqual([409, "USER_ALREADY_EXISTS"]);
    const provisioned = await call(createUser, admin, { body: { email: employee.email, name: "Second" } });
    expect(provisioned.error.code).toBe("USER_ALREADY_EXISTS");
  });

  it("makes one account of ten requests at once, and sends one mail", async () => {
    const create = (email: string) => call(createUser, admin, { body: { email, name: "One Only" } });
    // Others first, so that ten instances are there and the ten that count really run at once.
    await Promise.all(Array.from({ length: 10 }, () => create(newAddress())));
    const email = newAddress();
    const answers = await Promise.all(Array.from({ length: 10 }, () => create(email)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(answers.filter(({ status }) => status !== 201).map(({ status }) => status))).toEqual(new Set([409]));
    expect(await mailsTo(email)).toHaveLength(1);
  });

  it("refuses an address that Cognito cannot take", async () => {
    const local = "l".repeat(60);
    const email = `${local}@${"d".repeat(60)}.${"e".repeat(20)}.example`;
    const { status, error } = await call(createUser, admin, { body: { email, name: "Too Long" } });
    expect([status, error.details?.[0]?.path]).toEqual([400, "email"]);
  });

  it("refuses all violations at once, and an employee or manager", async () => {
    const { status, error } = await call(createUser, admin, {
      body: {
        email: "no",
        name: "x",
        role: "boss",
        startDate: "2026-02-30",
        preferences: { timezone: "Mars/Olympus" },
        hourlyRate: -1,
      },
    });
    expect(status).toBe(400);
    expect(error.details?.map(({ path }) => path).sort()).toEqual([
      "email",
      "hourlyRate",
      "name",
      "preferences.timezone",
      "role",
      "startDate",
    ]);
    for (const caller of [manager, employee])
      expect((await call(createUser, caller, { body: { email: newAddress(), name: "No" } })).error.code).toBe(
        "FORBIDDEN",
      );
  });

  it("refuses a team that is not there, and leaves no account behind", async () => {
    const email = newAddress();
    const { status, error } = await call(createUser, admin, {
      body: { email, name: "Teamless", teamId: "01ARZ3NDEKTSV4RRFFQ69G5FAV" },
    });
    expect([status, error.code]).toEqual([404, "TEAM_NOT_FOUND"]);
    await expect(accountOf(email)).rejects.toThrow();
    expect(await mailsTo(email)).toEqual([]);
    expect((await call(createUser, admin, { body: { email, name: "Teamless" } })).status).toBe(201);
  });
});

describe("a temporary password that is mailed again", () => {
  const create = async () => {
    const email = newAddress();
    const { data } = await call(createUser, admin, { body: { email, name: "Slow Starter" } });
    return { id: data.id, email, first: temporaryIn(await mailTo(email)) };
  };
  const resend = (id: string, caller = admin) => call(resendWelcome, caller, { path: { id } });
  /** As if the last mail were a minute old. */
  const aMinuteLater = (id: string) =>
    tables.send(
      new UpdateCommand({
        TableName: tableOf("Users"),
        Key: { id },
        UpdateExpression: "SET welcomeSentAt = :then",
        ExpressionAttributeValues: { ":then": new Date(Date.now() - 60_000).toISOString() },
      }),
    );

  it("replaces the one before, opens the account, and is not mailed again after that", async () => {
    const { id, email, first } = await create();
    const before = await seen(admin, id);
    const sent = await resend(id);
    expect([sent.status, sent.data]).toEqual([200, before]);
    const second = temporaryIn(await mailTo(email, 2));
    expect(await canSignIn(email, first)).toBe(false);
    await aMinuteLater(id);
    expect((await resend(id)).status).toBe(200);
    const third = temporaryIn(await mailTo(email, 3));
    expect([await canSignIn(email, second), new Set([first, second, third]).size]).toEqual([false, 3]);
    await firstSignIn(email, third, "Correct-horse-1");
    await aMinuteLater(id);
    const late = await resend(id);
    expect([late.status, late.error.code]).toEqual([409, "USER_HAS_SIGNED_IN"]);
    expect(await canSignIn(email, "Correct-horse-1")).toBe(true);
    expect((await activitiesOf(id)).map(({ activityType, userId }) => [activityType, userId])).toEqual([
      ["user.created", admin.id],
      ["user.welcomeResent", admin.id],
      ["user.welcomeResent", admin.id],
    ]);
    expect(JSON.stringify([await itemOf("Users", { id }), await activitiesOf(id)])).not.toContain(third);
  });

  it("is mailed once a minute, also of five requests at once", async () => {
    const { id, email } = await create();
    const answers = await Promise.all(Array.from({ length: 5 }, () => resend(id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 429, 429, 429, 429]);
    for (const { error, headers } of answers.filter(({ status }) => status === 429)) {
      expect(error.code).toBe("TOO_MANY_REQUESTS");
      const seconds = Number(headers.get("retry-after"));
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(60);
    }
    expect(await mailsTo(email)).toHaveLength(2);
    const key = { "idempotency-key": randomUUID() };
    await aMinuteLater(id);
    const [once, again] = [
      await call(resendWelcome, admin, { path: { id }, headers: key }),
      await call(resendWelcome, admin, { path: { id }, headers: key }),
    ];
    expect([once.status, again.text]).toEqual([200, once.text]);
    expect(await mailsTo(email)).toHaveLength(3);
  });

  it("is an administrator's to send, to active users that exist", async () => {
    const { id, email } = await create();
    for (const caller of [manager, employee]) expect((await resend(id, caller)).status).toBe(403);
    expect((await resend("nobody")).error.code).toBe("USER_NOT_FOUND");
    await call(deleteUser, admin, { path: { id } });
    const inactive = await resend(id);
    expect([inactive.status, inactive.error.code]).toEqual([409, "USER_INACTIVE"]);
    expect(await mailsTo(email)).toHaveLength(1);
  });
});

describe("reading users", () => {
  it("gives everybody themselves, administrators everybody, and others nobody", async () => {
    const someone = await newUser(admin, { hourlyRate: 90 });
    const byAdmin = await call(getUser, admin, { path: { id: someone.id } });
    expect([byAdmin.data.user.hourlyRate, byAdmin.headers.get("etag")]).toEqual([90, '"1"']);
    const own = await call(getUser, someone, { path: { id: someone.id } });
    expect(own.status).toBe(200);
    for (const field of ["hourlyRate", "rates"]) expect(own.data.user).not.toHaveProperty(field);
    for (const caller of [manager, employee]) {
      const { status, error } = await call(getUser, caller, { path: { id: someone.id } });
      expect([status, error.code]).toEqual([404, "USER_NOT_FOUND"]);
    }
  });

  it("tells of the last sign-in", async () => {
    const someone = await newUser(admin);
    expect(await seen(admin, someone.id)).not.toHaveProperty("lastLogin");
    await call(listClients, someone);
    expect(Date.parse((await seen(admin, someone.id)).lastLogin ?? "")).toBeGreaterThan(Date.now() - 60_000);
  });

  it("lists users for administrators, twice under two names, and by filters", async () => {
    const name = `Zoe Filter${Math.random().toString(36).slice(2)}`;
    const made = await Promise.all([newUser(admin, { name, role: "manager" }), newUser(admin, { name })]);
    await call(deleteUser, admin, { path: { id: made[1]?.id ?? "" } });
    const find = async (query: Record<string, string>) =>
      (await call(listUsers, admin, { query: { search: name.toLowerCase(), ...query } })).data.items.map(
        ({ id }) => id,
      );
    expect((await find({})).sort()).toEqual(made.map(({ id }) => id).sort());
    expect(await find({ role: "manager" })).toEqual([made[0]?.id]);
    expect(await find({ isActive: "false" })).toEqual([made[1]?.id]);
    const all = await call(listUsers, admin, { query: { search: name, limit: "1" } });
    expect(all.data.users).toEqual(all.data.items);
    expect(all.data.pagination).toMatchObject({ hasMore: true, limit: 1 });
    const next = await call(listUsers, admin, {
      query: { search: name, limit: "1", cursor: all.data.pagination.nextCursor ?? "" },
    });
    expect(new Set([...all.data.items, ...next.data.items].map(({ id }) => id)).size).toBe(2);
    // A manager without a team sees themselves alone.
    const fresh = await newUser(admin, { role: "manager" });
    expect((await call(listUsers, fresh)).data.items.map(({ id }) => id)).toEqual([fresh.id]);
  });

  it("lists employees themselves alone, with what they may see of themselves, under any filter", async () => {
    const someone = await newUser(admin, { hourlyRate: 70, department: "Own" });
    const own = await call(listUsers, someone);
    expect(own.data.items).toEqual([await seen(someone, someone.id)]);
    expect(own.data.users).toEqual(own.data.items);
    expect(own.text).not.toMatch(/hourlyRate|"rates"/);
    const find = async (query: Record<string, string>) => (await call(listUsers, someone, { query })).data.items.length;
    expect(await find({ role: "employee", isActive: "true", search: someone.email, limit: "1" })).toBe(1);
    for (const query of [{ role: "admin" }, { search: admin.email }, { teamId: "01ARZ3NDEKTSV4RRFFQ69G5FAV" }])
      expect(await find(query)).toBe(0);
  });
});

describe("changing a user", () => {
  it("keeps permissions for a thousand projects, also of an invitation that is accepted", async () => {
    const projects = Array.from(
      { length: 1000 },
      (_, index) => `01ARZ3NDEKTSV4RRFFQ69${String(index).padStart(5, "0")}`,
    );
    const permissions = { features: ["timeTracking"], projects };
    const { id } = await newUser(admin);
    const once = await call(updateUser, admin, { path: { id }, body: { permissions } });
    expect([once.status, once.data.permissions]).toEqual([200, permissions]);
    // The record of the change has them before and after.
    const other = { ...permissions, projects: projects.toReversed() };
    expect((await call(updateUser, admin, { path: { id }, body: { permissions: other } })).status).toBe(200);
    const tooMany = await call(updateUser, admin, {
      path: { id },
      body: { permissions: { projects: [...projects, "one"] } },
    });
    const tooLong = await call(updateUser, admin, {
      path: { id },
      body: { permissions: { projects: projects.map((project) => project.padEnd(70, "x")) } },
    });
    expect([tooMany, tooLong].map(({ status, error }) => [status, error.details?.[0]?.path])).toEqual([
      [400, "permissions.projects"],
      [400, "permissions"],
    ]);
    const email = newAddress();
    const invited = await call(createInvitation, admin, { body: { email, role: "employee", permissions } });
    expect(invited.status).toBe(201);
    const userData = { name: "Many Projects", password: "Correct-horse-1" };
    const accepted = await call(acceptInvitation, undefined, {
      body: { token: tokenIn(await mailTo(email)), userData },
      headers: { "idempotency-key": randomUUID() },
    });
    expect([accepted.status, accepted.data.user.permissions]).toEqual([201, permissions]);
  });

  it("merges, clears with null, and answers the next version", async () => {
    const { id } = await newUser(admin, { department: "A", contactInfo: { phone: "1", address: "2" } });
    const { status, data, headers } = await call(updateUser, admin, {
      path: { id },
      body: { department: null, jobTitle: "Chief", contactInfo: { address: "2" }, preferences: { theme: "dark" } },
    });
    expect([status, headers.get("etag")]).toEqual([200, `"${data.version}"`]);
    expect(data).toMatchObject({ jobTitle: "Chief" });
    // The form leaves out what was emptied.
    expect(data.contactInfo).toEqual({ address: "2" });
    expect(data.preferences).toEqual({ theme: "dark", notifications: true, timezone: "UTC" });
    expect(data).not.toHaveProperty("department");
  });

  it("lets people send their whole form back, and refuses a protected value that differs", async () => {
    const someone = await newUser(admin, { hourlyRate: 70, department: "D" });
    const before = await seen(admin, someone.id);
    const form = { ...before, name: "New Name", contactInfo: { phone: "5" }, preferences: { theme: "dark" } };
    const own = await call(updateUser, someone, { path: { id: someone.id }, body: form });
    expect([own.status, own.data.name, own.data.contactInfo.phone]).toEqual([200, "New Name", "5"]);
    for (const change of [
      { role: "admin" },
      { hourlyRate: 71 },
      { hourlyRate: null },
      { teamId: "01ARZ3NDEKTSV4RRFFQ69G5FAV" },
      { isActive: false },
      { email: newAddress() },
      { startDate: "2020-01-01" },
      { department: "E" },
      { permissions: { features: ["all"] } },
    ]) {
      const { status, error } = await call(updateUser, someone, {
        path: { id: someone.id },
        body: { ...form, ...change },
      });
      expect([change, status, error?.code]).toEqual([change, 403, "FORBIDDEN"]);
      expect(error.message).toContain(Object.keys(change)[0]);
      expect(error.message).not.toMatch(/session/i);
    }
    expect((await call(updateUser, manager, { path: { id: someone.id }, body: { name: "Not mine" } })).status).toBe(
      403,
    );
    const after = await seen(admin, someone.id);
    expect(after).toMatchObject({ role: "employee", hourlyRate: 70, department: "D", isActive: true });
  });

  it("moves the account to the new role's group", async () => {
    const someone = await newUser(admin);
    await call(updateUser, admin, { path: { id: someone.id }, body: { role: "manager", department: "Ops" } });
    const account = await accountOf(someone.id);
    expect(account.groups).toEqual(["manager"]);
    expect(account.attributes).toMatchObject({ "custom:role": "manager", "custom:department": "Ops" });
    expect((await call(listUsers, someone)).status).toBe(200);
    await call(updateUser, admin, { path: { id: someone.id }, body: { role: "employee" } });
    expect((await call(listUsers, someone)).data.items.map(({ id }) => id)).toEqual([someone.id]);
    expect((await accountOf(someone.id)).groups).toEqual(["employee"]);
  });

  it("changes the address of record and account together", async () => {
    const someone = await newUser(admin);
    const email = newAddress("renamed");
    const { status, data } = await call(updateUser, admin, { path: { id: someone.id }, body: { email } });
    expect([status, data.email]).toEqual([200, email]);
    expect((await accountOf(someone.id)).attributes).toMatchObject({ email, email_verified: "true" });
    expect(await canSignIn(email, someone.password)).toBe(true);
    expect(await canSignIn(someone.email, someone.password)).toBe(false);
    const taken = await call(updateUser, admin, { path: { id: someone.id }, body: { email: employee.email } });
    expect([taken.status, taken.error.code]).toEqual([409, "USER_ALREADY_EXISTS"]);
    // The former address is free.
    expect((await call(createUser, admin, { body: { email: someone.email, name: "Next Owner" } })).status).toBe(201);
  });

  it("goes wrong for a version that is no longer the stored one", async () => {
    const { id } = await newUser(admin);
    const stale = await call(updateUser, admin, {
      path: { id },
      body: { name: "X Y" },
      headers: { "if-match": '"9"' },
    });
    expect([stale.status, stale.error.code]).toEqual([412, "PRECONDITION_FAILED"]);
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        call(updateUser, admin, { path: { id }, body: { name: `Racer ${index}` } }),
      ),
    );
    const won = answers.filter(({ status }) => status === 200).length;
    expect(won).toBeGreaterThan(0);
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect((await seen(admin, id)).version).toBe(1 + won);
  });

  it("follows in the account even if the process dies right after the change", async () => {
    const someone = await newUser(admin);
    await call(updateUser, admin, {
      path: { id: someone.id },
      body: { role: "manager" },
      headers: { "x-fault": "after-commit=throw" },
    });
    expect(await seen(admin, someone.id)).toMatchObject({ role: "manager" });
    await eventually("the group of the new role", async () =>
      (await accountOf(someone.id)).groups.join() === "manager" ? true : undefined,
    );
  });
});

describe("the rates of a user", () => {
  const ratesOf = async (id: string) => {
    const { hourlyRate, rates } = await seen(admin, id);
    return { hourlyRate, rates };
  };

  it("follow one another by date, whatever the order in which they are given", async () => {
    const { id } = await newUser(admin, { hourlyRate: 100, effectiveFrom: dateFromNow(-100) });
    const set = async (body: object) => {
      const answer = await call(updateUser, admin, { path: { id }, body });
      expect(answer.status).toBe(200);
      return answer;
    };
    const raised = await set({ hourlyRate: 110 });
    expect(raised.data.hourlyRate).toBe(110);
    expect((await accountOf(id)).attributes).toMatchObject({ "custom:hourlyRate": "110" });
    await set({ hourlyRate: 130, effectiveFrom: dateFromNow(60) });
    await set({ hourlyRate: 105, effectiveFrom: dateFromNow(-50) });
    await set({ hourlyRate: null, effectiveFrom: dateFromNow(90) });
    const history = [
      { effectiveFrom: dateFromNow(-100), amount: 100 },
      { effectiveFrom: dateFromNow(-50), amount: 105 },
      { effectiveFrom: dateFromNow(), amount: 110 },
      { effectiveFrom: dateFromNow(60), amount: 130 },
      { effectiveFrom: dateFromNow(90) },
    ];
    expect(await ratesOf(id)).toEqual({ hourlyRate: 110, rates: history });
    expect((await call(listUsers, admin)).data.items.find((user) => user.id === id)?.rates).toEqual(history);
    // What is planned is not in the account yet.
    expect((await accountOf(id)).attributes).toMatchObject({ "custom:hourlyRate": "110" });
    const corrected = await set({ hourlyRate: 106, effectiveFrom: dateFromNow(-50) });
    expect(corrected.data.rates?.[1]).toEqual({ effectiveFrom: dateFromNow(-50), amount: 106 });
    const ended = await set({ hourlyRate: null, effectiveFrom: dateFromNow(-10) });
    expect([ended.data.hourlyRate, ended.data.rates?.length]).toEqual([110, 6]);
    await set({ hourlyRate: null, effectiveFrom: dateFromNow() });
    expect((await ratesOf(id)).hourlyRate).toBeUndefined();
    expect((await accountOf(id)).attributes["custom:hourlyRate"] ?? "").toBe("");
    // Where there is none today, an empty field of a form says nothing new.
    expect((await set({ hourlyRate: null })).data.rates).toHaveLength(6);
    await set({ hourlyRate: 140 });
    expect(await ratesOf((await set({ hourlyRate: null })).data.id)).toEqual({});
  });

  it("are no change where a form sends back what holds, from whoever may send it", async () => {
    const someone = await newUser(admin, { hourlyRate: 70 });
    const path = { id: someone.id };
    await call(getUser, someone, { path });
    await call(updateUser, admin, { path, body: { hourlyRate: 75 } });
    await call(updateUser, admin, { path, body: { hourlyRate: 80, effectiveFrom: dateFromNow(30) } });
    const before = await seen(admin, someone.id);
    for (const caller of [admin, someone]) {
      const { status, data } = await call(updateUser, caller, { path, body: { ...before } });
      expect([status, data.version]).toEqual([200, before.version]);
    }
    const planned = { hourlyRate: 80, effectiveFrom: dateFromNow(30) };
    expect((await call(updateUser, admin, { path, body: planned })).data.version).toBe(before.version);
    for (const body of [
      { hourlyRate: 70 },
      { hourlyRate: 80 },
      { hourlyRate: 80, effectiveFrom: dateFromNow(29) },
      { hourlyRate: 75, effectiveFrom: dateFromNow(-30) },
    ]) {
      const { status, error } = await call(updateUser, someone, { path, body });
      expect([body, status, error?.code]).toEqual([body, 403, "FORBIDDEN"]);
    }
    expect(await seen(admin, someone.id)).toEqual(before);
    const told = await activitiesOf(someone.id);
    expect(told.map(({ changes }) => (changes as { field: string }[]).map(({ field }) => field)).slice(1)).toEqual([
      ["rates"],
      ["rates"],
    ]);
  });

  it("have a date with a number only, and one of the calendar", async () => {
    const { id } = await newUser(admin);
    const refused = async (body: object) => {
      const changed = await call(updateUser, admin, { path: { id }, body });
      const created = await call(createUser, admin, { body: { email: newAddress(), name: "Dated", ...body } });
      expect([changed.status, created.status]).toEqual([400, 400]);
      expect(created.error.details).toEqual(changed.error.details);
      return changed.error.details?.map(({ path }) => path);
    };
    expect(await refused({ effectiveFrom: "2026-01-01" })).toEqual(["effectiveFrom"]);
    expect(await refused({ hourlyRate: 10, effectiveFrom: "2026-02-30" })).toEqual(["effectiveFrom"]);
    expect(await refused({ hourlyRate: 10.001, effectiveFrom: "2026-01-01" })).toEqual(["hourlyRate"]);
  });
});

describe("deactivating a user", () => {
  it("locks out at once and for good: sign-ins of before stay ended after the reactivation", async () => {
    const someone = await newUser(admin);
    expect((await call(listClients, someone)).status).toBe(200);
    const { status, data } = await call(deleteUser, admin, { path: { id: someone.id } });
    expect([status, data.isActive]).toEqual([200, false]);
    expect((await call(listClients, someone)).status).toBe(401);
    expect(await canSignIn(someone.email, someone.password)).toBe(false);
    expect((await accountOf(someone.id)).enabled).toBe(false);
    const back = await call(updateUser, admin, { path: { id: someone.id }, body: { isActive: true } });
    expect(back.data.isActive).toBe(true);
    expect((await call(listClients, someone)).status).toBe(401);
    const again = await elsewhere(someone);
    expect((await call(listClients, again)).status).toBe(200);
    expect((await activitiesOf(someone.id)).map(({ activityType }) => activityType)).toEqual([
      "user.created",
      "user.deactivated",
      "user.reactivated",
    ]);
  });

  it("is no second change for somebody who is inactive", async () => {
    const { id } = await newUser(admin);
    const first = await call(deleteUser, admin, { path: { id } });
    const second = await call(deleteUser, admin, { path: { id } });
    expect([second.status, second.data.version]).toEqual([200, first.data.version]);
    expect((await call(deleteUser, admin, { path: { id: "nobody" } })).error.code).toBe("USER_NOT_FOUND");
  });
});
