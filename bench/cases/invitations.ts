import {
  acceptInvitation,
  cancelInvitation,
  createInvitation,
  getInvitation,
  inviteUser,
  listInvitations,
  resendInvitation,
  validateInvitation,
} from "@aerotage/users/contract/invitations";
import type { ApiRequest } from "../../client/api-client.js";
import type { BenchCase, CaseTools } from "./case.js";
import { newAddress } from "./users.js";

/** An invitation as an administrator enters it. */
function invitationBody(tools: CaseTools) {
  return {
    email: newAddress(tools),
    role: "employee",
    department: "Engineering",
    jobTitle: "Engineer",
    personalMessage: "We are looking forward to working with you.",
  };
}

/** Invites somebody, and returns the invitation's id and the token of its link. */
async function newInvitation(tools: CaseTools): Promise<{ readonly id: string; readonly token: string }> {
  const { id, email } = await tools.call(createInvitation, tools.administrator, { body: invitationBody(tools) });
  return { id, token: await tools.mailedToken(email) };
}

const ofNewInvitation = async (tools: CaseTools): Promise<ApiRequest> => ({
  path: { id: (await newInvitation(tools)).id },
});

const invited = (tools: CaseTools): ApiRequest => ({ body: invitationBody(tools) });

export const invitationCases: readonly BenchCase[] = [
  { operation: createInvitation, title: "somebody new", parts: invited },
  { operation: inviteUser, title: "the same by its other route", parts: invited },
  {
    operation: listInvitations,
    title: "a page of 25",
    stock: { count: 25, make: newInvitation },
    parts: () => ({ query: { limit: "25" } }),
  },
  { operation: getInvitation, title: "a pending one", parts: ofNewInvitation },
  {
    operation: validateInvitation,
    title: "a pending one, by its link",
    parts: async (tools) => ({ path: { token: (await newInvitation(tools)).token } }),
  },
  {
    operation: acceptInvitation,
    title: "an account is opened",
    parts: async (tools) => ({
      body: {
        token: (await newInvitation(tools)).token,
        userData: {
          name: "Ivy Measure",
          password: tools.administrator.password,
          contactInfo: { phone: "+49 30 5550100" },
          preferences: { theme: "dark", notifications: true, timezone: "Europe/Berlin" },
        },
      },
    }),
  },
  {
    operation: resendInvitation,
    title: "for the first time",
    parts: async (tools) => ({ ...(await ofNewInvitation(tools)), body: {} }),
  },
  { operation: cancelInvitation, title: "a pending one", parts: ofNewInvitation },
];
