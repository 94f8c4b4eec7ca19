/** Whatever goes wrong reaches the caller as an enveloped answer with CORS; the client checks envelope and CORS of each. */
import { createClient, listClients, updateClient } from "@aerotage/clients/contract";
import type { Operation } from "@aerotage/core/contract/operation";
import { getHealth } from "@aerotage/platform/contract";
import { describe, expect, it } from "vitest";
import { allOperations } from "../../../tools/openapi-document.js";
import { call, missingPath, origin, person, stack, urlOf } from "../../support/api.js";
import { probeMalformed, probeSlow, probeThrow, probeUnloadable } from "../../support/probe/src/contract.js";

describe("a function that", () => {
  it.each([
    ["throws", probeThrow],
    ["cannot be loaded", probeUnloadable],
    ["answers nonsense", probeMalformed],
  ])("%s answers an opaque 500", async (_what, operation) => {
    const { status, error, text } = await call(operation, await person("employee"));
    expect([status, error.code]).toEqual([500, "INTERNAL_ERROR"]);
    expect(error.requestId).not.toBe("");
    expect(text).not.toMatch(/a detail that no caller may see|module that cannot be loaded/);
  });

  it("does not end in time answers 503 before the platform ends it", async () => {
    const { status, error, headers } = await call(probeSlow, await person("employee"));
    expect([status, error.code, headers.get("retry-after")]).toEqual([503, "SERVICE_UNAVAILABLE", "1"]);
  });

  it("throws in the middle of a change answers 500 and changes nothing", async () => {
    const admin = await person("admin");
    const name = `Faulty ${Date.now()}`;
    for (const point of ["before-handler", "before-commit"]) {
      const { status, error } = await call(createClient, admin, {
        body: { name },
        headers: { "x-fault": `${point}=throw` },
      });
      expect([status, error.code]).toEqual([500, "INTERNAL_ERROR"]);
    }
    expect((await call(listClients, admin, { query: { search: name } })).data.items).toEqual([]);
  });
});

describe("a request that is not one", () => {
  it("has no JSON: 400", async () => {
    const { status, error } = await call(createClient, await person("admin"), { rawBody: "{" });
    expect([status, error.code]).toEqual([400, "INVALID_JSON"]);
  });

  it("has a body of another type: 415", async () => {
    const options = { rawBody: "name=x", headers: { "content-type": "text/plain" } };
    const { status, error } = await call(createClient, await person("admin"), options);
    expect([status, error.code]).toEqual([415, "UNSUPPORTED_MEDIA_TYPE"]);
  });

  it("is larger than 1 MB: 413", async () => {
    const options = { body: { name: "x".repeat(1024 * 1024) } };
    const { status, error } = await call(createClient, await person("admin"), options);
    expect([status, error.code]).toEqual([413, "PAYLOAD_TOO_LARGE"]);
  });

  it("names a version that cannot be one: 400", async () => {
    const options = { path: { id: "01ARZ3NDEKTSV4RRFFQ69G5FAV" }, body: {}, headers: { "if-match": "soon" } };
    const { status, error } = await call(updateClient, await person("admin"), options);
    expect([status, error.details?.[0]?.path]).toEqual([400, "If-Match"]);
  });

  it("goes to a route that is not there: the gateway's own error, in the envelope", async () => {
    const response = await fetch(`${stack.apiUrl.replace(/\/$/, "")}/nowhere`, { headers: { origin } });
    expect(response.status).toBe(404);
    expect(response.headers.get("access-control-allow-origin")).toBe(origin);
    const repeated = { code: "ROUTE_NOT_FOUND", message: "There is no such route." };
    expect(await response.json()).toMatchObject({ success: false, error: repeated, ...repeated });
  });
});

describe("the preflight", () => {
  async function preflight(operation: Operation, from: string): Promise<Response> {
    return fetch(urlOf(operation, { path: missingPath(operation) }), {
      method: "OPTIONS",
      headers: { origin: from, "access-control-request-method": operation.method },
    });
  }

  const allowedOrigins = ["http://localhost:3000", "null", "file://"];

  it.each(allowedOrigins)("lets %s in, by name", async (allowed) => {
    const response = await preflight(getHealth, allowed);
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe(allowed);
  });

  it("of every route allows its method, and the headers that the app sends", async () => {
    for (const operation of await allOperations()) {
      const { status, headers } = await preflight(operation, "http://localhost:3000");
      expect([operation.path, status]).toEqual([operation.path, 204]);
      expect(headers.get("access-control-allow-methods")).toContain(operation.method);
      expect(headers.get("access-control-allow-headers")).toMatch(/Authorization.*Idempotency-Key.*If-Match/);
    }
  });

  it("of a path without a route succeeds, so that a page sees the gateway's 404", async () => {
    const base = stack.apiUrl.replace(/\/$/, "");
    const { tokens } = await person("employee");
    // Unknown from the start, below a route, and below a parameter.
    const paths = ["/nowhere", "/nowhere/at/all", "/clients/1/nothing", "/users/1/nothing/here"];
    for (const path of paths) {
      const asked = await fetch(`${base}${path}`, {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization,content-type",
        },
      });
      expect([path, asked.status, asked.headers.get("access-control-allow-origin")]).toEqual([path, 204, origin]);
      expect(asked.headers.get("access-control-allow-headers")).toMatch(/Authorization.*Content-Type/);
      for (const method of ["GET", "POST"]) {
        const response = await fetch(`${base}${path}`, {
          method,
          headers: { origin, authorization: `Bearer ${tokens.accessToken}`, "content-type": "application/json" },
          ...(method === "POST" && { body: "{}" }),
        });
        expect([path, method, response.status]).toEqual([path, method, 404]);
        expect(response.headers.get("access-control-allow-origin")).toBe(origin);
        expect(await response.json()).toMatchObject({ success: false, code: "ROUTE_NOT_FOUND" });
      }
    }
  });

  it("gives a foreign origin nothing", async () => {
    const response = await preflight(getHealth, "https://evil.example.com");
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("lets pages read ETag, Retry-After and Location of an answer", async () => {
    const { headers } = await call(getHealth, undefined);
    expect(headers.get("access-control-expose-headers")).toBe("ETag, Retry-After, Location");
  });
});

describe("health", () => {
  it("says how the service is, what it is, and how its parts are", async () => {
    const { data } = await call(getHealth, undefined);
    expect(data).toMatchObject({
      status: "healthy",
      environment: "local",
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      services: { database: "healthy", authentication: "healthy" },
    });
    expect(data.uptime).toBeGreaterThanOrEqual(0);
  });
});
