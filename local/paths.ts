/** Where things lie in a clone. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** What the local cloud keeps in this clone; git ignores it. */
export const localDirectory = join(root, ".local");
/** The state of `npm start`: emulator, Terraform, outputs. */
export const cloudDirectory = join(localDirectory, "cloud");
/** The addresses and identities of the running local cloud. */
export const localFile = join(localDirectory, "local.json");
