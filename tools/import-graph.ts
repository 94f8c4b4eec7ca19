/** The imports between the files of a repository, read from their syntax trees: those of types alone too. */
import { type Dirent, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import { ResolverFactory } from "rolldown/experimental";
import { parseSync, Visitor } from "rolldown/utils";

/** One import, export from, `import()`, `require()` or type `import("…")` of a file. */
export interface Import {
  /** The importing file, below the base folder, with forward slashes. */
  readonly from: string;
  /** The imported file, as `from`; a module of Node.js or a module that was not found as it is written. */
  readonly to: string;
  /** True for `import type`, `export type` and type `import("…")`: nothing is loaded at run time. */
  readonly typeOnly: boolean;
  /** False if nothing is found at `to`. */
  readonly resolved: boolean;
}

const sourceFile = /\.(ts|mts|mjs|js)$/;
const skippedFolders = new Set(["node_modules", "__snapshots__"]);

/** All source files below the given folders of the base folder, sorted. A folder that does not exist has none. */
export function findSources(baseDir: string, folders: readonly string[]): string[] {
  return folders.flatMap((folder) => listSources(baseDir, folder)).sort();
}

function listSources(baseDir: string, folder: string): string[] {
  return readFolder(join(baseDir, folder)).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : listSources(baseDir, path);
    return sourceFile.test(entry.name) ? [path] : [];
  });
}

function readFolder(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** The imports of the given files. @throws if a file is not valid TypeScript */
export function readImports(baseDir: string, files: readonly string[]): Import[] {
  const resolver = new ResolverFactory({
    conditionNames: ["import", "node", "default", "types"],
    extensions: [".ts", ".mjs", ".js", ".json"],
    extensionAlias: { ".js": [".ts", ".js"] },
  });
  return files.flatMap((from) => {
    const path = join(baseDir, from);
    return readSpecifiers(from, readFileSync(path, "utf8")).map(({ specifier, typeOnly }) => {
      if (isBuiltin(specifier)) return { from, to: specifier, typeOnly, resolved: true };
      const { path: found } = resolver.sync(dirname(path), specifier);
      return {
        from,
        to: found === undefined ? specifier : below(baseDir, found),
        typeOnly,
        resolved: found !== undefined,
      };
    });
  });
}

function below(baseDir: string, path: string): string {
  return relative(baseDir, path).replaceAll(sep, "/");
}

interface Specifier {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

/** What a source text imports, as it is written. @throws if the text is not valid TypeScript */
export function readSpecifiers(file: string, source: string): Specifier[] {
  const { program, errors } = parseSync(file, source);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${file} is not valid TypeScript: ${error.message}`);
  const found: Specifier[] = [];
  const add = (specifier: string, kind: "type" | "value" | undefined) =>
    found.push({ specifier, typeOnly: kind === "type" });
  new Visitor({
    ImportDeclaration: ({ source: { value }, importKind }) => add(value, importKind),
    ExportAllDeclaration: ({ source: { value }, exportKind }) => add(value, exportKind),
    ExportNamedDeclaration: ({ source: from, exportKind }) => from !== null && add(from.value, exportKind),
    TSImportType: ({ source: { value } }) => add(value, "type"),
    TSExternalModuleReference: ({ expression: { value } }) => add(value, "value"),
    ImportExpression: ({ source: name }) => {
      const specifier = constantText(name);
      if (specifier !== undefined) add(specifier, "value");
    },
    CallExpression: ({ callee, arguments: [name] }) => {
      if (callee.type !== "Identifier" || callee.name !== "require" || name === undefined) return;
      const specifier = constantText(name);
      if (specifier !== undefined) add(specifier, "value");
    },
  }).visit(program);
  return found;
}

/** The text of a string or of a template without parts; undefined for any other expression. */
function constantText(node: {
  readonly type: string;
  readonly value?: unknown;
  readonly quasis?: readonly { readonly value: { readonly cooked: string | null } }[];
}): string | undefined {
  if (node.type === "Literal") return typeof node.value === "string" ? node.value : undefined;
  if (node.type !== "TemplateLiteral" || node.quasis?.length !== 1) return undefined;
  return node.quasis[0]?.value.cooked ?? undefined;
}

/** The imports that are part of a circle: the imported file reaches the importing file again. */
export function circularImports(imports: readonly Import[]): Import[] {
  const next = new Map<string, Set<string>>();
  for (const { from, to } of imports) next.set(from, (next.get(from) ?? new Set()).add(to));
  const reached = new Map<string, ReadonlySet<string>>();
  return imports.filter(({ from, to }) => {
    let reachable = reached.get(to);
    if (reachable === undefined) {
      reachable = reachableFrom(to, next);
      reached.set(to, reachable);
    }
    return reachable.has(from);
  });
}

function reachableFrom(start: string, next: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const reachable = new Set([start]);
  // A Set is walked in the order of insertion, with what is added on the way.
  for (const file of reachable) for (const imported of next.get(file) ?? []) reachable.add(imported);
  return reachable;
}
