/** Calls every function about people in all the ways that it has, so that whatever its manifest grants is used. */
import { randomUUID } from "node:crypto";
import { createClient } from "@aerotage/clients/contract";
import type { Operation } from "@aerotage/core/contract/operation";
import { completeLogoUpload, createLogoUpload, deleteLogo } from "@aerotage/organization/contract/logo";
import {
  getSettings,
  listActivity,
  listUserActivity,
  updateSettings,
} from "@aerotage/organization/contract/organization";
import { createTeam, deleteTeam, getTeam, listTeams, updateTeam } from "@aerotage/teams/contract";
import {
  approveEmailChange,
  cancelEmailChange,
  listEmailChanges,
  rejectEmailChange,
  requestEmailChange,
  resendEmailVerification,
  verifyEmailChange,
} from "@aerotage/users/contract/email-changes";
import {
  acceptInvitation,
  cancelInvitation,
  createInvitation,
  listInvitations,
  resendInvitation,
  validateInvitation,
} from "@aerotage/users/contract/invitations";
import {
  completeUpload,
  createUpload,
  deleteDocument,
  deleteProfilePicture,
  getDocument,
  listDocuments,
  updateProfile,
} from "@aerotage/users/contract/profiles";
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
import { createUser, deleteUser, getUser, listUsers, resendWelcome, updateUser } from "@aerotage/users/contract/users";
import {
  getOwnWorkSchedule,
  getWorkSchedule,
  updateOwnWorkSchedule,
  updateWorkSchedule,
} from "@aerotage/users/contract/work-schedules";
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDisableUserCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import {
  call,
  cloud,
  cognito,
  eventually,
  missingPath,
  newPerson,
  type Person,
  send,
  sendFile,
  stack,
  tableOf,
  tables,
} from "./api.js";
import { bounceOf, publishMailEvent } from "./mail-events.js";
import { elsewhere, itemOf, mailTo, newAddress, tokenIn } from "./people.js";

const lambda = new LambdaClient(cloud);
/** A key of its own: the answer is kept with it. */
const key = () => ({ headers: { "idempotency-key": randomUUID() } });
const own = ({ id }: Person) => ({ path: { id } });
const missingTeam = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
const userData = { name: "Called Person", password: "Correct-horse-1" };
/** An error, which frees the key. */
const failed = (operation: Operation, caller: Person | undefined, parts: object) =>
  call(operation, caller, { path: missingPath(operation), ...parts, ...key() });

/** Makes an account in another group than its user will have and disables it, as an operator might. */
async function operatorsAccount(email: string): Promise<void> {
  const account = { UserPoolId: stack.userPoolId, Username: email };
  const UserAttributes = [{ Name: "email", Value: email }];
  await cognito.send(new AdminCreateUserCommand({ ...account, MessageAction: "SUPPRESS", UserAttributes }));
  await cognito.send(new AdminAddUserToGroupCommand({ ...account, GroupName: "manager" }));
  await cognito.send(new AdminDisableUserCommand(account));
}

async function callUsers(first: () => Promise<Person>): Promise<void> {
  const [adopted, refused] = [newAddress(), newAddress()];
  await operatorsAccount(adopted);
  const body = { name: "Called User", hourlyRate: 10, invite: false };
  await call(createUser, await first(), { body: { ...body, email: adopted }, ...key() });
  const faulty = { "x-fault": "before-commit=throw", ...key().headers };
  await call(createUser, await first(), { body: { ...body, email: refused }, headers: faulty });
  const manager = await newPerson("manager");
  await call(listTeams, manager);
  const team = await call(createTeam, manager, { body: { name: "Called Team" } });
  await call(listUsers, await first());
  await call(listUsers, manager);
  await call(listUsers, await newPerson("employee"));
  const someone = await call(createUser, await first(), {
    body: { ...body, email: newAddress(), teamId: team.data.id },
  });
  await call(resendWelcome, await first(), { path: { id: someone.data.id }, ...key() });
  await failed(resendWelcome, await first(), { path: { id: someone.data.id } });
  await call(getUser, manager, { path: { id: someone.data.id } });
  await call(getUser, await first(), { path: { id: someone.data.id } });
  const change = { email: newAddress(), teamId: null, hourlyRate: 11, role: "manager" };
  await call(updateUser, await first(), { path: { id: someone.data.id }, body: change });
  await call(deleteUser, await first(), { path: { id: someone.data.id } });
  await call(updateUser, await first(), { path: { id: someone.data.id }, body: { isActive: true } });
}

async function callInvitations(first: () => Promise<Person>): Promise<void> {
  const invite = async (email: string, more: object = {}) => {
    const body = { email, role: "employee", hourlyRate: 5, ...more };
    const { data } = await call(createInvitation, await first(), { body, ...key() });
    return { id: data.id, token: tokenIn(await mailTo(email)) };
  };
  const email = newAddress();
  const { data: team } = await call(createTeam, await first(), { body: { name: "Invited Team" } });
  const { id } = await invite(email, { teamId: team.id, role: "admin" });
  await failed(createInvitation, await first(), {
    body: { email: newAddress(), role: "employee", teamId: missingTeam },
  });
  // Refused after the address was reserved.
  const thrown = { "x-fault": "before-commit=throw", ...key().headers };
  await call(createInvitation, await first(), { body: { email: newAddress(), role: "employee" }, headers: thrown });
  await call(resendInvitation, await first(), { path: { id }, body: {} });
  const token = tokenIn(await mailTo(email, 2));
  await call(validateInvitation, undefined, { path: { token } });
  await call(listInvitations, await first());
  await operatorsAccount(email);
  await call(acceptInvitation, undefined, { body: { token, userData }, ...key() });
  const other = await invite(newAddress());
  const fault = { "x-fault": "before-commit=throw", ...key().headers };
  await call(acceptInvitation, undefined, { body: { token: other.token, userData }, headers: fault });
  await call(cancelInvitation, await first(), { path: { id: other.id } });
}

async function callSignIn(first: () => Promise<Person>): Promise<void> {
  const someone = await first();
  const other = await elsewhere(someone);
  const program = { ...own(someone), body: { userAgent: "Called" } };
  await call(createSession, someone, { ...program, ...key() });
  await failed(createSession, other, { ...program, headers: {}, body: { userAgent: "" } });
  const sessions = await call(listSessions, other, own(other));
  const ended = sessions.data.find(({ isCurrent }) => !isCurrent);
  await call(terminateSession, other, { path: { id: other.id, sessionId: ended?.id ?? "" } });
  await call(logout, await first(), { body: {}, ...key() });
  // The session of this request ends before the answer is kept: an error that frees the key.
  const leaver = await first();
  await call(logout, leaver, { body: {}, headers: { "x-fault": "before-commit=throw", ...key().headers } });
  const secured = await first();
  await call(getSecuritySettings, secured, own(secured));
  await call(updateSecuritySettings, secured, { ...own(secured), body: { sessionTimeout: 60 } });
  const passwords = { currentPassword: secured.password, newPassword: "Another-horse-2" };
  await call(changePassword, secured, { ...own(secured), body: passwords });
  const twoFactor = await first();
  await call(startTwoFactor, twoFactor, own(twoFactor));
  await call(confirmTwoFactor, twoFactor, { ...own(twoFactor), body: { code: "000000" } });
  const password = { ...own(twoFactor), body: { currentPassword: twoFactor.password } };
  await call(disableTwoFactor, twoFactor, { ...password, ...key() });
  await failed(disableTwoFactor, twoFactor, { ...own(twoFactor), body: {} });
}

async function callProfile(first: () => Promise<Person>): Promise<void> {
  const someone = await first();
  await call(updateProfile, someone, { ...own(someone), body: { name: "Called Name", hourlyRate: 3 } });
  const uploader = await first();
  const content = new Uint8Array(Buffer.from("%PDF-1.7 called"));
  const contentType = "application/pdf";
  const body = { purpose: "document", fileName: "called.pdf", contentType, sizeBytes: content.length };
  const begun = await call(createUpload, uploader, { ...own(uploader), body, ...key() });
  await sendFile(begun.data, content);
  const upload = { ...own(uploader), body: { uploadId: begun.data.uploadId } };
  const done = await call(completeUpload, uploader, { ...upload, ...key() });
  await failed(completeUpload, uploader, upload);
  await call(deleteProfilePicture, uploader, own(uploader));
  const path = { id: uploader.id, documentId: done.data.document?.id ?? "" };
  const reader = await first();
  await call(listDocuments, reader, own(reader));
  await call(getDocument, reader, { path });
  await call(deleteDocument, reader, { path });
}

async function callWorkSchedule(first: () => Promise<Person>): Promise<void> {
  const [lead, member] = [await newPerson("manager"), await first()];
  await call(listTeams, lead);
  await call(listTeams, member);
  await call(createTeam, member, { body: { name: "Scheduled", managerId: lead.id, memberIds: [member.id] } });
  await call(getWorkSchedule, lead, own(member));
  const timezones = ["Europe/Berlin", "Asia/Tokyo"];
  for (const timezone of timezones)
    await call(updateWorkSchedule, await first(), { ...own(member), body: { timezone } });
  await call(updateOwnWorkSchedule, member, { body: { timezone: "UTC" } });
  await call(getOwnWorkSchedule, member);
}

async function callEmailChange(first: () => Promise<Person>): Promise<void> {
  const request = async (someone: Person, newEmail: string) => {
    const body = { newEmail, reason: "other", currentPassword: someone.password };
    return call(requestEmailChange, someone, { body, ...key() });
  };
  const verified = async () => {
    const [someone, newEmail] = [await first(), newAddress()];
    const { data } = await request(someone, newEmail);
    // The mail to the current address arrives after all: verifying it takes the mark away.
    await publishMailEvent(bounceOf(someone.email));
    await eventually("the mark of a bounced mail", async () => (await itemOf("Users", { id: someone.id }))?.mailStatus);
    const tokens = { current: tokenIn(await mailTo(someone.email)), new: tokenIn(await mailTo(newEmail)) };
    for (const emailType of ["current", "new"] as const)
      await call(verifyEmailChange, undefined, { body: { token: tokens[emailType], emailType }, ...key() });
    await call(verifyEmailChange, undefined, { body: { token: tokens.new, emailType: "new" } });
    await failed(verifyEmailChange, undefined, { body: { token: tokens.new, emailType: "current" } });
    return { id: data.id };
  };
  const path = await verified();
  await call(approveEmailChange, await first(), { path, body: {}, ...key() });
  await failed(approveEmailChange, await first(), { path, body: {} });
  await call(rejectEmailChange, await first(), { path: await verified(), body: { rejectionReason: "called" } });
  const someone = await first();
  const { data } = await request(someone, newAddress());
  await call(resendEmailVerification, someone, { path: { id: data.id }, body: { emailType: "new" } });
  await call(listEmailChanges, someone);
  await call(cancelEmailChange, someone, { path: { id: data.id } });
  await failed(resendEmailVerification, someone, { path: { id: data.id }, body: { emailType: "new" } });
}

/** A creation that is killed and swept: what the schedule's function is for. */
async function callSweep(admin: Person): Promise<void> {
  const email = newAddress();
  await send(createUser, admin, {
    headers: { "x-fault": "before-commit=exit" },
    body: { email, name: "Swept Person", invite: false },
  });
  await tables.send(
    new UpdateCommand({
      TableName: tableOf("Users"),
      Key: { id: `email#${email}` },
      UpdateExpression: "SET #name = :then",
      ExpressionAttributeNames: { "#name": "name" },
      ExpressionAttributeValues: { ":then": new Date(Date.now() - 3_600_000).toISOString() },
    }),
  );
  await lambda.send(new InvokeCommand({ FunctionName: "aerotage-local-users-sweep-accounts" }));
}

async function callTeams(first: () => Promise<Person>): Promise<void> {
  const lead = await newPerson("manager");
  await call(listTeams, lead);
  const led = { managerId: lead.id };
  const { data: top } = await call(createTeam, await first(), { body: { name: "Top", ...led }, ...key() });
  const { data: mid } = await call(createTeam, lead, { body: { name: "Mid", parentTeamId: top.id } });
  const { data: deep } = await call(createTeam, lead, { body: { name: "Deep", parentTeamId: mid.id } });
  await failed(createTeam, await first(), { body: { name: "None", managerId: "nobody" } });
  await call(listTeams, await first(), { query: { managerId: lead.id } });
  await call(listTeams, lead);
  await call(getTeam, await first(), { path: { id: deep.id } });
  await call(getTeam, lead, { path: { id: deep.id } });
  await call(updateTeam, lead, { path: { id: deep.id }, body: { parentTeamId: top.id } });
  for (const parentTeamId of [null, mid.id])
    await call(updateTeam, await first(), { path: { id: deep.id }, body: { parentTeamId } });
  await call(deleteTeam, await first(), { path: { id: top.id }, query: { force: "true" } });
}

async function callOrganization(first: () => Promise<Person>): Promise<void> {
  await call(getSettings, await first());
  // Other tests change the settings at the same time.
  for (let tries = 0; tries < 5; tries += 1) {
    const { status } = await call(updateSettings, await first(), { body: { legalName: `Called ${randomUUID()}` } });
    if (status === 200) break;
  }
  await call(createClient, await first(), { body: { name: `Called ${randomUUID()}`, defaultHourlyRate: 1 } });
  const refused = await call(updateSettings, await first(), { body: { currency: "CHF" } });
  if (refused.status !== 409)
    throw new Error(`The company's currency changed although amounts are in it: ${refused.text}`);
  for (const lockedUntil of ["2001-01-31", null])
    await call(updateSettings, await first(), { body: { lockedUntil, lockReason: "Called" } });
  for (const invoiceNumberStart of [{ year: 2100, number: 100 }, null])
    await call(updateSettings, await first(), { body: { invoiceNumberStart } });
  await callLogo(first);
  const reader = await first();
  for (const query of [{}, { entityId: reader.id }, { type: "client.created" }, { userId: reader.id }])
    await call(listActivity, reader, { query });
  await call(listUserActivity, reader, own(reader));
}

async function callLogo(first: () => Promise<Person>): Promise<void> {
  const content = new Uint8Array([0xff, 0xd8, 0xff, 0xe0]);
  const body = { contentType: "image/jpeg", sizeBytes: content.length };
  const begin = async (parts: object) => {
    const { data } = await call(createLogoUpload, await first(), { body, ...parts });
    await sendFile(data, content);
    return { body: { uploadId: data.uploadId } };
  };
  const uploads = [await begin(key()), await begin({})];
  // Other tests change the settings at the same time.
  for (const upload of uploads)
    for (let tries = 0; tries < 5; tries += 1)
      if ((await call(completeLogoUpload, await first(), { ...upload, ...key() })).status === 200) break;
  await failed(completeLogoUpload, await first(), uploads[0] ?? {});
  for (let tries = 0; tries < 5; tries += 1) if ((await call(deleteLogo, await first(), key())).status === 200) break;
  await call(deleteLogo, await first());
}

/** Calls them all; `first` makes an administrator whose first call it will be. */
export async function callEveryPeopleFunction(first: () => Promise<Person>): Promise<void> {
  await callUsers(first);
  await Promise.all([callInvitations(first), callSignIn(first)]);
  await Promise.all([callProfile(first), callWorkSchedule(first), callEmailChange(first)]);
  await Promise.all([callTeams(first), callOrganization(first), callSweep(await first())]);
}
