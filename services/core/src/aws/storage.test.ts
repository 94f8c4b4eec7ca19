import { beforeEach, describe, expect, it, vi } from "vitest";
import { downloadUrl, uploadUrl } from "./storage.js";

describe("a link to an object", () => {
  beforeEach(() => {
    vi.stubEnv("BUCKET_GENERAL", "company-general");
    vi.stubEnv("AWS_REGION", "eu-central-1");
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
    vi.stubEnv("AWS_SESSION_TOKEN", "");
    vi.stubEnv("AWS_ENDPOINT_URL", undefined);
  });

  it("to upload to holds for one type and size alone", async () => {
    const { url, headers } = await uploadUrl("general", "uploads/a b", { sizeBytes: 7, contentType: "image/png" }, 60);
    const { host, pathname, searchParams } = new URL(url);
    expect([host, pathname]).toEqual(["company-general.s3.eu-central-1.amazonaws.com", "/uploads/a%20b"]);
    expect(searchParams.get("X-Amz-SignedHeaders")).toBe("content-length;content-type;host");
    expect([searchParams.get("X-Amz-Expires"), searchParams.get("X-Amz-Content-Sha256")]).toEqual([
      "60",
      "UNSIGNED-PAYLOAD",
    ]);
    // The length is every HTTP client's own to send.
    expect(headers).toEqual({ "content-type": "image/png" });
  });

  it("to download from names the file, whatever its name", async () => {
    const url = await downloadUrl("general", "documents/x", 60, "Ünïcode (1)'s file.pdf");
    expect(url).not.toContain("+");
    expect(new URL(url).searchParams.get("response-content-disposition")).toBe(
      "attachment; filename*=UTF-8''%C3%9Cn%C3%AFcode%20%281%29%27s%20file.pdf",
    );
  });

  it("on an emulator has the bucket in its path", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566/");
    expect(await downloadUrl("general", "k", 60)).toMatch(/^http:\/\/127\.0\.0\.1:4566\/company-general\/k\?/);
  });
});
