import { callHandler, useMemoryTables } from "@aerotage/kernel/test-support";
import { describe, expect, it } from "vitest";
import { createClient, deleteClient, getClient, listClients, updateClient } from "../contract.js";
import { handler as create } from "./create.js";
import { handler as remove } from "./delete.js";
import { handler as get } from "./get.js";
import { handler as list } from "./list.js";
import { handler as update } from "./update.js";

const tables = useMemoryTables();

async function newClient(name = "Acme") {
  const admin = tables.user("admin");
  const { data } = await callHandler(create, createClient, { caller: admin, body: { name } });
  return { admin, path: { id: String(data.id) } };
}

describe("a new client", () => {
  it("is stored with its audit record", async () => {
    const { path, admin } = await newClient();
    expect(tables.item("Clients", path.id)).toMatchObject({ name: "Acme", isActive: true, version: 1 });
    expect(tables.activities("client.created")).toMatchObject([{ entityId: path.id, userId: admin.id }]);
  });

  it("has a name of its own, regardless of case and spacing", async () => {
    const { admin } = await newClient();
    const response = await callHandler(create, createClient, { caller: admin, body: { name: "  ACME " } });
    expect(response).toMatchObject({ status: 409, code: "CLIENT_ALREADY_EXISTS" });
  });

  it("gets its name once of two requests at the same time", async () => {
    const admin = tables.user("admin");
    const request = { caller: admin, body: { name: "Acme" } };
    const responses = await Promise.all([1, 2].map(() => callHandler(create, createClient, request)));
    expect(responses.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(tables.activities("client.created")).toHaveLength(1);
  });

  it("is made once for an idempotency key", async () => {
    const caller = tables.user("admin");
    const request = { caller, body: { name: "Acme" }, headers: { "Idempotency-Key": "key" } };
    const first = await callHandler(create, createClient, request);
    expect(await callHandler(create, createClient, request)).toMatchObject({ status: 201, data: first.data });
    const other = { ...request, body: { name: "Other" } };
    expect(await callHandler(create, createClient, other)).toMatchObject({ code: "IDEMPOTENCY_KEY_REUSED" });
  });

  it("is refused to employees, and without a sign-in", async () => {
    const request = { caller: tables.user("employee"), body: { name: "Acme" } };
    expect(await callHandler(create, createClient, request)).toMatchObject({ status: 403, code: "FORBIDDEN" });
    const unknown = await callHandler(create, createClient, { body: { name: "Acme" } });
    expect(unknown).toMatchObject({ status: 401, code: "UNAUTHORIZED" });
  });

  it("is refused with a name that is too short", async () => {
    const request = { caller: tables.user("admin"), body: { name: "A" } };
    expect(await callHandler(create, createClient, request)).toMatchObject({ status: 400, code: "VALIDATION_ERROR" });
  });
});

describe("a client", () => {
  it("is renamed, which frees its name", async () => {
    const { admin, path } = await newClient();
    const renamed = await callHandler(update, updateClient, { caller: admin, path, body: { name: "Beta" } });
    expect(renamed).toMatchObject({ status: 200, data: { name: "Beta", version: 2 } });
    expect(tables.activities("client.updated")).toHaveLength(1);
    const request = { caller: admin, body: { name: "Acme" } };
    expect((await callHandler(create, createClient, request)).status).toBe(201);
  });

  it("is not changed where If-Match names another version", async () => {
    const { admin, path } = await newClient();
    const request = { caller: admin, path, body: { notes: "x" }, headers: { "If-Match": '"7"' } };
    expect(await callHandler(update, updateClient, request)).toMatchObject({ code: "PRECONDITION_FAILED" });
  });

  it("is deactivated, and hidden from employees", async () => {
    const { admin, path } = await newClient();
    expect(await callHandler(remove, deleteClient, { caller: admin, path })).toMatchObject({
      data: { isActive: false },
    });
    expect(tables.activities("client.deactivated")).toHaveLength(1);
    const caller = tables.user("employee");
    expect((await callHandler(list, listClients, { caller })).data.items).toEqual([]);
    expect(await callHandler(get, getClient, { caller, path })).toMatchObject({ code: "CLIENT_NOT_FOUND" });
    expect((await callHandler(get, getClient, { caller: admin, path })).status).toBe(200);
  });

  it("is deleted for good where nothing refers to it", async () => {
    const { admin, path } = await newClient();
    expect((await callHandler(remove, deleteClient, { caller: admin, path, query: { hard: "true" } })).status).toBe(
      200,
    );
    expect(tables.item("Clients", path.id)).toBeUndefined();
    expect(tables.activities("client.deleted")).toHaveLength(1);
  });

  it("is not deleted while it has projects", async () => {
    const { admin, path } = await newClient();
    tables.put("Clients", { id: `references#${path.id}`, projects: 1, invoices: 0 });
    const response = await callHandler(remove, deleteClient, { caller: admin, path, query: { hard: "true" } });
    expect(response).toMatchObject({ status: 409, code: "CLIENT_HAS_PROJECTS" });
    expect(tables.item("Clients", path.id)).toBeDefined();
  });
});
