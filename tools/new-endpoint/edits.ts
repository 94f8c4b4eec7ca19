/** Changes of source files: imports, and text at a known place. */
import { posix } from "node:path";

/** Names by the module that they are imported from. `type Name` imports a type. */
export type Imports = Readonly<Record<string, readonly string[]>>;

/** A piece of code, with what it imports. A module `src:…` is a file of the service: `src:domain/client`. */
export interface Code {
  readonly text: string;
  readonly imports: Imports;
}

/** A piece of code from its text and imports. */
export function code(text: string, imports: Imports = {}): Code {
  return { text, imports };
}

/** All imports of several pieces. */
export function importsOf(...pieces: readonly (Code | Imports | undefined)[]): Imports {
  const all: Record<string, string[]> = {};
  for (const piece of pieces) {
    if (piece === undefined) continue;
    const imports = isCode(piece) ? piece.imports : piece;
    for (const [module, names] of Object.entries(imports)) all[module] = [...(all[module] ?? []), ...names];
  }
  return all;
}

function isCode(piece: Code | Imports): piece is Code {
  return typeof piece.text === "string";
}

/** How a file names a module: `src:domain/client` in `services/clients/src/functions/get.ts` is `../domain/client.js`. */
function specifierOf(module: string, file: string): string {
  const [prefix, path] = module.split(":");
  if (path === undefined || prefix === "node") return module;
  const service = /^services\/[^/]+\//.exec(file)?.[0] ?? "";
  const target = prefix === "src" ? `${service}src/${path}` : path;
  const relative = posix.relative(posix.dirname(file), `${target}.js`);
  return relative.startsWith(".") ? relative : `./${relative}`;
}

/** Adds imports to a file. `root:…` is a module below the checkout. Biome brings them into order. */
export function withImports(source: string, file: string, imports: Imports): string {
  return Object.entries(imports).reduce(
    (text, [module, names]) => withImport(text, specifierOf(module, file), names),
    source,
  );
}

function withImport(source: string, module: string, added: readonly string[]): string {
  if (added.length === 0) return source;
  const escaped = module.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const found = new RegExp(`import (type )?\\{([^}]*)\\} from "${escaped}";`).exec(source);
  const present = (found?.[2] ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "")
    .map((name) => (found?.[1] === undefined ? name : `type ${name}`));
  const all = [...new Set([...present, ...added])];
  const names = all.filter((name) => !(name.startsWith("type ") && all.includes(name.slice(5))));
  const typesOnly = names.every((name) => name.startsWith("type "));
  const list = (typesOnly ? names.map((name) => name.slice(5)) : names).join(", ");
  const line = `import ${typesOnly ? "type " : ""}{ ${list} } from "${module}";`;
  if (found !== null) return source.replace(found[0], line);
  const first = /^import /m.exec(source)?.index ?? /^(\/\*\*[\s\S]*?\*\/\n+)/.exec(source)?.[0].length ?? 0;
  return `${source.slice(0, first)}${line}\n${source.slice(first)}`;
}

/** Adds `import * as z from "zod/mini"`. */
export function withZod(source: string): string {
  const line = 'import * as z from "zod/mini";\n';
  if (source.includes(line)) return source;
  const first = /^import /m.exec(source)?.index ?? 0;
  return source.slice(0, first) + line + source.slice(first);
}

/** Inserts text before the last place where another text is. @throws if the file does not have that text */
export function insertBefore(source: string, anchor: string, inserted: string, file: string): string {
  const index = source.lastIndexOf(anchor);
  if (index < 0)
    throw new Error(`${file} no longer has ${JSON.stringify(anchor)}. Correct tools/new-endpoint/resources.ts.`);
  return source.slice(0, index) + inserted + source.slice(index);
}

/** Adds a text to a union of texts. @param pattern its groups are what is before the union, and the union */
export function withUnionMember(source: string, pattern: RegExp, member: string, file: string): string {
  const found = pattern.exec(source);
  if (found === null) throw new Error(`${file} no longer has ${pattern}. Correct tools/new-endpoint/resources.ts.`);
  const [whole, before = "", union = ""] = found;
  if (union.includes(`"${member}"`)) return source;
  return source.replace(whole, `${before}${union.trimEnd()} | "${member}"`);
}
