/** A service of generated functions and routes: shows how the tools' times grow with the product. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const name = "generated";

/** Writes the service into a checkout and adds it to the stacks. Its package still has to be linked by npm. */
export function addService(checkout: string, counts: { readonly functions: number; readonly routes: number }): void {
  const folder = join(checkout, "services", name);
  const write = (file: string, text: string) => {
    mkdirSync(join(folder, file, ".."), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  const functions = Array.from({ length: counts.functions }, (_, index) => ({
    name: `f${index}`,
    operations: Array.from({ length: counts.routes }, (_, route) => route)
      .filter((route) => route % counts.functions === index)
      .map((route) => `getRoute${route}`),
  }));
  const operations = functions.flatMap((each) => each.operations);
  write(
    "package.json",
    JSON.stringify({
      name: `@aerotage/${name}`,
      version: "0.0.0",
      private: true,
      type: "module",
      exports: { "./*": "./src/*.ts" },
      dependencies: { "@aerotage/core": "*", "@aerotage/kernel": "*" },
    }),
  );
  write(
    "src/contract.ts",
    [
      'import { defineOperation } from "@aerotage/core/contract/operation";',
      'import { ulidSchema } from "@aerotage/core/contract/schemas";',
      'import * as z from "zod/mini";',
      ...operations.map(
        (id) => `export const ${id} = defineOperation({
  id: "${id}", method: "GET", path: "/${name}/${id}/{id}", token: "access", roles: ["admin", "manager", "employee"], tag: "Generated",
  summary: "Get a record", request: { path: z.object({ id: ulidSchema }) },
  response: { status: 200, description: "The record.", data: z.strictObject({ id: ulidSchema }) }, errors: [],
});`,
      ),
      "",
    ].join("\n"),
  );
  write(
    "src/manifest.ts",
    [
      'import { httpFunction, type ServiceManifest } from "@aerotage/core/contract/manifest";',
      `import { ${operations.join(", ")} } from "./contract.js";`,
      `export const ${name}: ServiceManifest = { name: "${name}", functions: {`,
      ...functions.map(
        (each) =>
          `  ${each.name}: httpFunction([${each.operations.join(", ")}], { entry: "src/functions/${each.name}.ts", access: {} }),`,
      ),
      "} };",
      "",
    ].join("\n"),
  );
  for (const each of functions) {
    const routes = each.operations.map((id) => `route(${id}, async ({ path }) => ({ data: { id: path.id } }))`);
    write(
      `src/functions/${each.name}.ts`,
      [
        'import { httpRoutes } from "@aerotage/core/lambda/routes";',
        'import { route } from "@aerotage/kernel/http-handler";',
        `import { ${each.operations.join(", ")} } from "../contract.js";`,
        `export const handler = httpRoutes(${routes.join(", ")});`,
        "",
      ].join("\n"),
    );
  }
  const list = join(checkout, "stacks", "services.ts");
  const source = readFileSync(list, "utf8");
  const added = source
    .replace("\nexport const services", `import { $name} from "@aerotage/${name}/manifest";\n\nexport const services`)
    .replace(/\n];/, `\n  $name,\n];`);
  writeFileSync(list, added);
}
