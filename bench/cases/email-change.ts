import {
  approveEmailChange,
  cancelEmailChange,
  getEmailChange,
  listEmailChanges,
  rejectEmailChange,
  requestEmailChange,
  resendEmailVerification,
  verifyEmailChange,
} from "@aerotage/users/contract/email-changes";
import type { SignedInUser } from "../../client/accounts.js";
import type { ApiRequest } from "../../client/api-client.js";
import type { BenchCase, CaseTools } from "./case.js";
import { newAddress } from "./users.js";

/** A request as a person enters it. */
function requestOf(person: SignedInUser, tools: CaseTools) {
  return { newEmail: newAddress(tools), reason: "name_change", currentPassword: person.password };
}

/** Somebody's request that waits for both addresses to be verified. */
async function requested(
  tools: CaseTools,
  person: SignedInUser,
): Promise<{ readonly id: string; readonly newEmail: string }> {
  return await tools.call(requestEmailChange, person, { body: requestOf(person, tools) });
}

/** A request of somebody new. */
async function newRequest(tools: CaseTools) {
  const person = await tools.newPerson("employee");
  return { ...(await requested(tools, person)), currentEmail: person.email };
}

async function verification(tools: CaseTools, address: string, emailType: "current" | "new"): Promise<ApiRequest> {
  return { body: { token: await tools.mailedToken(address), emailType } };
}

/** A request of somebody new that waits for a decision. */
async function ofVerified(tools: CaseTools): Promise<ApiRequest> {
  const { id, currentEmail, newEmail } = await newRequest(tools);
  await tools.call(verifyEmailChange, undefined, await verification(tools, currentEmail, "current"));
  await tools.call(verifyEmailChange, undefined, await verification(tools, newEmail, "new"));
  return { path: { id } };
}

const ofOwnRequest = async (tools: CaseTools): Promise<ApiRequest> => ({
  path: { id: (await requested(tools, tools.caller)).id },
});

export const emailChangeCases: readonly BenchCase[] = [
  {
    operation: requestEmailChange,
    title: "with two mails",
    caller: "new employee",
    parts: (tools) => ({ body: requestOf(tools.caller, tools) }),
  },
  {
    operation: resendEmailVerification,
    title: "to the current address",
    caller: "new employee",
    parts: async (tools) => ({ ...(await ofOwnRequest(tools)), body: { emailType: "current" } }),
  },
  {
    operation: verifyEmailChange,
    title: "the first of both addresses",
    parts: async (tools) => verification(tools, (await newRequest(tools)).newEmail, "new"),
  },
  { operation: cancelEmailChange, title: "one's own", caller: "new employee", parts: ofOwnRequest },
  {
    operation: listEmailChanges,
    title: "a page of 25 of everybody's",
    stock: { count: 25, make: newRequest },
    parts: () => ({ query: { limit: "25" } }),
  },
  {
    operation: getEmailChange,
    title: "somebody else's",
    parts: async (tools) => ({ path: { id: (await newRequest(tools)).id } }),
  },
  {
    operation: approveEmailChange,
    title: "which the account takes over",
    parts: async (tools) => ({ ...(await ofVerified(tools)), body: {} }),
  },
  {
    operation: rejectEmailChange,
    title: "with a reason",
    parts: async (tools) => ({ ...(await ofVerified(tools)), body: { rejectionReason: "Ask human resources first." } }),
  },
];
