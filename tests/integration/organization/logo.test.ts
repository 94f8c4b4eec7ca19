/** The organization's logo: how it is uploaded, and that it stands on documents. */

import { completeLogoUpload, createLogoUpload, deleteLogo } from "@aerotage/organization/contract/logo";
import { getSettings } from "@aerotage/organization/contract/organization";
import { createExport } from "@aerotage/reports/contract/exports";
import { beforeAll, describe, expect, it } from "vitest";
import { call, type Person, person, sendFile, withoutConflict } from "../../support/api.js";

let admin: Person;
let manager: Person;
let employee: Person;

beforeAll(async () => {
  [admin, manager, employee] = await Promise.all([person("admin"), person("manager"), person("employee")]);
});

describe("the logo", () => {
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  const tooWide = Buffer.from(png);
  tooWide.writeUInt32BE(2001, 16);

  async function uploaded(content: Buffer): Promise<string> {
    const body = { contentType: "image/png", sizeBytes: content.length };
    const { data, status } = await call(createLogoUpload, admin, { body });
    expect(status).toBe(201);
    expect((await sendFile(data, content)).status).toBe(200);
    return data.uploadId;
  }

  /** Takes an upload over, again if somebody else changes the settings at the same time. */
  const taken = (uploadId: string) => withoutConflict(() => call(completeLogoUpload, admin, { body: { uploadId } }));

  /** Whether a report of a project without time has a picture on paper. */
  async function isOnPaper(): Promise<boolean> {
    const filters = { startDate: "1990-01-01", endDate: "1990-01-02" };
    const { data } = await call(createExport, admin, { body: { type: "time", format: "pdf", filters } });
    const file = await fetch(data.downloadUrl ?? "");
    return Buffer.from(await file.arrayBuffer()).includes("/Subtype /Image");
  }

  it("is uploaded, stands on documents, is replaced and deleted", async () => {
    for (const uploadId of [await uploaded(png), await uploaded(png)]) {
      const { status, data } = await taken(uploadId);
      expect([status, data.logoFile]).toMatchObject([200, { contentType: "image/png", sizeBytes: png.length }]);
      expect((await call(getSettings, employee)).data.logoFile).toEqual(data.logoFile);
      expect(await isOnPaper()).toBe(true);
      expect((await taken(uploadId)).error.code).toBe("UPLOAD_NOT_FOUND");
    }
    const deleted = await withoutConflict(() => call(deleteLogo, admin));
    expect([deleted.status, deleted.data.logoFile]).toEqual([200, undefined]);
    expect(await isOnPaper()).toBe(false);
    const again = await call(deleteLogo, admin);
    expect([again.status, JSON.parse(again.text).message]).toEqual([200, "There is no logo."]);
  });

  it("is a picture of a size that documents have room for, and an administrator's to set", async () => {
    for (const content of [Buffer.alloc(png.length, 60), tooWide]) {
      const { status, error } = await taken(await uploaded(content));
      expect([status, error.code]).toEqual([422, "UPLOAD_REFUSED"]);
    }
    const body = { contentType: "image/svg+xml", sizeBytes: 1024 * 1024 + 1 };
    const refused = await call(createLogoUpload, admin, { body });
    expect(refused.error.details?.map(({ path }) => path).sort()).toEqual(["contentType", "sizeBytes"]);
    expect((await taken("altered.upload")).error.details?.[0]?.path).toBe("uploadId");
    const upload = { body: { ...body, contentType: "image/png", sizeBytes: 9 } };
    expect((await call(createLogoUpload, manager, upload)).status).toBe(403);
    expect((await call(completeLogoUpload, manager, { body: { uploadId: "x" } })).status).toBe(403);
    expect((await call(deleteLogo, employee)).status).toBe(403);
  });
});
