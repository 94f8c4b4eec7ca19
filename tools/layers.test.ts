import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSpecifiers } from "./import-graph.js";
import { checkLayers, coreParts, rules } from "./layers.js";
import { root } from "./paths.js";

/** Files that break one rule each, laid out as the repository. */
const offences: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "modules-know-no-product": { "modules/a.ts": 'import "../stacks/b.js";', "stacks/b.ts": "" },
  "services-know-no-infrastructure": { "services/a/src/x.ts": 'import "../../../modules/b.js";', "modules/b.ts": "" },
  "services-stand-alone": { "services/a/src/x.ts": 'import "../../b/src/y.js";', "services/b/src/y.ts": "" },
  "kernel-knows-no-service": { "services/kernel/src/x.ts": 'import "../../a/src/y.js";', "services/a/src/y.ts": "" },
  "core-knows-no-service": { "services/core/src/x.ts": 'import "../../a/src/y.js";', "services/a/src/y.ts": "" },
  "infrastructure-reads-manifests": {
    "stacks/a.ts": 'import "../services/a/src/functions/x.js";',
    "services/a/src/functions/x.ts": "",
  },
  "contracts-are-light": { "services/a/src/contract.ts": 'import "@aws-sdk/client-dynamodb";' },
  "domain-is-pure": {
    "services/a/src/domain/x.ts": 'import "../persistence.js";',
    "services/a/src/persistence.ts": "",
  },
  "queries-belong-in-persistence": {
    "services/a/src/use-cases/x.ts": 'import { QueryCommand } from "@aws-sdk/lib-dynamodb"; QueryCommand;',
  },
  "use-cases-call-no-aws": { "services/a/src/functions/x.ts": 'import "@aws-sdk/client-sns";' },
  ...Object.fromEntries(
    Object.entries(coreParts).map(([part, others]) => {
      const other = Object.keys(coreParts).find((one) => one !== part && !others.includes(one)) ?? "";
      return [
        `core-${part}`,
        { [`services/core/src/${part}/x.ts`]: `import "../${other}/y.js";`, [`services/core/src/${other}/y.ts`]: "" },
      ];
    }),
  ),
  "tables-in-memory-are-for-tests": {
    "services/core/src/lambda/x.ts": 'import "../database/memory-database.js";',
    "services/core/src/database/memory-database.ts": "",
  },
  "tools-know-no-local-cloud": { "tools/x.ts": 'import "../local/y.js";', "local/y.ts": "" },
  "client-knows-contracts-alone": {
    "client/x.ts": 'import "../services/a/src/domain/y.js";',
    "services/a/src/domain/y.ts": "",
  },
  "product-knows-no-client": { "services/a/src/x.ts": 'import "../../../client/y.js";', "client/y.ts": "" },
  "cdktf-in-infrastructure-only": { "local/x.ts": 'import "cdktf";' },
  "no-circles": { "local/x.ts": 'import "./y.js";', "local/y.ts": 'import "./x.js";' },
  "every-import-resolves": { "local/x.ts": 'import "./nowhere.js";' },
};

describe("the layer rules", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "layers-"));
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Writes the files and returns the violations. */
  async function violationsOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
    for (const [file, source] of Object.entries(files)) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), file.endsWith(".ts") ? `${source}\nexport {};\n` : source);
    }
    return checkLayers(folder).violations;
  }
  const namesOf = (violations: readonly string[]) => violations.map((violation) => violation.split(":")[0]);

  it("hold in this repository", () => {
    const { files, violations } = checkLayers(root);
    expect(violations).toEqual([]);
    expect(files).toBeGreaterThan(50);
  });

  it.each(rules.map(({ name }) => name))("%s: a file that breaks it is found", async (name) => {
    expect(namesOf(await violationsOf(offences[name] ?? {}))).toContain(name);
  });

  it("say who imports what, why not, and where the code belongs", async () => {
    const violations = await violationsOf({
      "services/a/src/domain/x.ts": 'import "../../../b/src/domain/y.js";',
      "services/b/src/domain/y.ts": "",
    });
    expect(violations).toEqual([
      "services-stand-alone: services/a/src/domain/x.ts → services/b/src/domain/y.ts (A service imports core, the kernel and what other services publish. Move the code to services/kernel/ if two services need it, or to published/ of the service that owns it.)",
    ]);
  });

  it("send a query outside persistence to persistence", async () => {
    const violations = await violationsOf(offences["queries-belong-in-persistence"] ?? {});
    expect(violations[0]).toContain("Keys and indexes belong in persistence/: move this query there");
  });

  it("let a service import itself and core", async () => {
    const source = 'import "./y.js";\nimport "../../../core/src/text/z.js";\nimport "node:fs";\nimport "zod";';
    const others = { "services/a/src/use-cases/y.ts": "", "services/core/src/text/z.ts": "" };
    expect(await violationsOf({ "services/a/src/use-cases/x.ts": source, ...others })).toEqual([]);
  });

  it("name the rooms of a file that has none", async () => {
    const files = {
      "services/a/src/helpers.ts": "",
      "services/core/src/misc/x.ts": "",
      "services/kernel/src/y.ts": "",
    };
    expect(await violationsOf(files)).toEqual([
      "files-have-rooms: services/a/src/helpers.ts (Move the file to contract/, functions/, use-cases/, domain/, persistence/, documents/ or published/.)",
      "files-have-rooms: services/core/src/misc/x.ts (Move the file to a part of core (text, time, contract, runtime, audit, aws, database, lambda, documents).)",
      "files-have-rooms: services/kernel/src/y.ts (Move the file to contract/, domain/ or persistence/ of the kernel.)",
      "kernel-is-shared: services/kernel/src/y.ts is used by no service (Move the code to the service that needs it, or delete it.)",
    ]);
  });

  it("admit to the kernel what two services use, also through another file of it", async () => {
    const kernel = {
      "services/kernel/src/domain/shared.ts": "",
      "services/kernel/src/domain/through.ts": 'import "./shared.js";',
      "services/kernel/src/domain/single.ts": "",
    };
    const using = (name: string) => `import "../../../kernel/src/domain/${name}.js";`;
    const services = {
      "services/a/src/domain/x.ts": `${using("through")}\n${using("single")}`,
      "services/b/src/domain/x.ts": using("through"),
    };
    expect(await violationsOf({ ...kernel, ...services })).toEqual([
      "kernel-is-shared: services/kernel/src/domain/single.ts is used by a alone (Move the code to services/a/.)",
    ]);
  });

  it.each([
    ["import type", 'import type { B } from "../stacks/b.js";'],
    ["export type", 'export type { B } from "../stacks/b.js";'],
    ["export type *", 'export type * from "../stacks/b.js";'],
    ["a type import()", 'export type A = import("../stacks/b.js").B;'],
    ["export from", 'export { b } from "../stacks/b.js";'],
    ["export *", 'export * from "../stacks/b.js";'],
    ["import()", 'export const a = await import("../stacks/b.js");'],
    ["import() of a template", "export const a = await import(`../stacks/b.js`);"],
    ["require()", 'export const a = require("../stacks/b.js");'],
    ["import = require()", 'import a = require("../stacks/b.js");'],
  ])("see %s", async (_kind, source) => {
    expect(namesOf(await violationsOf({ "modules/a.ts": source, "stacks/b.ts": "" }))).toEqual([
      "modules-know-no-product",
    ]);
  });

  it("find the real file behind a package of this repository", async () => {
    const files = {
      "modules/a.ts": 'import "@aerotage/b/manifest";',
      "services/b/package.json": '{ "exports": { "./*": "./src/*.ts" } }',
      "services/b/src/manifest.ts": "",
    };
    await mkdir(join(folder, "modules/node_modules/@aerotage"), { recursive: true });
    await symlink(join(folder, "services/b"), join(folder, "modules/node_modules/@aerotage/b"));
    expect(await violationsOf(files)).toEqual([
      expect.stringMatching(/^modules-know-no-product: modules\/a\.ts → services\/b\/src\/manifest\.ts /),
    ]);
  });

  it("let domain/ name types of what it may not load", async () => {
    const types =
      'import type { Row } from "../persistence.js";\nexport type Client = import("@aws-sdk/lib-dynamodb").DynamoDBDocumentClient;';
    const repository = { "services/a/src/persistence.ts": "" };
    expect(namesOf(await violationsOf({ "services/a/src/domain/x.ts": types, ...repository }))).not.toContain(
      "domain-is-pure",
    );
    // The module of an inline type is loaded at run time.
    const inline = 'import { type Row } from "../persistence.js";';
    expect(namesOf(await violationsOf({ "services/a/src/domain/y.ts": inline }))).toContain("domain-is-pure");
  });

  it("find a circle of several files, of types alone, and of one file", async () => {
    const violations = await violationsOf({
      "local/a.ts": 'import "./b.js";',
      "local/b.ts": 'import type { C } from "./c.js";',
      "local/c.ts": 'import "./a.js";\nimport "./d.js";',
      "local/d.ts": 'import "./d.js";',
      "local/e.ts": 'import "./a.js";',
    });
    expect(violations.map((violation) => violation.replace(/ \(.*/, ""))).toEqual([
      "no-circles: local/a.ts → local/b.ts",
      "no-circles: local/b.ts → local/c.ts",
      "no-circles: local/c.ts → local/a.ts",
      "no-circles: local/d.ts → local/d.ts",
    ]);
  });

  it.each([
    "./nowhere.js",
    "no-such-package",
    "zod/no-such-file",
    "node:no-such-module",
    "@aerotage/core/no-such-file",
  ])("find that %s does not exist", async (specifier) => {
    const violations = await violationsOf({ "local/x.ts": `import ${JSON.stringify(specifier)};` });
    expect(namesOf(violations)).toEqual(["every-import-resolves"]);
  });

  it("do not hold for nothing: no file, or a file that cannot be read", async () => {
    expect(() => checkLayers(folder)).toThrow("No source file below");
    await expect(violationsOf({ "local/x.ts": "import {" })).rejects.toThrow("local/x.ts is not valid TypeScript");
  });
});

describe("the specifiers of a file", () => {
  it("are none in comments, texts and computed imports", () => {
    const source =
      '// import "a";\nexport const b = `import "x"`;\nawait import(b);\nrequire(b);\nobject.require("c");';
    expect(readSpecifiers("x.ts", source)).toEqual([]);
  });
});
