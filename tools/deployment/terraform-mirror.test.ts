import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  explainMissingProvider,
  isSupportedTerraform,
  mirrorConfiguration,
  platformFolder,
  providerAddress,
  providerVersion,
  searchMirror,
} from "./terraform-mirror.js";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "mirror-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function makeMirror(folder: string, platform = platformFolder()): void {
  const provider = join(folder, providerAddress, providerVersion, platform);
  mkdirSync(provider, { recursive: true });
  writeFileSync(join(provider, `terraform-provider-aws_v${providerVersion}_x5`), "");
}

test.each([
  ["1.11.0", true],
  ["1.11.4-dev", true],
  ["2.0.0", true],
  ["1.10.9", false],
  ["0.15.0", false],
  ["unknown", false],
])("Terraform %s is new enough: %s", (version, expected) => {
  expect(isSupportedTerraform(version)).toBe(expected);
});

describe("the search for a mirror", () => {
  test("finds one a few levels down", () => {
    makeMirror(join(root, "a", "b", "plugins"));
    expect(searchMirror([join(root, "missing"), root])).toBe(join(root, "a", "b", "plugins"));
  });

  test.each([".terraform", "plugin-cache", "node_modules", ".terraform.d-plugin-cache"])(
    "does not take %s for one",
    (name) => {
      makeMirror(join(root, name));
      expect(searchMirror([root])).toBeUndefined();
    },
  );

  test("does not take another system's provider, or one too deep, for one", () => {
    makeMirror(join(root, "other"), "plan9_mips");
    makeMirror(join(root, "1", "2", "3", "4", "5", "6"));
    expect(searchMirror([root])).toBeUndefined();
  });
});

test("the configuration asks the mirror alone for the provider", () => {
  const text = mirrorConfiguration('/a "b"');
  expect(text).toContain('path    = "/a \\"b\\""');
  expect(text).toContain(`include = ["${providerAddress}"]`);
  expect(text).toContain(`exclude = ["${providerAddress}"]`);
});

test("a missing provider is told from other failures", () => {
  expect(explainMissingProvider("Error: Failed to query available provider packages")).toContain("TF_PLUGIN_MIRROR");
  expect(explainMissingProvider("Error: creating S3 Bucket")).toBeUndefined();
});
