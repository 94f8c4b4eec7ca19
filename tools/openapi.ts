/**
 * Writes docs/openapi.yaml from the contracts; with `--check` fails if the committed file is stale.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Operation } from "@aerotage/core/contract/operation";
import { Validator } from "@seriousme/openapi-schema-validator";
import { stringify } from "yaml";
import { describeApi } from "./openapi-document.js";
import { root } from "./paths.js";

/** The committed document. */
export const openapiFile = join(root, "docs", "openapi.yaml");

/** The document as text, valid by OpenAPI 3.1's own schema. @throws if it is not */
export async function openapiText(operations?: readonly Operation[]): Promise<string> {
  const document = await describeApi(operations);
  const { valid, errors } = await new Validator().validate(JSON.parse(JSON.stringify(document)));
  if (!valid) throw new Error(`The OpenAPI document is not valid: ${JSON.stringify(errors, undefined, 2)}`);
  return stringify(document, { lineWidth: 120, aliasDuplicateObjects: false });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await openapiText();
  if (process.argv.includes("--check")) {
    const committed = await readFile(openapiFile, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "";
      throw error;
    });
    if (committed !== text) {
      console.error("docs/openapi.yaml does not describe the contracts any more. Run `npm run openapi` and commit it.");
      process.exitCode = 1;
    } else console.log("docs/openapi.yaml describes the contracts.");
  } else {
    await writeFile(openapiFile, text);
    console.log("docs/openapi.yaml written.");
  }
}
