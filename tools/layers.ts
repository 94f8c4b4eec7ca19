/**
 * The layer rules: which folder may import from which. `npm run layers` checks them.
 *
 * Data flows one way, gateway → handler → domain → repository → table; infrastructure reads manifests and contracts only;
 * services know nothing of infrastructure; only modules and stacks know CDK for Terraform.
 */
import { fileURLToPath } from "node:url";
import { circularImports, findSources, type Import, readImports } from "./import-graph.js";
import { root } from "./paths.js";

/**
 * A rule: an import from a file that fits `from` to a file that fits `to` is a violation. Paths are regular expressions; `$1` in
 * those of `to` is the first group of `from.path`.
 */
export interface LayerRule {
  readonly name: string;
  /** What the rule keeps apart. */
  readonly comment: string;
  readonly from: { readonly path?: string; readonly pathNot?: string };
  readonly to: {
    readonly path?: string;
    readonly pathNot?: string;
    /** `type-only` leaves imports out that load nothing at run time. */
    readonly dependencyTypesNot?: readonly "type-only"[];
    /** Only imports that are part of a circle. */
    readonly circular?: true;
    /** Only imports of something that does not exist. */
    readonly couldNotResolve?: true;
  };
}

/** The folders that the rules speak of. */
const folders = ["environments", "modules", "stacks", "services", "client", "local", "tools", "bench", "tests"];

const product = "^(environments|stacks|services|local|tools|bench|tests)/";

/** Each rule says what it keeps apart. */
export const rules: readonly LayerRule[] = [
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
    comment:
      "Services share code through core and the kernel, and through what one of them publishes for others in its folder published/.",
    from: { path: "^services/([^/]+)/" },
    to: { path: "^services/", pathNot: "^services/(core|kernel|$1)/|^services/[^/]+/src/published/" },
  },
  {
    name: "core-knows-no-service",
    comment: "Core is below all services.",
    from: { path: "^services/core/" },
    to: { path: "^services/", pathNot: "^services/core/" },
  },
  {
    name: "kernel-knows-no-service",
    comment: "The kernel is what services share: it is below all of them.",
    from: { path: "^services/kernel/" },
    to: { path: "^services/", pathNot: "^services/(core|kernel)/" },
  },
  {
    name: "infrastructure-reads-manifests",
    comment: "Stacks read what a service states, never how it does it.",
    from: { path: "^stacks/" },
    to: {
      path: "^services/",
      pathNot:
        "^services/[^/]+/src/(manifest|contract)\\.ts$|^services/[^/]+/src/contract/|^services/core/src/contract/|^services/core/src/runtime/environment\\.ts$",
    },
  },
  {
    name: "contracts-are-light",
    comment: "Contracts and manifests load without the AWS SDK.",
    from: {
      path: "^services/[^/]+/src/(manifest|contract)\\.ts$|^services/[^/]+/src/[^/]+/contract\\.ts$|^services/[^/]+/src/contract/|^services/core/src/contract/|^services/kernel/src/money\\.ts$",
    },
    to: { path: "node_modules/(@aws-sdk|@smithy|@aws-lambda-powertools)/" },
  },
  {
    name: "domain-is-pure",
    comment: "Domain rules know no AWS, no table and no handler.",
    from: { path: "^services/[^/]+/src/domain/", pathNot: "\\.test\\.ts$" },
    to: {
      path: "node_modules/(@aws-sdk|@smithy|@aws-lambda-powertools)/|/src/(functions|lambda|database|persistence|use-cases)/|/persistence\\.ts$",
      dependencyTypesNot: ["type-only"],
    },
  },
  {
    name: "handlers-reach-tables-through-repositories",
    comment: "Only a service's repository knows keys and indexes.",
    from: { path: "^services/[^/]+/src/(functions|use-cases|domain)/", pathNot: "\\.test\\.ts$" },
    to: { path: "node_modules/@aws-sdk/" },
  },
  {
    name: "tools-know-no-local-cloud",
    comment: "Tools work against any cloud: what only the local cloud needs belongs in local/.",
    from: { path: "^tools/" },
    to: { path: "^(local|bench|tests)/" },
  },
  {
    name: "client-knows-contracts-alone",
    comment:
      "The API client is for every user of the API: it imports contracts and packages. Code that needs a cloud or the insides of a service belongs in tests/, bench/ or local/.",
    from: { path: "^client/" },
    to: {
      path: "^(environments|modules|stacks|services|local|tools|bench|tests)/",
      pathNot: "^services/[^/]+/src/contract\\.ts$|^services/[^/]+/src/contract/",
    },
  },
  {
    name: "product-knows-no-client",
    comment:
      "The API client calls the deployed API from outside. Code that the product and its client both need belongs in a contract.",
    from: { path: "^(environments|modules|stacks|services|tools)/" },
    to: { path: "^client/" },
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

/**
 * Looks at every import below a folder that is laid out as this repository.
 * @throws if there is no file to look at: the rules would hold for nothing
 */
export function checkLayers(baseDir: string): LayerReport {
  const files = findSources(baseDir, folders);
  if (files.length === 0) throw new Error(`No source file below ${folders.join(", ")} in ${baseDir}.`);
  const imports = readImports(baseDir, files);
  const circular = new Set(circularImports(imports));
  const violations = rules.flatMap((rule) =>
    imports
      .filter((one) => breaks(rule, one, circular))
      .map(({ from, to }) => `${rule.name}: ${from} → ${to} (${rule.comment})`),
  );
  return { files: files.length, violations: [...new Set(violations)] };
}

function breaks({ from, to }: LayerRule, found: Import, circular: ReadonlySet<Import>): boolean {
  const importer = new RegExp(from.path ?? "").exec(found.from);
  if (importer === null || (from.pathNot !== undefined && new RegExp(from.pathNot).test(found.from))) return false;
  const fits = (pattern: string) =>
    new RegExp(pattern.replace(/\$(\d)/g, (_, group: string) => escaped(importer[Number(group)] ?? ""))).test(found.to);
  if (to.path !== undefined && !fits(to.path)) return false;
  if (to.pathNot !== undefined && fits(to.pathNot)) return false;
  if (to.dependencyTypesNot?.includes("type-only") && found.typeOnly) return false;
  if (to.circular && !circular.has(found)) return false;
  return !(to.couldNotResolve && found.resolved);
}

/** A text as a regular expression that fits this text alone. */
function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { files, violations } = checkLayers(root);
  for (const violation of violations) console.error(violation);
  console.log(`${files} files, ${violations.length} imports against the layer rules`);
  if (violations.length > 0) process.exitCode = 1;
}
