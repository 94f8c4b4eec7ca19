import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkLayers, rules } from "./layers.js";
import { root } from "./paths.js";

/** Files that break one rule each, laid out as the repository. */
const offences: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "modules-know-no-product": { "modules/a.ts": 'import "../stacks/b.js";', "stacks/b.ts": "" },
  "services-know-no-infrastructure": { "services/a/src/x.ts": 'import "../../../modules/b.js";', "modules/b.ts": "" },
  "services-stand-alone": { "services/a/src/x.ts": 'import "../../b/src/y.js";', "services/b/src/y.ts": "" },
  "core-knows-no-service": { "services/core/src/x.ts": 'import "../../a/src/y.js";', "services/a/src/y.ts": "" },
  "infrastructure-reads-manifests": {
    "stacks/a.ts": 'import "../services/a/src/functions/x.js";',
    "services/a/src/functions/x.ts": "",
  },
  "contracts-are-light": { "services/a/src/contract.ts": 'import "@aws-sdk/client-dynamodb";' },
  "domain-is-pure": { "services/a/src/domain/x.ts": 'import "../repository.js";', "services/a/src/repository.ts": "" },
  "handlers-reach-tables-through-repositories": { "services/a/src/functions/x.ts": 'import "@aws-sdk/lib-dynamodb";' },
  "tools-know-no-local-cloud": { "tools/x.ts": 'import "../local/y.js";', "local/y.ts": "" },
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

  it("hold in this repository", async () => {
    const { files, violations } = await checkLayers(root);
    expect(violations).toEqual([]);
    expect(files).toBeGreaterThan(50);
  });

  it.each(rules.map(({ name }) => String(name)))("%s: a file that breaks it is found", async (name) => {
    for (const [file, source] of Object.entries(offences[name] ?? {})) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), `${source}\nexport {};\n`);
    }
    const { violations } = await checkLayers(folder);
    expect(violations.map((violation) => violation.split(":")[0])).toContain(name);
  });
});
