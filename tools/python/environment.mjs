/**
 * Python programs that the project uses, each in a virtual environment of its own below `.local/`.
 *
 * Plain JavaScript without dependencies: the launcher makes an environment beside `npm ci`.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The environments; `requirements-<name>.txt` pins each. Their packages contradict each other, so they do not fit into one.
 * @typedef {"ministack" | "checkov" | "readers" | "java"} VirtualEnvironment
 */

const folder = dirname(fileURLToPath(import.meta.url));
const localDirectory = join(dirname(dirname(folder)), ".local");
const minimumVersion = { major: 3, minor: 10 };
const candidates = ["python3", "python", "python3.13", "python3.12", "python3.11", "python3.10"];
const probe = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])";

const howToInstall =
  "Install Python 3.10 or newer with its venv module and start again: https://www.python.org/downloads/, " +
  "`sudo apt install python3 python3-venv` (Debian, Ubuntu), `brew install python` (macOS).";

/**
 * @param {VirtualEnvironment} name
 */
function layout(name) {
  const environment = join(localDirectory, `venv-${name}`);
  const requirements = join(folder, `requirements-${name}.txt`);
  // The folder is part of it: a virtual environment does not survive being moved or copied with its clone.
  const stamp = createHash("sha256").update(readFileSync(requirements)).update(environment).digest("hex");
  return { environment, requirements, stamp, programs: join(environment, "bin") };
}

/**
 * The folder with the programs of an environment.
 * @param {VirtualEnvironment} name
 */
export function programsOf(name) {
  return layout(name).programs;
}

/**
 * True if an environment holds exactly its pinned requirements.
 * @param {VirtualEnvironment} name
 */
export function isEnvironmentReady(name) {
  const { environment, stamp, programs } = layout(name);
  const file = join(environment, ".requirements-sha256");
  return existsSync(file) && readFileSync(file, "utf8") === stamp && existsSync(join(programs, "python"));
}

/**
 * True if a version as `3.11` is new enough.
 * @param {string} version
 */
export function isSupportedPython(version) {
  const [major = 0, minor = 0] = version.trim().split(".").map(Number);
  return major > minimumVersion.major || (major === minimumVersion.major && minor >= minimumVersion.minor);
}

/** Thrown if this machine has no usable Python; the message says how to install one. */
export class PythonMissingError extends Error {
  /** @param {string} found */
  constructor(found) {
    super(`Python 3.10 or newer with the venv module is needed: ${found}. ${howToInstall}`);
    this.name = "PythonMissingError";
  }
}

/** The first Python on the PATH that is new enough and can make virtual environments. @throws {PythonMissingError} */
function findPython() {
  const tried = [];
  for (const candidate of candidates) {
    try {
      const version = execFileSync(candidate, ["-c", probe], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
      if (isSupportedPython(version)) return candidate;
      tried.push(`${candidate} is ${version.trim()}`);
    } catch (error) {
      const { code, stderr } = /** @type {{ code?: string, stderr?: string }} */ (error);
      if (code !== "ENOENT") tried.push(`${candidate} failed: ${stderr?.trim().split("\n").at(-1) ?? code}`);
    }
  }
  throw new PythonMissingError(tried.length === 0 ? "there is none on the PATH" : tried.join("; "));
}

/**
 * The command that makes an environment. It does nothing where the environment is ready, and waits where another process makes it.
 * @param {VirtualEnvironment} name
 * @returns {{ readonly program: string, readonly args: readonly string[] }}
 * @throws {PythonMissingError}
 */
export function makeEnvironmentCommand(name) {
  const { environment, requirements, stamp } = layout(name);
  return { program: findPython(), args: [join(folder, "environment.py"), environment, requirements, stamp] };
}
