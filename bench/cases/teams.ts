import { createTeam, deleteTeam, getTeam, listTeams, updateTeam } from "@aerotage/teams/contract";
import type { ApiRequest } from "../../client/api-client.js";
import { type BenchCase, type CaseTools, nothing } from "./case.js";
import { newUser } from "./users.js";

/** Teams of a company of a usual size. */
const manyTeams = 25;

/**
 * A team of so many new members. A manager of its own leads it: the row of somebody who leads many teams is larger, and its changes
 * cost more.
 */
async function teamBody(tools: CaseTools, members: number) {
  const managerId = await newUser(tools, "manager");
  const memberIds: string[] = [];
  while (memberIds.length < members) memberIds.push(await newUser(tools));
  return { name: `Team ${tools.unique()}`, department: "Engineering", managerId, memberIds };
}

async function newTeam(tools: CaseTools, members: number) {
  return await tools.call(createTeam, tools.administrator, { body: await teamBody(tools, members) });
}

const ofNewTeam =
  (members: number) =>
  async (tools: CaseTools): Promise<ApiRequest> => ({ path: { id: (await newTeam(tools, members)).id } });

export const teamCases: readonly BenchCase[] = [
  {
    operation: listTeams,
    title: `${manyTeams} teams of 2 at once`,
    stock: { count: manyTeams, make: (tools) => newTeam(tools, 2) },
    parts: nothing,
  },
  { operation: getTeam, title: "a team of 2", parts: ofNewTeam(2) },
  {
    operation: createTeam,
    title: "with 2 members",
    parts: async (tools) => ({ body: await teamBody(tools, 2) }),
  },
  {
    operation: createTeam,
    title: "without members",
    parts: async (tools) => ({ body: await teamBody(tools, 0) }),
  },
  {
    operation: updateTeam,
    title: "another description",
    parts: async (tools) => ({ ...(await ofNewTeam(2)(tools)), body: { description: "They keep the lights on." } }),
  },
  {
    operation: updateTeam,
    title: "1 member comes to 2",
    parts: async (tools) => {
      const { id, memberIds } = await newTeam(tools, 2);
      return { path: { id }, body: { memberIds: [...memberIds, await newUser(tools)] } };
    },
  },
  {
    operation: updateTeam,
    title: "put below another one",
    parts: async (tools) => ({
      ...(await ofNewTeam(2)(tools)),
      body: { parentTeamId: (await newTeam(tools, 0)).id },
    }),
  },
  { operation: deleteTeam, title: "an empty one", parts: ofNewTeam(0) },
  {
    operation: deleteTeam,
    title: "one of 2, by force",
    parts: async (tools) => ({ ...(await ofNewTeam(2)(tools)), query: { force: "true" } }),
  },
];
