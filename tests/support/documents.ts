/** Reading files that the product writes by other programs. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureEnvironment } from "../../tools/python/ensure.js";

/** What a Python program prints of files, as JSON. It has openpyxl, pypdf, pypdfium2 and zxing-cpp, and the paths of the files as its arguments. */
export async function readByPython<Read>(program: string, files: Readonly<Record<string, Uint8Array>>): Promise<Read> {
  const folder = mkdtempSync(join(tmpdir(), "aerotage-documents-"));
  try {
    const paths = Object.entries(files).map(([name, content]) => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    });
    const python = join(await ensureEnvironment("readers"), "python");
    return JSON.parse(execFileSync(python, ["-c", program, ...paths], { encoding: "utf8" })) as Read;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
