/** An e-mail change that a person asks for: two addresses verified, an administrator's decision, account and record together. */
import { listClients } from "@aerotage/clients/contract";
import {
  approveEmailChange,
  cancelEmailChange,
  getEmailChange,
  listEmailChanges,
  rejectEmailChange,
  requestEmailChange,
  resendEmailVerification,
  verifyEmailChange,
} from "@aerotage/users/contract/email-changes";
import { updateUser } from "@aerotage/users/contract/users";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, it } from "vitest";
import { call, eventually, newPerson, type Person, person, tableOf, tables } from "../../support/api.js";
import { activitiesOf, canSignIn, itemOf, mailsTo, mailTo, newAddress, seen, tokenIn } from "../../support/people.js";

let admin: Person;

beforeAll(async () => {
  admin = await person("admin");
  await call(listClients, admin);
});

async function requested(newEmail = newAddress("changed")) {
  const someone = await newPerson("employee");
  const body = { newEmail, reason: "name_change", customReason: "", currentPassword: someone.password };
  const { status, data } = await call(requestEmailChange, someone, { body });
  expect([status, data.status]).toEqual([201, "pending_verification"]);
  const tokens = {
    current: tokenIn(await mailTo(someone.email)),
    new: tokenIn(await mailTo(newEmail)),
  };
  return { someone, newEmail, id: data.id, tokens };
}

const verify = (token: string, emailType: "current" | "new") =>
  call(verifyEmailChange, undefined, { body: { token, emailType } });

async function verified(newEmail?: string) {
  const made = await requested(newEmail);
  await verify(made.tokens.current, "current");
  await verify(made.tokens.new, "new");
  return made;
}

const stateOf = async (by: Person, id: string) => (await call(getEmailChange, by, { path: { id } })).data.status;

describe("an e-mail change", () => {
  it("goes from the request to the new address to sign in with", async () => {
    const { someone, newEmail, id, tokens } = await requested();
    expect((await mailTo(newEmail)).text).toContain(
      `http://localhost:3000/#/email-verification?token=${tokens.new}&type=new\n`,
    );
    const first = await verify(tokens.new, "new");
    expect(first.data).toMatchObject({
      requestId: id,
      verified: true,
      verificationStatus: { currentEmailVerified: false, newEmailVerified: true },
      nextStep: "verify_other_email",
    });
    const early = await call(approveEmailChange, admin, { path: { id }, body: {} });
    expect([early.status, early.error.code]).toEqual([409, "REQUEST_NOT_PENDING_APPROVAL"]);
    expect((await verify(tokens.current, "current")).data.nextStep).toBe("pending_approval");
    expect(await stateOf(someone, id)).toBe("pending_approval");

    const approved = await call(approveEmailChange, admin, { path: { id }, body: { approvalNotes: "fine" } });
    expect([approved.status, approved.data.status]).toEqual([200, "approved"]);
    expect((await seen(admin, someone.id)).email).toBe(newEmail);
    expect(await canSignIn(newEmail, someone.password)).toBe(true);
    expect(await canSignIn(someone.email, someone.password)).toBe(false);
    expect(await stateOf(someone, id)).toBe("completed");
    expect((await mailTo(someone.email, 2)).subject).toBe("Your e-mail address was changed");
    // The session goes on.
    expect((await call(listClients, someone)).status).toBe(200);
    expect((await activitiesOf(id)).map(({ activityType, userId }) => [activityType, userId])).toEqual([
      ["emailChange.requested", someone.id],
      ["emailChange.verified", someone.id],
      ["emailChange.verified", someone.id],
      ["emailChange.approved", admin.id],
      ["emailChange.completed", "system"],
    ]);
    expect(JSON.stringify([await itemOf("UserInvitations", { id }), await activitiesOf(id)])).not.toContain(tokens.new);
  });

  it("is completed even if the process dies right after the approval", async () => {
    const { someone, newEmail, id } = await verified();
    await call(approveEmailChange, admin, {
      path: { id },
      body: {},
      headers: { "x-fault": "after-commit=throw" },
    });
    await eventually("the completion", async () => ((await stateOf(admin, id)) === "completed" ? true : undefined));
    expect(await canSignIn(newEmail, someone.password)).toBe(true);
  });

  it("ends unfulfilled, and without a false notice, if the address was changed once more before the account followed", async () => {
    const { someone, id } = await verified();
    // As if the account could not follow the approval.
    const mark = (table: string, key: string, name: string, value: string) =>
      tables.send(
        new UpdateCommand({
          TableName: tableOf(table),
          Key: { id: key },
          UpdateExpression: "SET #name = :value",
          ExpressionAttributeNames: { "#name": name },
          ExpressionAttributeValues: { ":value": value },
        }),
      );
    await mark("UserInvitations", id, "state", "approved");
    await mark("Users", someone.id, "emailChangeId", id);
    const email = newAddress("other");
    expect((await call(updateUser, admin, { path: { id: someone.id }, body: { email } })).status).toBe(200);
    expect(await stateOf(admin, id)).toBe("cancelled");
    expect(await canSignIn(email, someone.password)).toBe(true);
    expect((await mailsTo(someone.email)).map(({ subject }) => subject)).toEqual(["Verify your e-mail address"]);
    expect(await itemOf("Users", { id: someone.id })).not.toHaveProperty("emailChangeId");
  });

  it("needs the current password and another, free address", async () => {
    const someone = await newPerson("employee");
    const ask = (body: object) =>
      call(requestEmailChange, someone, {
        body: { newEmail: newAddress(), reason: "other", currentPassword: someone.password, ...body },
      });
    expect((await ask({ currentPassword: "Wrong-horse-1" })).error.code).toBe("INVALID_CURRENT_PASSWORD");
    expect((await ask({ newEmail: someone.email.toUpperCase() })).error.code).toBe("SAME_AS_CURRENT_EMAIL");
    expect((await ask({ newEmail: admin.email })).error.code).toBe("EMAIL_ALREADY_EXISTS");
    expect((await ask({ reason: "whim" })).status).toBe(400);
    expect(await mailsTo(someone.email)).toEqual([]);
  });

  it("is one at a time, also of five at once", async () => {
    const someone = await newPerson("employee");
    await call(listClients, someone);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        call(requestEmailChange, someone, {
          body: { newEmail: newAddress(), reason: "other", currentPassword: someone.password },
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ error }) => error?.code === "ACTIVE_REQUEST_EXISTS")).toHaveLength(4);
    expect(await mailsTo(someone.email)).toHaveLength(1);
  });

  it("is verified once by two equal requests at once, and answers both alike", async () => {
    const { id, tokens } = await requested();
    const both = await Promise.all([verify(tokens.new, "new"), verify(tokens.new, "new")]);
    for (const { status, data } of both) expect([status, data]).toEqual([200, both[0]?.data]);
    const last = await Promise.all([1, 2, 3, 4].map(() => verify(tokens.current, "current")));
    for (const { status, data } of last) expect([status, data.nextStep]).toEqual([200, "pending_approval"]);
    expect((await activitiesOf(id)).map(({ activityType }) => activityType)).toEqual([
      "emailChange.requested",
      "emailChange.verified",
      "emailChange.verified",
    ]);
  });

  it("has links for their address, for a day, until a newer one is sent", async () => {
    const { someone, id, tokens } = await requested();
    expect((await verify(tokens.new, "current")).error.code).toBe("INVALID_VERIFICATION_TOKEN");
    const once = await verify(tokens.new, "new");
    const twice = await verify(tokens.new, "new");
    expect([twice.status, twice.data]).toEqual([200, once.data]);
    const resent = await call(resendEmailVerification, someone, { path: { id }, body: { emailType: "current" } });
    expect(resent.status).toBe(200);
    expect((await verify(tokens.current, "current")).error.code).toBe("INVALID_VERIFICATION_TOKEN");
    const newer = tokenIn(await mailTo(someone.email, 2));
    await tables.send(
      new UpdateCommand({
        TableName: tableOf("UserInvitations"),
        Key: { id },
        UpdateExpression: "SET #current.validUntil = :past",
        ExpressionAttributeNames: { "#current": "current" },
        ExpressionAttributeValues: { ":past": new Date(Date.now() - 1000).toISOString() },
      }),
    );
    const late = await verify(newer, "current");
    expect([late.status, late.error.code]).toEqual([410, "VERIFICATION_TOKEN_EXPIRED"]);
    const done = await call(resendEmailVerification, someone, { path: { id }, body: { emailType: "new" } });
    expect(done.error.code).toBe("EMAIL_ALREADY_VERIFIED");
  });

  it("is refused with a reason, or taken back, and can then be asked for again", async () => {
    const { someone, id, newEmail } = await verified();
    const bare = await call(rejectEmailChange, admin, { path: { id }, body: {} });
    expect(bare.status).toBe(400);
    const rejected = await call(rejectEmailChange, admin, { path: { id }, body: { rejectionReason: "not you" } });
    expect(rejected.data).toMatchObject({ status: "rejected", rejectionReason: "not you", rejectedBy: admin.id });
    expect((await call(approveEmailChange, admin, { path: { id }, body: {} })).status).toBe(409);
    const body = { newEmail, reason: "other", currentPassword: someone.password };
    const again = await call(requestEmailChange, someone, { body });
    expect(again.status).toBe(201);
    const cancelled = await call(cancelEmailChange, someone, { path: { id: again.data.id } });
    expect([cancelled.status, cancelled.data.status]).toEqual([200, "cancelled"]);
    const ended = await call(cancelEmailChange, someone, { path: { id: again.data.id } });
    expect([ended.status, ended.error.code]).toEqual([409, "REQUEST_NOT_OPEN"]);
    expect((await seen(admin, someone.id)).email).toBe(someone.email);
  });

  it("is nobody else's to see, and no employee's to decide", async () => {
    const { someone, id } = await verified();
    const other = await newPerson("manager");
    expect((await call(getEmailChange, other, { path: { id } })).error.code).toBe("EMAIL_CHANGE_REQUEST_NOT_FOUND");
    expect((await call(cancelEmailChange, other, { path: { id } })).status).toBe(404);
    for (const caller of [someone, other])
      expect((await call(approveEmailChange, caller, { path: { id }, body: {} })).status).toBe(403);
    const mine = await call(listEmailChanges, someone, {
      query: { status: "pending_approval", limit: "1", sortBy: "requestedAt", sortOrder: "desc" },
    });
    expect(mine.data.requests.map((request) => request.id)).toEqual([id]);
    expect((await call(listEmailChanges, other)).data.requests).toEqual([]);
    const all = await call(listEmailChanges, admin, { query: { status: "pending_approval" } });
    expect(all.data.items.map((request) => request.id)).toContain(id);
  });

  it("does not take an address that somebody got in the meantime", async () => {
    const { someone, id, newEmail } = await verified();
    const other = await newPerson("employee");
    await call(listClients, other);
    expect((await call(updateUser, admin, { path: { id: other.id }, body: { email: newEmail } })).status).toBe(200);
    const { status, error } = await call(approveEmailChange, admin, { path: { id }, body: {} });
    expect([status, error.code]).toEqual([409, "USER_ALREADY_EXISTS"]);
    expect(await stateOf(someone, id)).toBe("pending_approval");
  });
});
