/**
 * Lets packages that are CommonJS load Node's own modules from within a bundle that is an ES module. To be imported before them.
 */
import { createRequire } from "node:module";

const scope = globalThis as { require?: NodeJS.Require };
scope.require ??= createRequire(import.meta.url);
