import { expect, test } from "vitest";
import { affectedServices } from "./affected-services.js";

const packages = { core: [], clients: ["core"], projects: ["core", "clients"], reports: ["projects"] };

test("a change reaches the services that depend on it, through others too", () => {
  expect(affectedServices(packages, ["clients"])).toEqual(new Set(["clients", "projects", "reports"]));
  expect(affectedServices(packages, ["core"])).toEqual(new Set(["core", "clients", "projects", "reports"]));
  expect(affectedServices(packages, ["reports"])).toEqual(new Set(["reports"]));
});
