import { callHandler, unitOfWorkOf, useMemoryTables } from "@aerotage/kernel/test-support";
import { expect, it } from "vitest";
import { createTeam } from "../contract.js";
import { handler as create } from "../functions/create.js";
import { getTeam } from "../persistence.js";
import { dissolve } from "./dissolve-team.js";

const tables = useMemoryTables();

it("takes out members and puts the teams below at the top", async () => {
  const admin = tables.user("admin");
  const managerId = tables.user("manager").id;
  const member = tables.user("employee");
  const make = async (body: object) => {
    const response = await callHandler(create, createTeam, {
      caller: admin,
      body: { name: "Team", managerId, ...body },
    });
    return String(response.data.id);
  };
  const id = await make({ memberIds: [member.id] });
  const below = await make({ parentTeamId: id });
  const unitOfWork = unitOfWorkOf(admin);
  const after = await dissolve(unitOfWork, await getTeam(id));
  expect(after).toMatchObject({ isActive: false });
  expect(tables.item("Users", member.id)).not.toHaveProperty("teamId");
  expect(tables.item("Teams", below)).not.toHaveProperty("parentTeamId");
  expect(tables.item("Teams", id)).not.toHaveProperty("memberIds");
});
