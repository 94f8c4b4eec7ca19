import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { isSupportedPython, makeEnvironmentCommand, PythonMissingError } from "./environment.mjs";

const folder = mkdtempSync(join(tmpdir(), "python-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a Python environment", () => {
  const environment = join(folder, "venv");
  const requirements = join(folder, "requirements.txt");
  const script = makeEnvironmentCommand("ministack").args[0] ?? "";
  const make = (stamp: string) =>
    execFileSync("python3", [script, environment, requirements, stamp], { stdio: ["ignore", "pipe", "pipe"] });
  beforeAll(() => writeFileSync(requirements, "# nothing\n"));

  it("is made once for its requirements, anew for others, and is not ready where pip fails", () => {
    const stamp = join(environment, ".requirements-sha256");
    const trace = join(environment, "trace");
    make("first");
    expect(readFileSync(stamp, "utf8")).toBe("first");
    writeFileSync(trace, "");
    make("first");
    expect(existsSync(trace)).toBe(true);

    writeFileSync(requirements, "no such requirement at all\n");
    expect(() => make("second")).toThrow();
    expect(existsSync(trace)).toBe(false);
    expect(existsSync(stamp)).toBe(false);
  }, 60_000);
});

describe("Python", () => {
  // Before the next file is loaded, which reads the PATH too.
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it.each([
    ["3.9", false],
    ["3.10", true],
    ["3.13\n", true],
    ["4.0", true],
    ["2.7", false],
  ])("%s is new enough: %s", (version, expected) => {
    expect(isSupportedPython(version)).toBe(expected);
  });

  it("that is missing is told with how to install it", () => {
    vi.stubEnv("PATH", folder);
    expect(() => makeEnvironmentCommand("ministack")).toThrow(PythonMissingError);
    expect(() => makeEnvironmentCommand("ministack")).toThrow(/there is none on the PATH.*apt install python3/);
  });
});
