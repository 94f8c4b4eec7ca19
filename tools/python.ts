/** Python programs that the project uses, each in a virtual environment of its own below `.local/`. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { OperatorError } from "./command-line.js";
import { CommandError, run } from "./commands.js";
import { withLock } from "./lock.js";
import { localDirectory } from "./paths.js";

/** The environments; each is pinned by `local/requirements-<name>.txt`. They don't fit in one. */
export type VirtualEnvironment = "ministack" | "checkov";

const minimumVersion = { major: 3, minor: 10 } as const;
const candidates = ["python3", "python", "python3.13", "python3.12", "python3.11", "python3.10"] as const;
const probe = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])";

const howToInstall =
  "Install Python 3.10 or newer with its venv module and start again: https://www.python.org/downloads/, " +
  "`sudo apt install python3 python3-venv` (Debian, Ubuntu), `brew install python` (macOS).";

/** True if a version as `3.11` is new enough. */
export function isSupportedPython(version: string): boolean {
  const [major = 0, minor = 0] = version.trim().split(".").map(Number);
  return major > minimumVersion.major || (major === minimumVersion.major && minor >= minimumVersion.minor);
}

/** The first Python on the PATH that is new enough and can make virtual environments. */
async function findPython(signal?: AbortSignal): Promise<string> {
  const tried: string[] = [];
  for (const candidate of candidates) {
    try {
      const version = await run(candidate, ["-c", probe], { environment: process.env, signal });
      if (isSupportedPython(version)) return candidate;
      tried.push(`${candidate} is ${version.trim()}`);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof CommandError) {
        tried.push(`${candidate} failed: ${error.output.split("\n").at(-1) ?? error.output}`);
      } else if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  const found = tried.length === 0 ? "there is none on the PATH" : tried.join("; ");
  throw new OperatorError(`Python 3.10 or newer with the venv module is needed: ${found}. ${howToInstall}`);
}

/**
 * Makes sure that a virtual environment holds exactly its pinned requirements, and returns its folder of programs. It is made anew
 * when they change or when an earlier installation was interrupted. Several processes may call this at once.
 *
 * @throws {OperatorError} if there is no usable Python or the packages can't be had.
 */
export async function ensureVenv(
  name: VirtualEnvironment,
  options: { readonly signal?: AbortSignal; readonly note?: (text: string) => void } = {},
): Promise<string> {
  const { signal, note = console.log } = options;
  const requirements = join(import.meta.dirname, `requirements-${name}.txt`);
  const folder = join(localDirectory, `venv-${name}`);
  const programs = join(folder, "bin");
  const stamp = join(folder, ".requirements-sha256");
  // The folder is part of it: a virtual environment does not survive being moved or copied with its clone.
  const wanted = createHash("sha256").update(readFileSync(requirements)).update(folder).digest("hex");
  const isReady = () =>
    existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && existsSync(join(programs, "python"));
  if (isReady()) return programs;

  return await withLock(
    `${folder}.lock`,
    { signal, onWait: (pid) => note(`Waiting for process ${pid} to install ${name} …`) },
    async () => {
      if (isReady()) return programs;
      const python = await findPython(signal);
      rmSync(folder, { recursive: true, force: true });
      note(`Installing ${name} into .local/venv-${name} …`);
      const options = { environment: process.env, signal };
      try {
        await run(python, ["-m", "venv", folder], options);
        await run(
          join(programs, "python"),
          ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements],
          options,
        );
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        throw new OperatorError(
          `${name} could not be installed with ${python}. Is the package index (pip's index-url) reachable? pip said:\n${error.output}`,
        );
      }
      writeFileSync(stamp, wanted);
      return programs;
    },
  );
}
