import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { hasIntegrity } from "./package-file.js";

it("takes the pinned archive and no other", () => {
  const archive = Buffer.from("archive");
  const integrity = `sha512-${createHash("sha512").update(archive).digest("base64")}`;
  expect(hasIntegrity(archive, integrity)).toBe(true);
  expect(hasIntegrity(Buffer.from("another"), integrity)).toBe(false);
});
