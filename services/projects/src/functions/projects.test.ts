import { callHandler, useMemoryTables } from "@aerotage/kernel/test-support";
import { expect, it } from "vitest";
import { createProject, deleteProject, getProject, updateProject } from "../contract.js";
import { handler as create } from "./create.js";
import { handler as remove } from "./delete.js";
import { handler as get } from "./get.js";
import { handler as update } from "./update.js";

const tables = useMemoryTables();
const clientId = "01JABCDEFGHJKMNPQRSTVWXYZ0";

async function newProject(more: object = {}, isActive = true) {
  const at = "2026-01-01T00:00:00.000Z";
  const client = { id: clientId, kind: "client", name: "Acme", contactInfo: {}, isActive, version: 1 };
  tables.put("Clients", { ...client, createdAt: at, updatedAt: at, createdBy: "system" });
  const admin = tables.user("admin");
  const response = await callHandler(create, createProject, {
    caller: admin,
    body: { clientId, name: "Site", ...more },
  });
  return { admin, response, path: { id: String(response.data?.id) } };
}

it("counts a new project among what refers to its client", async () => {
  const { path, response } = await newProject();
  expect(response.status).toBe(201);
  expect(tables.item("Clients", `references#${clientId}`)).toMatchObject({ projects: 1 });
  expect(tables.activities("project.created")).toMatchObject([{ entityId: path.id }]);
});

it("rejects a project of an inactive client", async () => {
  expect((await newProject({}, false)).response).toMatchObject({ code: "CLIENT_INACTIVE" });
  expect(tables.items("Projects")).toEqual([]);
});

it("rejects a project of a client that does not exist", async () => {
  const request = { caller: tables.user("admin"), body: { clientId, name: "Site" } };
  expect(await callHandler(create, createProject, request)).toMatchObject({ code: "CLIENT_NOT_FOUND" });
});

it("shows a project with members to its members alone", async () => {
  const [member, other] = [tables.user("employee"), tables.user("employee")];
  const { path } = await newProject({ teamMembers: [{ userId: member.id, role: "Developer" }] });
  expect((await callHandler(get, getProject, { caller: member, path })).status).toBe(200);
  expect(await callHandler(get, getProject, { caller: other, path })).toMatchObject({ code: "PROJECT_NOT_FOUND" });
});

it("rejects a member who is inactive", async () => {
  const { id: userId } = tables.user("employee", { isActive: false });
  const { response } = await newProject({ teamMembers: [{ userId, role: "Developer" }] });
  expect(response).toMatchObject({ code: "USER_INACTIVE" });
});

it("lets one of two changes of the same version win", async () => {
  const { admin, path } = await newProject();
  const request = { caller: admin, path, body: { name: "Other" }, headers: { "If-Match": '"1"' } };
  const responses = await Promise.all([1, 2].map(() => callHandler(update, updateProject, request)));
  expect(responses.map(({ status }) => status).sort()).toEqual([200, 412]);
});

it("deletes a project without time, and what referred to its client", async () => {
  const { admin, path } = await newProject();
  expect((await callHandler(remove, deleteProject, { caller: admin, path })).status).toBe(200);
  expect(tables.item("Projects", path.id)).toBeUndefined();
  expect(tables.item("Clients", `references#${clientId}`)).toMatchObject({ projects: 0 });
});
