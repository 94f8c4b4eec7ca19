import { callHandler, useMemoryTables } from "@aerotage/kernel/test-support";
import { expect, it } from "vitest";
import { createTeam, deleteTeam, updateTeam } from "../contract.js";
import { handler as create } from "./create.js";
import { handler as remove } from "./delete.js";
import { handler as update } from "./update.js";

const tables = useMemoryTables();

async function newTeam(more: object = {}) {
  const admin = tables.user("admin");
  const manager = tables.user("manager");
  const member = tables.user("employee");
  const body = { name: "Builders", managerId: manager.id, memberIds: [member.id], ...more };
  const response = await callHandler(create, createTeam, { caller: admin, body });
  return { admin, manager, member, response, id: String(response.data?.id) };
}

it("writes a team, its members and its manager together", async () => {
  const { id, manager, member, response } = await newTeam();
  expect(response.status).toBe(201);
  expect(tables.item("Users", member.id)).toMatchObject({ teamId: id });
  expect(tables.item("Users", manager.id)).toMatchObject({ managedTeamIds: new Set([id]) });
  expect(tables.activities("team.created")).toHaveLength(1);
});

it("rejects an employee as manager", async () => {
  const managerId = tables.user("employee").id;
  expect((await newTeam({ managerId })).response).toMatchObject({ code: "MANAGER_NOT_ELIGIBLE" });
  expect(tables.items("Teams")).toEqual([]);
});

it("rejects a member that does not exist", async () => {
  const memberIds = ["00000000-0000-4000-8000-000000000000"];
  expect((await newTeam({ memberIds })).response).toMatchObject({ code: "USER_NOT_FOUND" });
});

it("rejects a team above itself", async () => {
  const { admin, id } = await newTeam();
  const below = await newTeam({ name: "Below", parentTeamId: id });
  const request = { caller: admin, path: { id }, body: { parentTeamId: below.id } };
  expect(await callHandler(update, updateTeam, request)).toMatchObject({ code: "TEAM_CYCLE" });
});

it("hides a team from managers of other teams", async () => {
  const { id } = await newTeam();
  const request = { caller: tables.user("manager"), path: { id }, body: { name: "Other" } };
  expect(await callHandler(update, updateTeam, request)).toMatchObject({ code: "TEAM_NOT_FOUND" });
});

it("lets one of two changes of the same version win", async () => {
  const { admin, id } = await newTeam();
  const request = { caller: admin, path: { id }, body: { name: "Other" }, headers: { "If-Match": '"1"' } };
  const responses = await Promise.all([1, 2].map(() => callHandler(update, updateTeam, request)));
  expect(responses.map(({ status }) => status).sort()).toEqual([200, 412]);
});

it("does not deactivate a team with members", async () => {
  const { admin, id } = await newTeam();
  const response = await callHandler(remove, deleteTeam, { caller: admin, path: { id } });
  expect(response).toMatchObject({ status: 409, code: "TEAM_NOT_EMPTY" });
});
