/** A person's own page: profile, preferences, notifications, picture and documents. */
import { listClients } from "@aerotage/clients/contract";
import {
  completeUpload,
  createUpload,
  deleteDocument,
  deleteProfilePicture,
  getDocument,
  getNotificationSettings,
  getPreferences,
  getProfile,
  listDocuments,
  updateNotificationSettings,
  updatePreferences,
  updateProfile,
} from "@aerotage/users/contract/profiles";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { beforeAll, describe, expect, it } from "vitest";
import { call, cloud, dateFromNow, newPerson, type Person, person, sendFile } from "../../support/api.js";
import { activitiesOf, newUser, seen } from "../../support/people.js";

let admin: Person;
let someone: Person;
const s3 = new S3Client({ ...cloud, forcePathStyle: true });

beforeAll(async () => {
  admin = await person("admin");
  someone = await newUser(admin, { hourlyRate: 65, department: "Dep" });
});

const own = (one: Person) => ({ path: { id: one.id } });
const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(64, 7)]);
const pdf = Buffer.from(`%PDF-1.7\n${"x".repeat(200)}`);

describe("the profile", () => {
  it("is the person's and the administrators' alone, rates the latter's", async () => {
    const mine = await call(getProfile, someone, own(someone));
    expect(mine.data).toMatchObject({ id: someone.id, email: someone.email, department: "Dep", role: "employee" });
    for (const field of ["hourlyRate", "rates"]) expect(mine.data).not.toHaveProperty(field);
    expect((await call(getProfile, admin, own(someone))).data).toMatchObject({
      hourlyRate: 65,
      rates: [{ effectiveFrom: "1970-01-01", amount: 65 }],
    });
    const { status, error } = await call(getProfile, await newPerson("manager"), own(someone));
    expect([status, error.code]).toEqual([403, "FORBIDDEN"]);
  });

  it("takes the desktop client's form, and no other rate", async () => {
    const body = {
      name: "Pat Profile",
      jobTitle: "Engineer",
      department: "",
      hourlyRate: 65,
      contactInfo: { phone: "1", address: "", emergencyContact: "Q" },
    };
    const { status, data } = await call(updateProfile, someone, { ...own(someone), body });
    expect(status).toBe(200);
    expect(data).toMatchObject({ name: "Pat Profile", jobTitle: "Engineer" });
    expect(data.contactInfo).toEqual({ phone: "1", emergencyContact: "Q" });
    expect(data).not.toHaveProperty("department");
    const refused = await call(updateProfile, someone, { ...own(someone), body: { hourlyRate: 66 } });
    expect([refused.status, refused.error.code]).toEqual([403, "FORBIDDEN"]);
    expect((await seen(admin, someone.id)).hourlyRate).toBe(65);
  });

  it("takes rates with dates from administrators alone", async () => {
    const { id } = await newUser(admin, { hourlyRate: 65 });
    const body = { hourlyRate: 70, effectiveFrom: dateFromNow(10) };
    const { status, data } = await call(updateProfile, admin, { path: { id }, body });
    expect([status, data.hourlyRate]).toEqual([200, 65]);
    expect(data.rates?.at(-1)).toEqual({ effectiveFrom: dateFromNow(10), amount: 70 });
    const refused = await call(updateProfile, someone, { ...own(someone), body });
    expect([refused.status, refused.error.code]).toEqual([403, "FORBIDDEN"]);
    const alone = await call(updateProfile, admin, { path: { id }, body: { effectiveFrom: dateFromNow() } });
    expect([alone.status, alone.error.details?.map(({ path }) => path)]).toEqual([400, ["effectiveFrom"]]);
  });
});

describe("preferences", () => {
  it("are full of defaults, and change at every depth alone", async () => {
    const fresh = await newPerson("employee");
    const defaults = await call(getPreferences, fresh, own(fresh));
    expect(defaults.data).toMatchObject({
      theme: "light",
      timeTracking: { workingHours: { start: "09:00", end: "17:00" }, timeGoals: { daily: 8, weekly: 40 } },
      formatting: { timeFormat: "12h" },
    });
    const body = { theme: "dark", timezone: "Asia/Tokyo", timeTracking: { workingHours: { start: "10:00" } } };
    const { status, data } = await call(updatePreferences, fresh, { ...own(fresh), body });
    expect([status, data.theme, data.timeTracking.workingHours]).toEqual([
      200,
      "dark",
      { start: "10:00", end: "17:00" },
    ]);
    await call(updatePreferences, fresh, { ...own(fresh), body: { formatting: { currency: "EUR" } } });
    const after = await call(getPreferences, fresh, own(fresh));
    expect(after.data).toMatchObject({
      timezone: "Asia/Tokyo",
      formatting: { currency: "EUR", timeFormat: "12h" },
      timeTracking: { workingHours: { start: "10:00" } },
    });
    expect((await seen(fresh, fresh.id)).preferences).toEqual({
      theme: "dark",
      notifications: true,
      timezone: "Asia/Tokyo",
    });
    const texts = {
      defaultTimeEntryDuration: "45",
      reminderInterval: "30",
      timeGoals: { daily: "7.5", weekly: "37.5" },
    };
    expect(
      (await call(updatePreferences, fresh, { ...own(fresh), body: { timeTracking: texts } })).data.timeTracking,
    ).toMatchObject({ defaultTimeEntryDuration: 45, reminderInterval: 30, timeGoals: { daily: 7.5, weekly: 37.5 } });
    const bad = await call(updatePreferences, fresh, {
      ...own(fresh),
      body: { timezone: "Nowhere", timeTracking: { workingHours: { start: "25:00" } } },
    });
    expect(bad.error.details?.map(({ path }) => path).sort()).toEqual(["timeTracking.workingHours.start", "timezone"]);
  });
});

describe("notification settings", () => {
  it("are full of defaults, and change in parts", async () => {
    const fresh = await newPerson("employee");
    const before = (await call(getNotificationSettings, fresh, own(fresh))).data;
    expect(before).toMatchObject({ emailEnabled: true, quietHours: { enabled: false, start: "18:00" } });
    const body = { emailFrequency: "weekly", quietHours: { enabled: true } };
    const { status, data } = await call(updateNotificationSettings, fresh, { ...own(fresh), body });
    expect([status, data]).toEqual([
      200,
      { ...before, emailFrequency: "weekly", quietHours: { ...before.quietHours, enabled: true } },
    ]);
  });
});

async function upload(
  one: Person,
  purpose: "profilePicture" | "document",
  contentType: string,
  content: Buffer,
  sent: Buffer = content,
  sentType: string = contentType,
) {
  const body = { purpose, fileName: `File (1)'s ${purpose}.bin`, contentType, sizeBytes: content.length };
  const begun = await call(createUpload, one, { ...own(one), body });
  expect(begun.status).toBe(201);
  const { url, method, headers, uploadId } = begun.data;
  const put = await sendFile({ url, method, headers: { ...headers, "content-type": sentType } }, sent);
  return { uploadId, put: put.status, url };
}

async function objects(prefix: string): Promise<string[]> {
  const Bucket = "aerotage-local-general-000000000000";
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: prefix }));
  return Contents.map(({ Key = "" }) => Key);
}

describe("a profile picture", () => {
  it("is uploaded by a link, shown by another, and deleted", async () => {
    const { uploadId, put } = await upload(someone, "profilePicture", "image/png", png);
    expect(put).toBe(200);
    const done = await call(completeUpload, someone, { ...own(someone), body: { uploadId } });
    expect(done.status).toBe(201);
    const { profilePicture } = (await call(getProfile, someone, own(someone))).data;
    for (const link of [done.data.profilePicture, profilePicture, (await seen(admin, someone.id)).profilePicture]) {
      const shown = await fetch(link ?? "");
      expect([shown.status, shown.headers.get("content-type")]).toEqual([200, "image/png"]);
      expect(Buffer.from(await shown.arrayBuffer()).equals(png)).toBe(true);
    }
    const again = await call(completeUpload, someone, { ...own(someone), body: { uploadId } });
    expect([again.status, again.error.code]).toEqual([404, "UPLOAD_NOT_FOUND"]);
    expect((await fetch(profilePicture?.replace(/.$/, (last) => (last === "0" ? "1" : "0")) ?? "")).status).toBe(403);
    const deleted = await call(deleteProfilePicture, someone, own(someone));
    expect(deleted.status).toBe(200);
    expect(deleted.data).not.toHaveProperty("profilePicture");
    expect(await objects(`profile-pictures/${someone.id}`)).toEqual([]);
  });

  it("has a type and a size that are held to, before and after the upload", async () => {
    const body = { purpose: "profilePicture", fileName: "x", contentType: "text/html", sizeBytes: 6_000_000 };
    const refused = await call(createUpload, someone, { ...own(someone), body });
    expect(refused.error.details?.map(({ path }) => path).sort()).toEqual(["contentType", "sizeBytes"]);
    const larger = await upload(someone, "profilePicture", "image/png", png, Buffer.concat([png, png]));
    expect(larger.put).toBe(403);
    const otherType = await upload(someone, "profilePicture", "image/png", png, png, "text/html");
    expect(otherType.put).toBe(403);
    // The announced type and size, but other content.
    const disguised = await upload(someone, "profilePicture", "image/png", png, Buffer.alloc(png.length, 60));
    expect(disguised.put).toBe(200);
    const { status, error } = await call(completeUpload, someone, {
      ...own(someone),
      body: { uploadId: disguised.uploadId },
    });
    expect([status, error.code]).toEqual([422, "UPLOAD_REFUSED"]);
    expect((await call(getProfile, someone, own(someone))).data).not.toHaveProperty("profilePicture");
  });

  it("is nobody else's to set: an upload's id is the person's own and cannot be altered", async () => {
    const other = await newPerson("employee");
    await call(listClients, other);
    const { uploadId } = await upload(someone, "profilePicture", "image/png", png);
    const foreign = await call(completeUpload, other, { ...own(other), body: { uploadId } });
    expect([foreign.status, foreign.error.details?.[0]?.path]).toEqual([400, "uploadId"]);
    const [payload = "", signature] = uploadId.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...claims, contentType: "text/html" })).toString("base64url");
    const altered = await call(completeUpload, someone, {
      ...own(someone),
      body: { uploadId: `${forged}.${signature}` },
    });
    expect(altered.status).toBe(400);
    expect((await call(createUpload, other, { ...own(someone), body: {} })).status).toBe(400);
    const body = { purpose: "document", fileName: "x", contentType: "application/pdf", sizeBytes: 1 };
    expect((await call(createUpload, other, { ...own(someone), body })).status).toBe(403);
  });
});

describe("documents", () => {
  it("are uploaded, listed, downloaded under their name, and deleted with their content", async () => {
    const { uploadId, url } = await upload(someone, "document", "application/pdf", pdf);
    const { status, data } = await call(completeUpload, someone, { ...own(someone), body: { uploadId } });
    const { document } = data;
    expect([status, document?.contentType, document?.sizeBytes]).toEqual([201, "application/pdf", pdf.length]);
    // Whoever still has the link writes into nothing that anybody reads.
    await fetch(url, { method: "PUT", headers: { "content-type": "application/pdf" }, body: "y".repeat(pdf.length) });
    const again = await call(completeUpload, someone, { ...own(someone), body: { uploadId } });
    expect([again.status, again.error.code]).toEqual([404, "UPLOAD_NOT_FOUND"]);
    const path = { id: someone.id, documentId: document?.id ?? "" };
    const got = await call(getDocument, admin, { path });
    const content = await fetch(got.data.downloadUrl);
    expect(Buffer.from(await content.arrayBuffer()).equals(pdf)).toBe(true);
    expect(content.headers.get("content-disposition")).toContain("filename*=UTF-8''File%20%281%29%27s%20document.bin");
    const stranger = await newPerson("manager");
    for (const operation of [getDocument, deleteDocument])
      expect((await call(operation, stranger, { path })).status).toBe(403);
    expect((await call(listDocuments, stranger, own(someone))).status).toBe(403);
    // Under somebody else's page it is not there, even to its owner.
    const elsewhere = await call(getDocument, admin, { path: { ...path, id: admin.id } });
    expect(elsewhere.error.code).toBe("DOCUMENT_NOT_FOUND");
    const listed = await call(listDocuments, someone, own(someone));
    expect(listed.data.items.map(({ id }) => id)).toEqual([document?.id]);
    expect((await call(deleteDocument, someone, { path })).status).toBe(200);
    expect((await call(getDocument, someone, { path })).error.code).toBe("DOCUMENT_NOT_FOUND");
    expect(await objects(`documents/${someone.id}`)).toEqual([]);
    expect((await activitiesOf(document?.id ?? "")).map(({ activityType }) => activityType)).toEqual([
      "document.created",
      "document.deleted",
    ]);
  });
});
