/**
 * The layer rules: which folder may import from which. `npm run layers` checks them.
 *
 * Data flows one way, gateway → handler → domain → repository → table; infrastructure reads manifests and contracts only;
 * services know nothing of infrastructure; only modules and stacks know CDK for Terraform.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { cruise, type IForbiddenRuleType, type IModule, type IViolation } from "dependency-cruiser";

/** The folders that the rules speak of. */
const folders = ["environments", "modules", "stacks", "services", "local", "tools", "bench", "tests"];

const product = "^(environments|stacks|services|local|tools|bench|tests)/";

/** Each rule says what it keeps apart. */
export const rules: readonly IForbiddenRuleType[] = [
  {
    name: "modules-know-no-product",
    comment: "A module is reusable: it knows nothing of this product's tables, routes, environments or services.",
    from: { path: "^modules/", pathNot: "\\.test\\.ts$" },
    to: { path: product },
  },
  {
    name: "services-know-no-infrastructure",
    comment: "The code of a function knows nothing of how it is deployed.",
    from: { path: "^services/" },
    to: { path: "^(environments|modules|stacks|local|tools|bench|tests)/" },
  },
  {
    name: "services-stand-alone",
    comment: "Services share code through core only.",
    from: { path: "^services/([^/]+)/" },
    to: { path: "^services/", pathNot: "^services/(core|$1)/" },
  },
  {
    name: "core-knows-no-service",
    comment: "Core is below all services.",
    from: { path: "^services/core/" },
    to: { path: "^services/", pathNot: "^services/core/" },
  },
  {
    name: "infrastructure-reads-manifests",
    comment: "Stacks read what a service states, never how it does it.",
    from: { path: "^stacks/" },
    to: {
      path: "^services/",
      pathNot:
        "^services/[^/]+/src/(manifest|contract)\\.ts$|^services/core/src/(manifest|operation|environment|errors|cors)\\.ts$",
    },
  },
  {
    name: "contracts-are-light",
    comment: "Contracts and manifests load without the AWS SDK.",
    from: {
      path: "^services/[^/]+/src/(manifest|contract)\\.ts$|^services/[^/]+/src/[^/]+/contract\\.ts$|^services/core/src/(operation|errors|schemas|money)\\.ts$",
    },
    to: { path: "node_modules/(@aws-sdk|@smithy|@aws-lambda-powertools)/" },
  },
  {
    name: "domain-is-pure",
    comment: "Domain rules know no AWS, no table and no handler.",
    from: { path: "^services/[^/]+/src/domain/" },
    to: {
      path: "node_modules/(@aws-sdk|@smithy|@aws-lambda-powertools)/|/src/(functions|lambda|database)/|/repository\\.ts$",
      dependencyTypesNot: ["type-only"],
    },
  },
  {
    name: "handlers-reach-tables-through-repositories",
    comment: "Only a service's repository knows keys and indexes.",
    from: { path: "^services/[^/]+/src/(functions|domain)/" },
    to: { path: "node_modules/@aws-sdk/" },
  },
  {
    name: "tools-know-no-local-cloud",
    comment: "Tools work against any cloud: what only the local cloud needs belongs in local/.",
    from: { path: "^tools/" },
    to: { path: "^(local|bench|tests)/" },
  },
  {
    name: "cdktf-in-infrastructure-only",
    comment: "A successor of cdktf is a change of modules and stacks alone.",
    from: { pathNot: "^(modules|stacks|tests/infrastructure)/" },
    to: { path: "node_modules/(cdktf|constructs|@cdktf)/" },
  },
  { name: "no-circles", comment: "Nothing depends on itself.", from: {}, to: { circular: true } },
  {
    name: "every-import-resolves",
    comment: "An import that leads nowhere breaks at run time.",
    from: {},
    // Types alone, without a module behind them.
    to: { couldNotResolve: true, pathNot: "^aws-lambda$" },
  },
];

/** What was found: each violation, and how many files were looked at. */
export interface LayerReport {
  readonly files: number;
  /** Each as the rule's name, who imports what, and why not. */
  readonly violations: readonly string[];
}

/** Looks at every import below a folder that is laid out as this repository. */
export async function checkLayers(baseDir: string): Promise<LayerReport> {
  const present = folders.filter((folder) => existsSync(join(baseDir, folder)));
  const result = await cruise(
    present,
    {
      baseDir,
      ruleSet: { forbidden: [...rules] },
      validate: true,
      doNotFollow: { path: "node_modules" },
      parser: "swc",
      exclude: { path: "__snapshots__|^tests/fixtures/" },
      tsPreCompilationDeps: true,
    },
    {
      conditionNames: ["import", "node", "default", "types"],
      exportsFields: ["exports"],
      extensions: [".ts", ".mjs", ".js", ".json"],
      extensionAlias: { ".js": [".ts", ".js"] },
    },
  );
  const { modules, summary } = result.output as { modules: IModule[]; summary: { violations: IViolation[] } };
  const own = modules.filter(({ source }) => folders.some((folder) => source.startsWith(`${folder}/`)));
  const violations = summary.violations.map(({ from, to, rule }) => {
    return `${rule.name}: ${from} → ${to} (${rules.find(({ name }) => name === rule.name)?.comment})`;
  });
  return { files: own.length, violations };
}
