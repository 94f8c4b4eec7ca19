import type { Role } from "@aerotage/core/contract/operation";
import { createUser, deleteUser, getUser, listUsers, resendWelcome, updateUser } from "@aerotage/users/contract/users";
import type { ApiRequest } from "../../client/api-client.js";
import { type BenchCase, type CaseTools, nothing } from "./case.js";

/** People of a company of a usual size. */
const manyPeople = 100;
/** The two callers whom all cases share are people too. */
const stock = { count: manyPeople - 2, make: (tools: CaseTools) => newUser(tools) };

/** An address of a domain that nobody has, another one each time. */
export const newAddress = ({ unique }: Pick<CaseTools, "unique">): string => `bench-${unique()}@example.com`;

/** A user as an administrator enters them. */
function userBody(tools: CaseTools, role: Role): object {
  return {
    email: newAddress(tools),
    name: "Nora Measure",
    role,
    department: "Engineering",
    jobTitle: "Engineer",
    hourlyRate: 95,
    contactInfo: { phone: "+49 30 5550100" },
    preferences: { timezone: "Europe/Berlin" },
  };
}

/** Makes a user without a mail, who cannot sign in yet, and returns their id. */
export async function newUser(tools: CaseTools, role: Role = "employee"): Promise<string> {
  const body = { ...userBody(tools, role), invite: false };
  return (await tools.call(createUser, tools.administrator, { body })).id;
}

const ofNewUser = async (tools: CaseTools): Promise<ApiRequest> => ({ path: { id: await newUser(tools) } });

export const userCases: readonly BenchCase[] = [
  { operation: listUsers, title: `${manyPeople} people at once`, stock, parts: nothing },
  {
    operation: listUsers,
    title: `a page of 25 of more than ${manyPeople}`,
    stock,
    parts: () => ({ query: { limit: "25" } }),
  },
  { operation: getUser, title: "somebody else", parts: ofNewUser },
  { operation: createUser, title: "with a mail", parts: (tools) => ({ body: userBody(tools, "employee") }) },
  { operation: resendWelcome, title: "to a user who never signed in", parts: ofNewUser },
  {
    operation: updateUser,
    title: "another job title",
    parts: async (tools) => ({ ...(await ofNewUser(tools)), body: { jobTitle: "Lead engineer" } }),
  },
  {
    operation: updateUser,
    title: "another role, which the account takes over",
    parts: async (tools) => ({ ...(await ofNewUser(tools)), body: { role: "manager" } }),
  },
  {
    operation: updateUser,
    title: "another rate from a date on, which the account takes over",
    parts: async (tools) => ({
      ...(await ofNewUser(tools)),
      body: { hourlyRate: 105, effectiveFrom: "2026-01-01" },
    }),
  },
  { operation: deleteUser, title: "deactivated, which the account takes over", parts: ofNewUser },
];
