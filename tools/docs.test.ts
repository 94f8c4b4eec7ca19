import { existsSync, readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./paths.js";

/** A path of this repository in a text: a known folder, then names. Patterns such as `services/<name>/` are none. */
const repositoryPath =
  /`((?:services|stacks|modules|environments|tools|client|local|bench|tests|docs)\/[\w./-]*[\w/-])`/g;
/** A link to a file of this repository, without its fragment. */
const fileLink = /\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)/g;

/** The guide names the files that its reader makes. A test of its own follows it. */
const guide = "docs/adding-an-endpoint.md";

async function documents(): Promise<string[]> {
  const pages = (await readdir(join(root, "docs"), { recursive: true })).map((file) => join("docs", file));
  const services = (await readdir(join(root, "services"))).map((name) => join("services", name, "README.md"));
  return ["README.md", "CONTRIBUTING.md", "client/README.md", ...services, ...pages].filter(
    (file) => file.endsWith(".md") && existsSync(join(root, file)),
  );
}

describe("the documents", () => {
  it("name files and folders that exist", async () => {
    const missing: string[] = [];
    for (const file of await documents()) {
      const text = readFileSync(join(root, file), "utf8");
      for (const [, path = ""] of text.matchAll(repositoryPath))
        if (file !== guide && !existsSync(join(root, path))) missing.push(`${file}: ${path}`);
      for (const [, link = ""] of text.matchAll(fileLink))
        if (!existsSync(join(root, file, "..", link))) missing.push(`${file}: link to ${link}`);
    }
    expect(missing).toEqual([]);
  });

  it("name each file of the walk through a request once", () => {
    const architecture = readFileSync(join(root, "docs/architecture.md"), "utf8");
    const walk = /## A walk through[\s\S]*?\n## /.exec(architecture)?.[0] ?? "";
    const files = [...walk.matchAll(repositoryPath)].map(([, path]) => path);
    expect(files.length).toBeGreaterThan(15);
    expect(files).toEqual([...new Set(files)]);
  });
});
