/** Single files of Maven Central, pinned by their content: programs that tests run with Java. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { OperatorError } from "./command-line.js";
import { localDirectory } from "./paths.js";

export interface MavenFile {
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
  /** Of the file, in hex. */
  readonly sha256: string;
}

/** The variable that names another repository than the public one. */
const repositoryVariable = "MAVEN_REPOSITORY";
/** What Maven itself uses where nothing else is set. */
const centralRepository = "https://repo1.maven.org/maven2";

/** True if a file is the one that was pinned. */
export function hasSha256(content: Uint8Array, sha256: string): boolean {
  return createHash("sha256").update(content).digest("hex") === sha256;
}

/**
 * The repository to fetch from: the variable's, else the mirror of Maven's own settings, else the public one.
 * @param settings the text of `settings.xml`
 */
export function repositoryOf(environment: NodeJS.ProcessEnv, settings = ""): string {
  const mirrors = [...settings.replace(/<!--[\s\S]*?-->/g, "").matchAll(/<mirror>([\s\S]*?)<\/mirror>/g)];
  const mirror = mirrors.find(([, text = ""]) => /<mirrorOf>\s*(?:\*|[^<]*\bcentral\b)/.test(text))?.[1];
  const url = environment[repositoryVariable] ?? mirror?.match(/<url>\s*([^<\s]+)/)?.[1] ?? centralRepository;
  return url.replace(/\/+$/, "");
}

/**
 * The file on this machine, fetched the first time.
 *
 * @throws {OperatorError} if the file cannot be had, or is another one than the pinned
 */
export async function ensureMavenFile(file: MavenFile, signal?: AbortSignal): Promise<string> {
  const { group, artifact, version, sha256 } = file;
  const name = `${artifact}-${version}.jar`;
  const target = join(localDirectory, "packages", name);
  if (existsSync(target)) return target;
  const settings = join(homedir(), ".m2", "settings.xml");
  const repository = repositoryOf(process.env, existsSync(settings) ? readFileSync(settings, "utf8") : undefined);
  const content = await fetched(`${repository}/${group.replaceAll(".", "/")}/${artifact}/${version}/${name}`, signal);
  if (!hasSha256(content, sha256))
    throw new OperatorError(
      `The file ${name} that was fetched is not the one that is pinned (sha256 ${sha256}). Do not use that repository.`,
    );
  mkdirSync(join(target, ".."), { recursive: true });
  const temporary = mkdtempSync(join(localDirectory, "package-"));
  try {
    writeFileSync(join(temporary, name), content);
    renameSync(join(temporary, name), target);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return target;
}

async function fetched(url: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  try {
    const response = await fetch(url, { ...(signal !== undefined && { signal }) });
    if (!response.ok) throw new Error(`the repository answers ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    const { message, cause } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    throw new OperatorError(
      `${url} could not be fetched: ${reason}. ${repositoryVariable} names another Maven repository.`,
    );
  }
}
