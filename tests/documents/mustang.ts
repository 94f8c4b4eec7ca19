/** The validator Mustang: the official rules of EN 16931 and Factur-X, and PDF/A by veraPDF. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, extname, join } from "node:path";
import { ensureJava } from "../../tools/java.js";
import { ensureMavenFile } from "../../tools/maven-file.js";

const mustang = {
  group: "org.mustangproject",
  artifact: "Mustang-CLI",
  version: "2.26.0",
  sha256: "42d7868cb68264874a7b8cab4c3587b03b23ccc7cd72373da917f66758bb9736",
};

/** Much more than what the validator prints of all samples. */
const maxOutputBytes = 64 * 2 ** 20;

/** What the validator says of a file. */
export interface Verdict {
  readonly isValid: boolean;
  /** True for a PDF/A-3 file; undefined for XML. */
  readonly isPdfValid: boolean | undefined;
  /** The rules that the file breaks. */
  readonly rules: readonly string[];
  /** All that was printed of the file. */
  readonly output: string;
}

/**
 * Validates files, by their names. One Java runs for all files of a kind: it takes seconds to begin, and takes XML for PDF where it has read
 * both.
 */
export async function validate(files: Readonly<Record<string, string | Uint8Array>>): Promise<Map<string, Verdict>> {
  const [java, jar] = await Promise.all([ensureJava(), ensureMavenFile(mustang)]);
  const kinds = new Set(Object.keys(files).map((name) => extname(name)));
  const verdicts = await Promise.all(
    [...kinds].map((kind) => {
      const some = Object.entries(files).filter(([name]) => extname(name) === kind);
      return validateKind(java, jar, some);
    }),
  );
  return new Map(verdicts.flat());
}

async function validateKind(java: string, jar: string, files: readonly (readonly [string, string | Uint8Array])[]) {
  const folder = mkdtempSync(join(tmpdir(), "aerotage-mustang-"));
  try {
    for (const [name, content] of files) writeFileSync(join(folder, name), content);
    const action = ["--action", "validateExpectValid", "-d", folder];
    return verdictsOf(await outputOf(java, ["-jar", jar, "--disable-file-logging", ...action]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a program prints. It fails where a file is not valid, which is no failure to run. */
function outputOf(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, [...args], { maxBuffer: maxOutputBytes }, (_error, stdout, stderr) =>
      resolve(`${stdout}\n${stderr}`),
    );
  });
}

/** The line that ends what is printed of a file. */
const endOfFile = /Testing file \d+:\s+(valid|invalid) \((.*)\)/;
const summary = /Parsed PDF:(\w+) .*ErrorIDs: \[(.*)\]/;

function verdictsOf(output: string): (readonly [string, Verdict])[] {
  const verdicts: (readonly [string, Verdict])[] = [];
  let lines: string[] = [];
  for (const line of output.split("\n")) {
    lines.push(line);
    const [, status, path = ""] = endOfFile.exec(line) ?? [];
    if (status === undefined) continue;
    const text = lines.join("\n");
    const [, pdf, rules = ""] = summary.exec(text) ?? [];
    const isPdfValid = pdf === "absent" ? undefined : pdf === "valid";
    verdicts.push([
      basename(path),
      { isValid: status === "valid", isPdfValid, rules: rules.split(",").filter((rule) => rule !== ""), output: text },
    ]);
    lines = [];
  }
  if (verdicts.length === 0) throw new Error(`The validator says nothing:\n${output}`);
  return verdicts;
}
