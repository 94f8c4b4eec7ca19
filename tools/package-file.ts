/** Single files of packages of the npm registry, where a package and all that it depends on is not worth installing. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { OperatorError } from "./command-line.js";
import { CommandError, run } from "./commands.js";
import { npmCommand } from "./npm.mjs";
import { localDirectory } from "./paths.js";

export interface PackageFile {
  readonly name: string;
  readonly version: string;
  /** Of the package's archive, as the registry states it: `sha512-…`. */
  readonly integrity: string;
  /** Below the package's folder. */
  readonly path: string;
}

/** True if an archive is the one that was pinned. */
export function hasIntegrity(archive: Uint8Array, integrity: string): boolean {
  return `sha512-${createHash("sha512").update(archive).digest("base64")}` === integrity;
}

/**
 * The file on this machine, taken out of its package's archive the first time.
 *
 * @throws {OperatorError} if the archive cannot be had, or is another one than the pinned
 */
export async function ensurePackageFile(file: PackageFile, signal?: AbortSignal): Promise<string> {
  const { name, version, integrity, path } = file;
  const target = join(localDirectory, "packages", `${name.replace("/", "-")}-${version}`, basename(path));
  if (existsSync(target)) return target;
  mkdirSync(join(target, ".."), { recursive: true });
  const temporary = mkdtempSync(join(localDirectory, "package-"));
  const options = { environment: process.env, signal };
  try {
    const npm = npmCommand(["pack", `${name}@${version}`, "--silent", "--pack-destination", temporary]);
    await run(npm.program, npm.args, options);
    const archives = readdirSync(temporary);
    const archive = join(temporary, archives[0] ?? "");
    if (archives.length !== 1 || !hasIntegrity(readFileSync(archive), integrity)) {
      throw new OperatorError(
        `The archive of ${name} ${version} that npm has fetched is not the one that is pinned (${integrity}). ` +
          "Clear npm's cache (`npm cache clean --force`) and try again; if it still differs, do not use that registry.",
      );
    }
    await run("tar", ["-xzf", archive, "-C", temporary, `package/${path}`], options);
    renameSync(join(temporary, "package", path), target);
    return target;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new OperatorError(`${path} of ${name} ${version} could not be fetched:\n${error.output}`);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
