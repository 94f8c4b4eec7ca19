/** Files that another command reads. */
import { renameSync, writeFileSync } from "node:fs";

/** Writes a file so that a reader, also after a kill of this process, finds the whole of the old or of the new content. */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, content);
  renameSync(partial, path);
}
