/** What the build wrote: which zip belongs to which function. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

/** One built function. */
const builtFunctionSchema = z.object({
  service: z.string(),
  function: z.string(),
  version: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  codeBytes: z.int().positive(),
  zipBytes: z.int().positive(),
  /** The zip below the build's folder. */
  zip: z.string(),
  /** The zip's key in the artifacts bucket. */
  key: z.string(),
});
const buildManifestSchema = z.object({ functions: z.record(z.string(), builtFunctionSchema) });

export type BuiltFunction = Readonly<z.output<typeof builtFunctionSchema>>;
/** Functions by `<service>-<function>`. */
export type Build = Readonly<Record<string, BuiltFunction>>;

export const defaultBuildDirectory = "build";

/** Thrown when the build's output is missing, unreadable, or older than the manifests. */
export class BuildManifestError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(`${message} Run \`npm run build\`.`, options);
    this.name = "BuildManifestError";
  }
}

/** @throws {BuildManifestError} */
export function readBuild(directory: string): Build {
  const path = join(directory, "manifest.json");
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new BuildManifestError(`There is no ${path}: the functions have not been built.`, { cause: error });
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new BuildManifestError(`${path} is not JSON.`, { cause: error });
  }
  const result = buildManifestSchema.safeParse(content);
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new BuildManifestError(`${path} is not a build's manifest: ${problems.join("; ")}.`);
  }
  return result.data.functions;
}
