import { describe, expect, it } from "vitest";
import { requireAdmitted } from "./upload.js";

describe("an upload", () => {
  it.each([
    ["profilePicture", "image/png", 5 * 1024 * 1024, []],
    ["profilePicture", "image/png", 5 * 1024 * 1024 + 1, ["sizeBytes"]],
    ["profilePicture", "application/pdf", 1, ["contentType"]],
    ["profilePicture", "image/svg+xml", 6_000_000, ["contentType", "sizeBytes"]],
    ["document", "application/pdf", 10 * 1024 * 1024, []],
    ["document", "text/html", 1, ["contentType"]],
  ] as const)("of %s as %s with %i bytes violates %j", (purpose, contentType, sizeBytes, paths) => {
    let details: readonly { readonly path: string }[] = [];
    try {
      requireAdmitted(purpose, { contentType, sizeBytes });
    } catch (error) {
      details = (error as { details: typeof details }).details;
    }
    expect(details.map(({ path }) => path)).toEqual(paths);
  });
});
