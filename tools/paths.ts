/** The folders of a clone that every command uses. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** What commands keep in this clone: environments, states, outputs. Git ignores it. */
export const localDirectory = join(root, ".local");

/** The variable by which `npm test` hands tests the folder of the product's build; tests that run alone build for themselves. */
export const productBuildVariable = "AEROTAGE_PRODUCT_BUILD";
