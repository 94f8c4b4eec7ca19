/** Where the local cloud keeps its files. */
import { join } from "node:path";
import { localDirectory } from "../tools/paths.js";

/** The state of `npm start`: emulator, Terraform, outputs. */
export const cloudDirectory = join(localDirectory, "cloud");
/** The addresses and identities of the running local cloud. */
export const localFile = join(localDirectory, "local.json");
