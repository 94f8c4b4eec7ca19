import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { tableVariable } from "../runtime/environment.js";
import { httpFunction, mergeAccess } from "./manifest.js";
import { defineOperation, type Operation } from "./operation.js";

function operation(method: Operation["method"], token: Operation["token"]): Operation {
  return defineOperation({
    id: "op",
    method,
    path: "/things",
    token,
    roles: [],
    tag: "Things",
    summary: "A thing",
    request: {},
    response: { status: 200, description: "", data: z.strictObject({}) },
    errors: [],
  });
}

const entry = "src/functions/thing.ts";

describe("the access of an HTTP function", () => {
  it("is what its manifest names where the route is public and reads", () => {
    const { access } = httpFunction(operation("GET", "none"), {
      entry,
      access: { tables: { Settings: { actions: ["GetItem"] } } },
    });
    expect(access.tables).toEqual({ Settings: { actions: ["GetItem"] } });
    expect(access.userPool).toEqual([]);
  });

  it("has the caller's rows where a token is needed", () => {
    const { tables = {} } = httpFunction(operation("GET", "access"), { entry, access: {} }).access;
    expect(Object.keys(tables).sort()).toEqual(["UserActivity", "UserSessions", "Users"]);
  });

  it("has idempotency records for POST only", () => {
    expect(httpFunction(operation("POST", "access"), { entry, access: {} }).access.tables).toHaveProperty("Requests");
    expect(httpFunction(operation("PUT", "access"), { entry, access: {} }).access.tables).not.toHaveProperty(
      "Requests",
    );
  });

  it("unites actions and indexes", () => {
    const merged = mergeAccess(
      { tables: { Users: { actions: ["GetItem"] } }, topics: ["events"] },
      { tables: { Users: { actions: ["Query", "GetItem"], indexes: ["TeamIndex"], queryTable: true } } },
    );
    expect(merged.tables?.Users).toEqual({ actions: ["GetItem", "Query"], indexes: ["TeamIndex"], queryTable: true });
    expect(merged.topics).toEqual(["events"]);
  });

  it("finds its tables by variables", () => {
    expect(tableVariable("TimeEntries")).toBe("TABLE_TIME_ENTRIES");
    expect(tableVariable("Users")).toBe("TABLE_USERS");
  });
});
