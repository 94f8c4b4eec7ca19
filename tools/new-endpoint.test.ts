import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EndpointRequestError, type Existing, operationIdOf, readRequest } from "./new-endpoint-request.js";
import { buildInCheckout, copyCheckout } from "./test-checkout.js";

const existing: Existing = {
  services: { clients: ["create", "get"], platform: ["health"] },
  operations: [
    { id: "createClient", method: "POST", path: "/clients" },
    { id: "getClient", method: "GET", path: "/clients/{id}" },
    { id: "getHealth", method: "GET", path: "/health" },
  ],
  has: (path) => ["services/clients", "services/platform", "services/core"].includes(path),
};

function problemsOf(...args: string[]): readonly string[] {
  try {
    readRequest(args, existing);
  } catch (error) {
    if (error instanceof EndpointRequestError) return error.problems;
    throw error;
  }
  return [];
}

describe("the request for an endpoint", () => {
  it("is read from the command's words", () => {
    expect(readRequest(["clients", "set-rate", "PUT", "/clients/{id}/rate"], existing)).toEqual({
      service: "clients",
      function: "set-rate",
      method: "PUT",
      path: "/clients/{id}/rate",
      newService: false,
      contract: "contract",
    });
  });

  it.each([
    ["clients", "archive", "archiveClient"],
    ["time-entries", "submit", "submitTimeEntry"],
    ["time-entries", "list", "listTimeEntries"],
    ["organization", "set-address", "setAddressOrganization"],
  ])("of %s and %s is the operation %s", (service, name, id) => {
    expect(operationIdOf({ service, function: name })).toBe(id);
  });

  it("is refused with all that is wrong with it at once", () => {
    expect(problemsOf("invoices", "Send", "post", "invoices/", "now", "--force")).toEqual([
      "--force is no option",
      '"now" is one word too many',
      'There is no service "invoices": choose one of clients, platform, or add --new-service to make it',
      'The function "Send" must be words in lower case joined by hyphens, as set-rate',
      'The method "post" must be one of GET, POST, PUT, DELETE',
      expect.stringContaining('The path "invoices/" must begin with a slash'),
    ]);
    expect(problemsOf()).toHaveLength(4);
  });

  it.each([
    [
      "a function that is there",
      ["clients", "get", "GET", "/clients/{id}/x"],
      "The service clients has a function get already",
    ],
    [
      "an operation's id that is taken",
      ["health", "get", "GET", "/x", "--new-service"],
      "There is an operation getHealth already: name the function otherwise",
    ],
    [
      "a route that is taken",
      ["clients", "fetch", "GET", "/clients/{id}"],
      "The route GET /clients/{id} is getClient already",
    ],
    [
      "another name of a parameter",
      ["clients", "sum", "GET", "/clients/{clientId}/sum"],
      "The path /clients/{clientId}/sum has {clientId} where GET /clients/{id} has {id}: use {id}",
    ],
    [
      "a parameter twice",
      ["clients", "sum", "GET", "/sums/{id}/{id}"],
      "The path /sums/{id}/{id} has the parameter {id} twice",
    ],
    [
      "an upper-case path",
      ["clients", "sum", "GET", "/Sums"],
      'The path "/Sums" must begin with a slash, with parts in lower case or {parameters} between slashes, as /clients/{id}/archive',
    ],
    [
      "a package that is no service",
      ["core", "sum", "GET", "/sum", "--new-service"],
      "services/core has no functions and is not in stacks/services.ts: choose one of clients, platform",
    ],
    [
      "a new service that is there",
      ["clients", "sum", "GET", "/sum", "--new-service"],
      "The service clients is there already: leave --new-service out",
    ],
  ])("is refused for %s", (_what, args, problem) => {
    expect(problemsOf(...args)).toEqual([problem]);
  });
});

describe("a written endpoint", () => {
  const run = promisify(execFile);
  let folder: string;
  let copy: string;

  const newEndpoint = (...args: string[]) =>
    run(process.execPath, ["--import", "tsx", "tools/new-endpoint.ts", ...args], { cwd: copy });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "new-endpoint-"));
    copy = join(folder, "checkout");
    const folders = ["bench", "client", "environments", "local", "modules", "services", "stacks", "tests", "tools"];
    const files = [
      "package.json",
      "tsconfig.json",
      "package-lock.json",
      "biome.json",
      ".gitignore",
      "vitest.config.ts",
    ];
    await copyCheckout(copy, [...folders, ...files]);
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true }));

  it("compiles, keeps the format, builds within its budget, and is part of the API, in services old and new", async () => {
    await newEndpoint("clients", "archive", "POST", "/clients/{id}/archive");
    await newEndpoint("clients", "count", "GET", "/client-counts");
    await newEndpoint("platform", "set-flag", "PUT", "/flags/{flag}");
    await newEndpoint("users", "greet", "POST", "/users/{id}/greet");
    await newEndpoint("invoices", "archive", "POST", "/invoices/{id}/archive");
    await newEndpoint("work-orders", "record", "POST", "/work-orders", "--new-service");
    await symlink("../../services/work-orders", join(copy, "node_modules", "@aerotage", "work-orders"));
    await newEndpoint("work-orders", "delete", "DELETE", "/work-orders/{id}");

    const bin = join(copy, "node_modules", ".bin");
    const made = [
      "clients-archive",
      "clients-count",
      "invoices-archive",
      "platform-set-flag",
      "users-greet",
      "work-orders-delete",
      "work-orders-record",
    ];
    const directory = join(copy, "build");
    await Promise.all([
      run(join(bin, "tsc"), ["-p", "."], { cwd: copy }),
      run(join(bin, "biome"), ["check", "--error-on-warnings", "services", "stacks", "tests"], { cwd: copy }),
      buildInCheckout(copy, { only: made, directory }),
    ]);
    const build = JSON.parse(await readFile(join(directory, "manifest.json"), "utf8")) as { functions: object };
    expect(Object.keys(build.functions)).toEqual(made);

    const again = newEndpoint("work-orders", "record", "POST", "/work-orders");
    await expect(again).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("The service work-orders has a function record already"),
    });
  }, 120_000);
});
