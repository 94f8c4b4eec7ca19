/**
 * The layer rules: where each file belongs, and which folder may import which. `npm run layers` checks them.
 *
 * A request passes one way: gateway, function, use case, domain and persistence, table. Stacks read manifests and contracts. Services
 * do not know infrastructure. Only modules and stacks know CDK for Terraform.
 */
import { fileURLToPath } from "node:url";
import { circularImports, findSources, type Import, readImports } from "./import-graph.js";
import { root } from "./paths.js";

/** Files that are tests. */
const testFile = "\\.test\\.ts$";
/** Files that only tests import: the tables in memory, and what calls handlers with them. */
const testSupport = "^services/core/src/database/memory-|^services/kernel/src/test-support\\.ts$";
const sdk = "node_modules/(@aws-sdk|@smithy|@aws-lambda-powertools)/";

/**
 * A rule: an import from a file that fits `from` to a file that fits `to` is a violation. Paths are regular expressions; `$1` in
 * those of `to` is the first group of `from.path`.
 */
export interface LayerRule {
  readonly name: string;
  /** Why the import is refused, and where the code belongs. */
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

/**
 * The parts of core, each with the other parts that it may import. `services/core/src/` has these folders and no other. A part knows
 * nothing of the product: what several services know of users, projects or money is in services/kernel/.
 */
export const coreParts: Readonly<Record<string, readonly string[]>> = {
  text: [],
  time: [],
  contract: ["text", "time"],
  runtime: ["contract", "text"],
  audit: ["contract", "runtime", "text", "time"],
  aws: ["contract", "runtime"],
  database: ["audit", "contract", "runtime", "text"],
  lambda: ["audit", "contract", "database", "runtime", "text"],
  documents: ["runtime"],
};

const coreRules: readonly LayerRule[] = Object.entries(coreParts).map(([part, others]) => ({
  name: `core-${part}`,
  comment: `services/core/src/${part}/ may import ${others.join(", ") || "no other part of core"}. Move the code to a part that may import both, or to services/kernel/ if it knows the product.`,
  from: { path: `^services/core/src/${part}/`, pathNot: testFile },
  to: { path: "^services/core/src/", pathNot: `^services/core/src/(${[part, ...others].join("|")})/` },
}));

/** Each rule says which imports it refuses, and where the code belongs. */
export const rules: readonly LayerRule[] = [
  {
    name: "modules-know-no-product",
    comment:
      "modules/ holds reusable constructs, which know no table, route, environment or service. Pass the value as a prop from stacks/.",
    from: { path: "^modules/", pathNot: testFile },
    to: { path: product },
  },
  {
    name: "services-know-no-infrastructure",
    comment:
      "services/ holds the code of functions, which does not know how it is deployed. Code that both need belongs in services/core/src/contract/.",
    from: { path: "^services/" },
    to: { path: "^(environments|modules|stacks|local|tools|bench|tests)/" },
  },
  {
    name: "services-stand-alone",
    comment:
      "A service imports core, the kernel and what other services publish. Move the code to services/kernel/ if two services need it, or to published/ of the service that owns it.",
    from: { path: "^services/([^/]+)/" },
    to: { path: "^services/", pathNot: "^services/(core|kernel|$1)/|^services/[^/]+/src/published/" },
  },
  {
    name: "core-knows-no-service",
    comment:
      "services/core/ knows nothing of the product. Code that knows users, projects or money belongs in services/kernel/.",
    from: { path: "^services/core/" },
    to: { path: "^services/", pathNot: "^services/core/" },
  },
  {
    name: "kernel-knows-no-service",
    comment: "services/kernel/ is below all services. Move the code to the service that it imports.",
    from: { path: "^services/kernel/" },
    to: { path: "^services/", pathNot: "^services/(core|kernel)/" },
  },
  ...coreRules,
  {
    name: "infrastructure-reads-manifests",
    comment:
      "stacks/ reads what a service declares: its manifest.ts and contract/. Move the declaration there, or to services/core/src/contract/.",
    from: { path: "^stacks/" },
    to: {
      path: "^services/",
      pathNot:
        "^services/[^/]+/src/(manifest|contract)\\.ts$|^services/[^/]+/src/contract/|^services/core/src/runtime/environment\\.ts$",
    },
  },
  {
    name: "contracts-are-light",
    comment: "manifest.ts and contract/ load without the AWS SDK. Code that calls AWS belongs in persistence/.",
    from: {
      path: "^services/[^/]+/src/(manifest|contract)\\.ts$|^services/[^/]+/src/contract/|^services/kernel/src/domain/",
    },
    to: { path: sdk },
  },
  {
    name: "domain-is-pure",
    comment:
      "domain/ holds rules, which know no AWS, table or handler. What reads and plans writes belongs in use-cases/, what knows keys in persistence/.",
    from: { path: "^services/[^/]+/src/domain/", pathNot: testFile },
    to: {
      path: `${sdk}|/src/(functions|lambda|database|persistence|use-cases)/|/persistence\\.ts$`,
      dependencyTypesNot: ["type-only"],
    },
  },
  {
    name: "queries-belong-in-persistence",
    comment: "Keys and indexes belong in persistence/: move this query there, and call it from here.",
    from: {
      path: "^services/(?!core/)[^/]+/src/",
      pathNot: `/src/(persistence/|persistence\\.ts$|http-handler\\.ts$)|${testFile}|${testSupport}`,
    },
    to: {
      path: "node_modules/@aws-sdk/(client-dynamodb|lib-dynamodb|util-dynamodb)/|^services/core/src/database/(batch|client|merged|query|update-expression|update-where)\\.ts$",
      dependencyTypesNot: ["type-only"],
    },
  },
  {
    name: "use-cases-call-no-aws",
    comment:
      "functions/ and use-cases/ do not call AWS. The call belongs in persistence/, or in services/core/src/aws/.",
    from: { path: "^services/[^/]+/src/(functions|use-cases)/", pathNot: testFile },
    to: { path: "node_modules/@aws-sdk/" },
  },
  {
    name: "tables-in-memory-are-for-tests",
    comment:
      "Only *.test.ts files and tests/ import the tables in memory and test-support.ts. Code of the product takes a Database as an argument; what a test needs belongs in its *.test.ts file or in services/kernel/src/test-support.ts.",
    from: { pathNot: `${testFile}|${testSupport}|^tests/` },
    to: { path: testSupport },
  },
  {
    name: "tools-know-no-local-cloud",
    comment: "tools/ works with any cloud. What only the local cloud needs belongs in local/, which may import tools/.",
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
    comment:
      "Only modules/ and stacks/ import cdktf, so that a successor of cdktf changes them alone. Move the construct to modules/.",
    from: { pathNot: "^(modules|stacks|tests/infrastructure)/" },
    to: { path: "node_modules/(cdktf|constructs|@cdktf)/" },
  },
  {
    name: "no-circles",
    comment: "Two files import each other. Move what both need into a file of its own.",
    from: {},
    to: { circular: true },
  },
  {
    name: "every-import-resolves",
    comment: "The imported file does not exist: the import fails at run time.",
    from: {},
    // Types alone, without a module behind them.
    to: { couldNotResolve: true, pathNot: "^aws-lambda$" },
  },
];

/** Where a source file of a service may be. */
const rooms: readonly { readonly path: string; readonly rooms: string; readonly hint: string }[] = [
  {
    path: "^services/core/src/",
    rooms: `^services/core/src/(${Object.keys(coreParts).join("|")})/`,
    hint: `a part of core (${Object.keys(coreParts).join(", ")})`,
  },
  {
    path: "^services/kernel/src/",
    rooms: "^services/kernel/src/((contract|domain|persistence)/|(http-handler|test-support)\\.ts$)",
    hint: "contract/, domain/ or persistence/ of the kernel",
  },
  {
    path: "^services/[^/]+/src/",
    rooms:
      "^services/[^/]+/src/((contract|documents|domain|functions|persistence|published|use-cases)/|(manifest|contract|persistence)\\.ts$)",
    hint: "contract/, functions/, use-cases/, domain/, persistence/, documents/ or published/",
  },
];

/** Files that have no room of their own: the first room that their path begins with refuses them. */
function misplacedFiles(files: readonly string[]): string[] {
  return files
    .filter((file) => !new RegExp(testFile).test(file))
    .flatMap((file) => {
      const room = rooms.find(({ path }) => new RegExp(path).test(file));
      return room === undefined || new RegExp(room.rooms).test(file)
        ? []
        : [`files-have-rooms: ${file} (Move the file to ${room.hint}.)`];
    });
}

/** The fewest services that use a file of the kernel. */
const kernelUsers = 2;

/**
 * Files of the kernel that fewer than two services use, directly or through another file of the kernel. Only what services share is
 * admitted to it (decision 43).
 */
function unsharedKernelFiles(imports: readonly Import[], files: readonly string[]): string[] {
  const isSource = (file: string) => !new RegExp(testFile).test(file);
  const importersOf = (file: string) =>
    imports.filter(({ from, to }) => to === file && isSource(from)).map(({ from }) => from);
  /** The services that use a file, directly or through other files of the kernel. */
  const usersOf = (file: string): Set<string> => {
    const services = new Set<string>();
    const seen = new Set([file]);
    for (const one of seen) {
      for (const importer of importersOf(one)) {
        const service = /^services\/([^/]+)\//.exec(importer)?.[1];
        if (service === "kernel") seen.add(importer);
        else if (service !== undefined) services.add(service);
      }
    }
    return services;
  };
  return files
    .filter((file) => file.startsWith("services/kernel/src/") && isSource(file) && !new RegExp(testSupport).test(file))
    .flatMap((file) => {
      const users = usersOf(file);
      if (users.size >= kernelUsers) return [];
      const home = [...users][0];
      return [
        home === undefined
          ? `kernel-is-shared: ${file} is used by no service (Move the code to the service that needs it, or delete it.)`
          : `kernel-is-shared: ${file} is used by ${home} alone (Move the code to services/${home}/.)`,
      ];
    });
}

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
  const all = [...violations, ...misplacedFiles(files), ...unsharedKernelFiles(imports, files)];
  return { files: files.length, violations: [...new Set(all)] };
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
