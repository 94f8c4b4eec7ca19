/**
 * The desktop client's calls about people, with its exact bodies and its way of unwrapping: if an answer has both `success` and `data`,
 * it takes `data`.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { newPerson, type Person } from "../../support/api.js";
import { send } from "../../support/desktop-client.js";
import { canSignIn, elsewhere, mailTo, newAddress, tokenIn } from "../../support/people.js";

const profileCall = (who: Person, method: string, path: string, body?: unknown) => send(who, method, path, body, "id");

const people: Record<string, Person> = {};
beforeAll(async () => {
  for (const role of ["admin", "manager", "employee"] as const) people[role] = await newPerson(role);
});
const of = (role: string): Person => people[role] as Person;

const userForm = (email: string) => ({
  name: "Formed By Client",
  email,
  jobTitle: "Consultant",
  department: "Sales",
  hourlyRate: 100,
  role: "employee",
  contactInfo: { phone: "555", address: "Main St", emergencyContact: "" },
  startDate: "2026-11-01",
  isActive: true,
  preferences: { theme: "light", notifications: true, timezone: "America/New_York" },
  permissions: { features: ["timeTracking"], projects: [] },
  createdBy: of("admin").id,
});

describe.each(["admin", "manager", "employee"])("as %s", (role) => {
  it("starts up: the current user and the users, in parallel and without parameters", async () => {
    const someone = of(role);
    const [current, users, clients] = await Promise.all([
      send(someone, "GET", `/users/${someone.id}`),
      send(someone, "GET", "/users"),
      send(someone, "GET", "/clients"),
    ]);
    const user = current.body.user ?? current.body;
    expect(user).toMatchObject({ id: someone.id, email: someone.email, role });
    expect(users.status).toBe(200);
    const list: unknown = Array.isArray(users.body) ? users.body : users.body.users;
    const ids = (list as { id: string }[]).map(({ id }) => id);
    if (role === "employee") {
      expect(ids).toEqual([someone.id]);
    } else {
      // The other tests' people are in it too, and a list that is not paged ends where it would grow too large.
      const { hasMore } = users.body.pagination as unknown as { hasMore: boolean };
      if (!hasMore) expect(ids).toContain(someone.id);
    }
    expect(clients.status).toBe(200);
  });

  it("opens the profile page: profile, preferences, security, sessions", async () => {
    const someone = of(role);
    const base = `/users/${someone.id}`;
    const made = await profileCall(someone, "POST", `${base}/sessions`, {
      userAgent: "Mozilla/5.0 Electron",
      loginTime: new Date().toISOString(),
    });
    expect(made.body.id).toEqual(expect.any(String));
    const profile = await profileCall(someone, "GET", `${base}/profile`);
    expect(profile.body).toMatchObject({ id: someone.id, name: expect.any(String), email: someone.email });
    const preferences = await profileCall(someone, "GET", `${base}/preferences`);
    expect(preferences.body).toMatchObject({
      theme: "light",
      timeTracking: { timeGoals: { daily: 8 } },
      formatting: { currency: "USD" },
    });
    const security = await profileCall(someone, "GET", `${base}/security-settings`);
    expect(security.body).toMatchObject({ twoFactorEnabled: false, securitySettings: expect.any(Object) });
    const sessions = await profileCall(someone, "GET", `${base}/sessions`);
    expect(Array.isArray(sessions.body)).toBe(true);
    expect(sessions.body[0]).toMatchObject({ isCurrent: true, userAgent: "Mozilla/5.0 Electron" });
  });

  it("saves the profile page", async () => {
    const someone = of(role);
    const base = `/users/${someone.id}`;
    const profile = await profileCall(someone, "PUT", `${base}/profile`, {
      name: "Saved Name",
      jobTitle: "Lead",
      department: "Ops",
      contactInfo: { phone: "", address: "Street 1", emergencyContact: "" },
    });
    expect(profile.body).toMatchObject({ name: "Saved Name", contactInfo: { address: "Street 1" } });
    // The form leaves out what was emptied.
    const emptied = await profileCall(someone, "PUT", `${base}/profile`, {
      name: "Saved Name",
      jobTitle: "Lead",
      department: "Ops",
      contactInfo: { phone: "555" },
    });
    expect(emptied.body.contactInfo).toEqual({ phone: "555" });
    const preferences = await profileCall(someone, "PUT", `${base}/preferences`, {
      theme: "dark",
      notifications: false,
      timezone: "Europe/Berlin",
      timeTracking: {
        defaultTimeEntryDuration: 30,
        autoStartTimer: true,
        showTimerInMenuBar: false,
        defaultBillableStatus: false,
        // A select sends its value as text.
        reminderInterval: "30",
        workingHours: { start: "08:00", end: "16:30" },
        timeGoals: { daily: 7.5, weekly: 37.5, notifications: false },
      },
      formatting: { currency: "EUR", dateFormat: "DD.MM.YYYY", timeFormat: "24h" },
    });
    expect(preferences.body).toMatchObject({
      theme: "dark",
      timeTracking: { reminderInterval: 30, timeGoals: { daily: 7.5 } },
    });
    const security = await profileCall(someone, "PUT", `${base}/security-settings`, {
      sessionTimeout: 480,
      allowMultipleSessions: true,
      requirePasswordChangeEvery: 90,
    });
    expect(security.body).toMatchObject({ sessionTimeout: 480, passwordExpiresAt: expect.any(String) });
  });

  it("reads and saves the work schedule, by the short path and by the person's", async () => {
    const someone = of(role);
    const day = { start: "09:00", end: "17:00", targetHours: 8 };
    const free = { start: null, end: null, targetHours: 0 };
    const read = await send(someone, "GET", "/users/work-schedule");
    expect([read.status, read.body]).toMatchObject([
      200,
      { userId: someone.id, schedule: { monday: day, friday: day, sunday: free }, weeklyTargetHours: 40 },
    ]);
    const schedule = {
      ...(read.body.schedule as object),
      friday: { start: "09:00", end: "13:00", targetHours: 4 },
    };
    const saved = await send(someone, "PUT", "/users/work-schedule", { schedule, timezone: "Europe/Berlin" });
    expect([saved.status, saved.body]).toMatchObject([200, { schedule, weeklyTargetHours: 36 }]);
    const again = await send(someone, "GET", `/users/${someone.id}/work-schedule`);
    expect(again.body).toEqual(saved.body);
    const back = { schedule: read.body.schedule, timezone: read.body.timezone };
    expect((await send(someone, "PUT", `/users/${someone.id}/work-schedule`, back)).body).toMatchObject(back);
  });

  it("changes the password, ends another session, and logs out", async () => {
    const someone = await newPerson(role as "admin");
    const other = await elsewhere(someone);
    await send(other, "GET", "/clients");
    const base = `/users/${someone.id}`;
    const wrong = await profileCall(someone, "PUT", `${base}/password`, {
      currentPassword: "nope",
      newPassword: "NewPassword1",
    });
    // 401 would sign the person out.
    expect(wrong.status).toBe(422);
    expect(wrong.raw.error).toMatchObject({ code: "INVALID_CURRENT_PASSWORD", message: expect.any(String) });
    const list = await profileCall(someone, "GET", `${base}/sessions`);
    const otherId = (list.body as unknown as { id: string; isCurrent: boolean }[]).find((one) => !one.isCurrent)?.id;
    const ended = await profileCall(someone, "DELETE", `${base}/sessions/${otherId}`);
    expect(ended.body.message).toEqual(expect.any(String));
    expect((await send(other, "GET", "/clients")).status).toBe(401);
    const changed = await profileCall(someone, "PUT", `${base}/password`, {
      currentPassword: someone.password,
      newPassword: "NewPassword1",
    });
    expect(changed.body.message).toEqual(expect.any(String));
    const out = await profileCall(someone, "POST", "/logout", {});
    expect(out.body).toMatchObject({ message: expect.any(String), sessionId: expect.any(String) });
    expect((await send(someone, "GET", "/clients")).status).toBe(401);
    expect(await canSignIn(someone.email, "NewPassword1")).toBe(true);
  });

  it("asks for another e-mail address", async () => {
    const someone = await newPerson(role as "admin");
    const newEmail = newAddress();
    const made = await send(someone, "POST", "/email-change", {
      newEmail,
      reason: "personal_preference",
      currentPassword: someone.password,
    });
    expect(made.body).toMatchObject({ status: "pending_verification", verificationStatus: expect.any(Object) });
    const list = await send(
      someone,
      "GET",
      "/email-change?status=pending_verification&limit=1&sortBy=requestedAt&sortOrder=desc",
    );
    const requests = list.body.requests as unknown as { userId: string }[];
    expect(requests).toHaveLength(1);
    expect(list.body.pagination).toMatchObject({ hasMore: expect.any(Boolean), limit: 1 });
    for (const [address, emailType] of [
      [someone.email, "current"],
      [newEmail, "new"],
    ] as const) {
      const token = tokenIn(await mailTo(address));
      // The page sends the link twice.
      const [verified, again] = await Promise.all(
        [1, 2].map(() => send(undefined, "POST", "/email-change/verify", { token, emailType })),
      );
      expect([again?.status, again?.body]).toEqual([200, verified?.body]);
      expect(verified?.body).toMatchObject({ emailType, verified: true, nextStep: expect.any(String) });
    }
    const approved = await send(of("admin"), "POST", `/email-change/${made.body.id}/approve`, {
      approvalNotes: "ok",
    });
    expect(approved.status).toBe(200);
    expect((await send(someone, "GET", `/email-change/${made.body.id}`)).body.status).toBe("completed");
  });
});

describe("as an administrator", () => {
  it("creates and changes a user with the whole form", async () => {
    const form = userForm(newAddress());
    const created = await send(of("admin"), "POST", "/users", form);
    expect(created.body).toMatchObject({ email: form.email, name: form.name, hourlyRate: 100, isActive: true });
    const changed = await send(of("admin"), "PUT", `/users/${created.body.id}`, {
      ...form,
      role: "manager",
      jobTitle: "",
      teamId: "",
      isActive: false,
    });
    expect(changed.body).toMatchObject({ role: "manager", isActive: false });
    const list = (await send(of("admin"), "GET", "/users")).body.users as unknown as { id: unknown }[];
    expect(list.map(({ id }) => id)).toContain(created.body.id);
  });

  it("invites, lists, sends again and cancels; the invited one looks and accepts without unwrapping", async () => {
    const email = newAddress();
    const made = await send(of("admin"), "POST", "/user-invitations", {
      email,
      role: "employee",
      department: "Sales",
      jobTitle: "Rep",
      hourlyRate: 50,
      permissions: { features: ["timeTracking"], projects: [] },
      personalMessage: "Hi!",
    });
    expect(made.body).toMatchObject({ email, status: "pending", expiresAt: expect.any(String) });
    const list = await send(
      of("admin"),
      "GET",
      "/user-invitations?status=pending&limit=50&offset=0&sortBy=createdAt&sortOrder=desc",
    );
    expect((list.body.items as unknown as { email: string }[]).map((one) => one.email)).toContain(email);
    const resent = await send(of("admin"), "POST", `/user-invitations/${made.body.id}/resend`, {
      extendExpiration: true,
    });
    expect(resent.body).toMatchObject({ resentCount: 1 });
    const token = tokenIn(await mailTo(email, 2));
    const looked = await send(undefined, "GET", `/user-invitations/validate/${token}`);
    expect(looked.raw.invitation).toMatchObject({ email, isExpired: false, role: "employee" });
    const accepted = await send(undefined, "POST", "/user-invitations/accept", {
      token,
      userData: {
        name: "Accepted By Client",
        password: "NoSymbol1",
        contactInfo: { phone: "", address: "", emergencyContact: "" },
        preferences: { theme: "light", notifications: true, timezone: "America/New_York" },
      },
    });
    expect(accepted.raw.user).toMatchObject({ email, name: "Accepted By Client" });
    expect(await canSignIn(email, "NoSymbol1")).toBe(true);
    // Amplify reads the message at the top level; the page looks for these words in it.
    const looking = async (link: string) => (await send(undefined, "GET", `/user-invitations/validate/${link}`)).raw;
    expect(await looking(token)).toMatchObject({ message: expect.stringContaining("already accepted") });
    expect(await looking("x".repeat(43))).toMatchObject({
      code: "INVITATION_NOT_FOUND",
      message: expect.stringContaining("Invalid token"),
    });

    const other = await send(of("admin"), "POST", "/user-invitations", {
      email: newAddress(),
      role: "employee",
      permissions: { features: [], projects: [] },
    });
    expect((await send(of("admin"), "DELETE", `/user-invitations/${other.body.id}`)).status).toBe(200);
  });
});

it("tells of its health without a token", async () => {
  const { body } = await send(undefined, "GET", "/health");
  expect(body).toMatchObject({ status: "healthy", environment: "local", version: expect.any(String) });
});
