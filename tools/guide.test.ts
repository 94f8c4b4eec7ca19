/**
 * Follows docs/adding-an-endpoint.md in a copy of this checkout: it runs the commands of the guide and applies its edits. Endpoints of
 * every kind are added in every service. Then the copy is compiled, built and tested once.
 */
import { execFile } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { services } from "../stacks/services.js";
import { type EndpointRequest, type Existing, operationIdOf, readRequest, testFileOf } from "./new-endpoint/request.js";
import { endpointFiles } from "./new-endpoint/source.js";
import { allOperations } from "./openapi-document.js";
import { root } from "./paths.js";
import { buildInCheckout, copyCheckout } from "./test-checkout.js";

const run = promisify(execFile);

/** Endpoints that the guide does not have: each kind in services with each layout. */
const furtherEndpoints = `
clients summarize GET /clients/{id}/summary
clients find GET /client-names --resource clients
clients create-contact POST /clients/{id}/contacts --field name:text --field since:date
clients list-contacts GET /clients/{id}/contacts
users archive POST /users/{id}/archive --field reason:lines
users find GET /user-names --resource users
time-entries flag POST /time-entries/{id}/flag
time-entries summarize GET /time-entries/{id}/summary
time-entries create-template POST /time-entry-templates --resource templates --field hours:number --field isOpen:boolean
time-entries list-templates GET /time-entry-templates --resource templates
projects archive POST /projects/{id}/archive
projects summarize GET /projects/{id}/summary
teams archive POST /teams/{id}/archive
teams find GET /team-names --resource teams
teams create-badge POST /teams/{id}/badges
teams get-badge GET /teams/{id}/badges/{badgeId}
organization create-office POST /organization/offices --field projectId:id
invoices create-label POST /invoice-labels --resource labels
reports create-bookmark POST /reports/bookmarks
platform create-flag POST /flags
platform set-flag PUT /flags/{flag}
work-orders list GET /work-orders
work-orders delete DELETE /work-orders/{id}
`
  .trim()
  .split("\n");

/** A block of the guide: a file as a whole, or a change of a file. */
interface Edit {
  readonly kind: "ts" | "diff";
  readonly file: string;
  readonly text: string;
}

const guide = readFileSync(join(root, "docs/adding-an-endpoint.md"), "utf8");
const commands = [...guide.matchAll(/^npm run new-endpoint -- ([^<\n]+)$/gm)].map(([, command = ""]) => command);
const edits = [...guide.matchAll(/^```(ts|diff) (\S+)\n([\s\S]*?)^```$/gm)].map(
  ([, kind, file = "", text = ""]): Edit => ({ kind: kind as Edit["kind"], file, text }),
);

/** A source after a change of the guide. @throws if the text that the change replaces is not there once */
function changed(source: string, { file, text }: Edit): string {
  const lines = text.split("\n").slice(0, -1);
  const textOf = (sign: string) =>
    lines
      .filter((line) => line.startsWith(" ") || line.startsWith(sign))
      .map((line) => `${line.slice(1)}\n`)
      .join("");
  const parts = source.split(textOf("-"));
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times what the guide changes:\n${text}`);
  return parts.join(textOf("+"));
}

describe("the guide to an endpoint", () => {
  let folder: string;
  let copy: string;
  const requests: EndpointRequest[] = [];
  const written = new Set<string>();

  const read: Existing["read"] = (path) => {
    const file = join(copy, path);
    if (!existsSync(file)) return undefined;
    return statSync(file).isDirectory() ? "" : readFileSync(file, "utf8");
  };
  const bin = (name: string) => join(copy, "node_modules", ".bin", name);
  const inCopy = (program: string, ...args: string[]) => run(program, args, { cwd: copy });
  const runTool = (...args: string[]) => inCopy(process.execPath, "--import", "tsx", ...args);

  async function write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(copy, path)), { recursive: true });
    await writeFile(join(copy, path), text);
    written.add(path);
  }

  /** Adds endpoints as the command does, without a process for each. */
  async function addEndpoints(lines: readonly string[]): Promise<void> {
    const operations: Existing["operations"][number][] = [...(await allOperations())];
    const functions = new Map(services.map(({ name, functions }) => [name, Object.keys(functions)]));
    for (const line of lines) {
      const existing = { services: Object.fromEntries(functions), operations, read };
      const request = readRequest(line.split(" "), existing);
      for (const [path, text] of Object.entries(endpointFiles(request, existing))) await write(path, text);
      const { service, function: name, method, path } = request;
      functions.set(service, [...(functions.get(service) ?? []), name]);
      operations.push({ id: operationIdOf(request), method, path });
      requests.push(request);
      if (request.newService)
        await symlink(`../../services/${service}`, join(copy, "node_modules", "@aerotage", service));
    }
  }

  const sources = () => [...written].filter((path) => path.endsWith(".ts"));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "guide-"));
    copy = join(folder, "checkout");
    const folders = [
      "bench",
      "client",
      "docs",
      "environments",
      "local",
      "modules",
      "services",
      "stacks",
      "tests",
      "tools",
    ];
    const files = [
      "package.json",
      "tsconfig.json",
      "package-lock.json",
      "biome.json",
      ".gitignore",
      "vitest.config.ts",
    ];
    await copyCheckout(copy, [...folders, ...files]);
    await addEndpoints([...commands, ...furtherEndpoints]);
    await inCopy(bin("biome"), "check", "--write", ...sources());
    for (const edit of edits)
      await write(
        edit.file,
        edit.kind === "ts" ? edit.text : changed(await readFile(join(copy, edit.file), "utf8"), edit),
      );
    await inCopy(bin("biome"), "check", "--write", ...edits.map(({ file }) => file));
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true }));

  it("has commands, and edits of at most five files for an endpoint", () => {
    expect(commands.length).toBeGreaterThan(5);
    for (const service of ["clients", "time-entries"]) {
      const files = new Set(edits.map(({ file }) => file).filter((file) => file.includes(`/${service}`)));
      expect([...files].length).toBeLessThanOrEqual(5);
      expect([...files].length).toBeGreaterThan(2);
    }
  });

  it("makes endpoints that compile, keep format and layers, build within their budgets and pass their tests", async () => {
    const only = requests.map(({ service, function: name }) => `${service}-${name}`).sort();
    const directory = join(copy, "build");
    const unitTests = sources().filter((path) => path.startsWith("services/") && path.endsWith(".test.ts"));
    const compiled = inCopy(bin("tsc"), "-p", ".");
    const others = (async () => {
      await inCopy(bin("biome"), "check", "--error-on-warnings", ...sources());
      await runTool("tools/layers.ts");
      await buildInCheckout(copy, { only, directory });
      await inCopy(bin("vitest"), "run", "--project", "unit", "bench/operations", "tools/request-texts", ...unitTests);
    })();
    await Promise.all([compiled, others]);
    const build = JSON.parse(await readFile(join(directory, "manifest.json"), "utf8")) as { functions: object };
    expect(Object.keys(build.functions)).toEqual(only);
    expect(new Set(requests.map(({ kind }) => kind)).size).toBe(5);
    expect(sources()).toEqual(expect.arrayContaining(requests.map(testFileOf)));
  }, 180_000);

  it("is written by the command, which describes the endpoint and refuses a second one", async () => {
    const command = ["tools/new-endpoint.ts", "clients", "archive", "POST", "/clients/{id}/archive"];
    const { stdout } = await runTool(...command);
    expect(stdout).toContain("services/clients/src/domain/archive-client.ts");
    expect(read("docs/openapi.yaml")).toContain("operationId: archiveClient");
    await expect(runTool(...command)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("The route POST /clients/{id}/archive is archiveClient already"),
    });
  }, 60_000);
});
