import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { tableNames } from "@aerotage/core/contract/tables";
import { describe, expect, it } from "vitest";
import { services } from "../../stacks/services.js";

const files = readdirSync("modules", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => ({ file, text: readFileSync(join("modules", file), "utf8") }));

describe("modules know nothing of the product", () => {
  it("are there", () => {
    expect(files.length).toBeGreaterThan(20);
  });

  it.each(files)("$file imports nothing of it", ({ text }) => {
    const imports = [...text.matchAll(/from "([^"]+)"/g)].map((match) => match[1] ?? "");
    const foreign = imports.filter(
      (from) => !/^(\.\.?\/|node:|cdktf$|constructs$|@cdktf\/provider-aws\/lib\/)/.test(from),
    );
    expect(foreign).toEqual([]);
    expect(imports.filter((from) => /\/(stacks|services|environments)\//.test(from))).toEqual([]);
  });

  it.each(files)("$file names none of its tables and services", ({ text }) => {
    const names = [
      "aerotage",
      ...tableNames.filter((name) => /[a-z][A-Z]/.test(name)),
      ...services.map((service) => service.name),
    ];
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    expect(names.filter((name) => new RegExp(`\\b${name}\\b`, "i").test(code))).toEqual([]);
  });
});
