/** Which services a change touches. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The services' folders, each with the folders of the services that it depends on. */
export type ServicePackages = Readonly<Record<string, readonly string[]>>;

const scope = "@aerotage/";

/** Reads the dependencies between the packages below a folder. */
export function readServicePackages(folder: string): ServicePackages {
  const entries = readdirSync(folder)
    .map((name) => [name, join(folder, name, "package.json")] as const)
    .filter(([, file]) => existsSync(file))
    .map(([name, file]) => {
      const { dependencies = {} } = JSON.parse(readFileSync(file, "utf8")) as { dependencies?: Record<string, string> };
      const own = Object.keys(dependencies).filter((dependency) => dependency.startsWith(scope));
      return [name, own.map((dependency) => dependency.slice(scope.length))] as const;
    });
  return Object.fromEntries(entries);
}

/** The changed services and all that depend on them, directly or not. */
export function affectedServices(packages: ServicePackages, changed: readonly string[]): Set<string> {
  const affected = new Set(changed);
  for (let size = -1; size !== affected.size; ) {
    size = affected.size;
    for (const [name, dependencies] of Object.entries(packages)) {
      if (dependencies.some((dependency) => affected.has(dependency))) affected.add(name);
    }
  }
  return affected;
}
