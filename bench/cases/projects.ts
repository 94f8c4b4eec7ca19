import { createClient } from "@aerotage/clients/contract";
import { createProject, deleteProject, getProject, listProjects, updateProject } from "@aerotage/projects/contract";
import type { ApiRequest } from "../../client/api-client.js";
import { type BenchCase, type CaseTools, nothing } from "./case.js";
import { newUser } from "./users.js";

/** Projects of a company of a usual size. */
const manyProjects = 200;
/** People of a project of a usual size. */
const team = 5;

/** A client for projects, whom no other project has. */
async function newClient({ call, administrator, unique }: CaseTools): Promise<string> {
  const body = { name: `Client ${unique()}`, currency: "EUR" };
  return (await call(createClient, administrator, { body })).id;
}

/** A project as a company enters it, with so many new members. */
async function projectBody(tools: CaseTools, members: number) {
  const teamMembers: object[] = [];
  while (teamMembers.length < members) teamMembers.push({ userId: await newUser(tools), role: "Engineer" });
  return {
    name: `Website ${tools.unique()}`,
    clientId: await newClient(tools),
    description: "The shop, and what it needs behind it.",
    defaultHourlyRate: 110,
    budget: { type: "hours", value: 400 },
    deadline: "2027-06-30",
    teamMembers,
    tags: ["web"],
  };
}

/** Makes a project. */
async function newProject(tools: CaseTools, members: number) {
  return await tools.call(createProject, tools.administrator, { body: await projectBody(tools, members) });
}

const ofNewProject =
  (members: number) =>
  async (tools: CaseTools): Promise<ApiRequest> => ({ path: { id: (await newProject(tools, members)).id } });

const stock = { count: manyProjects, make: (tools: CaseTools) => newProject(tools, 0) };

export const projectCases: readonly BenchCase[] = [
  { operation: listProjects, title: `${manyProjects} projects at once`, stock, parts: nothing },
  {
    operation: listProjects,
    title: `a page of 25 of more than ${manyProjects}`,
    stock,
    parts: () => ({ query: { limit: "25" } }),
  },
  {
    operation: listProjects,
    title: "those of a member",
    stock,
    parts: async (tools) => {
      const { teamMembers } = await newProject(tools, 1);
      return { query: { teamMember: teamMembers[0]?.userId ?? "" } };
    },
  },
  { operation: getProject, title: `a project of ${team}`, parts: ofNewProject(team) },
  {
    operation: createProject,
    title: `with ${team} members`,
    parts: async (tools) => ({ body: await projectBody(tools, team) }),
  },
  {
    operation: createProject,
    title: "open to everybody",
    parts: async (tools) => ({ body: await projectBody(tools, 0) }),
  },
  {
    operation: updateProject,
    title: "another description",
    parts: async (tools) => ({ ...(await ofNewProject(team)(tools)), body: { description: "The shop is done." } }),
  },
  {
    operation: updateProject,
    title: `1 member comes to ${team}`,
    parts: async (tools) => {
      const { id, teamMembers } = await newProject(tools, team);
      return { path: { id }, body: { teamMembers: [...teamMembers, await newUser(tools)] } };
    },
  },
  {
    operation: updateProject,
    title: "the same form again",
    parts: async (tools) => {
      const { id, ...form } = await newProject(tools, team);
      return { path: { id }, body: form };
    },
  },
  { operation: deleteProject, title: `one of ${team} without time`, parts: ofNewProject(team) },
];
