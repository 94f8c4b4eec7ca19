import {
  changePassword,
  confirmTwoFactor,
  createSession,
  disableTwoFactor,
  getSecuritySettings,
  listSessions,
  logout,
  startTwoFactor,
  terminateSession,
  updateSecuritySettings,
} from "@aerotage/users/contract/sign-in";
import { getUser } from "@aerotage/users/contract/users";
import type { ApiRequest } from "../../client/api-client.js";
import { authenticatorCode } from "./authenticator.js";
import { type BenchCase, type CaseTools, ofCaller } from "./case.js";

/** The session that tokens belong to. */
function sessionIdOf(accessToken: string): string {
  const claims = Buffer.from(accessToken.split(".")[1] ?? "", "base64url").toString();
  return (JSON.parse(claims) as { origin_jti: string }).origin_jti;
}

/** Signs the caller in once more, elsewhere, and names that session. */
async function ofOtherSession(tools: CaseTools): Promise<ApiRequest> {
  const elsewhere = await tools.signInAgain(tools.caller);
  await tools.call(getUser, elsewhere, ofCaller(tools));
  return { path: { id: tools.caller.id, sessionId: sessionIdOf(elsewhere.tokens.accessToken) } };
}

/** Sets an authenticator up for the caller, and sends its code. */
async function withCode(tools: CaseTools) {
  const { secretCode } = await tools.call(startTwoFactor, tools.caller, ofCaller(tools));
  return { ...ofCaller(tools), body: { code: authenticatorCode(secretCode, new Date()) } };
}

export const signInCases: readonly BenchCase[] = [
  { operation: listSessions, title: "1 session", caller: "employee", parts: ofCaller },
  {
    operation: createSession,
    title: "another name of the program",
    caller: "employee",
    parts: (tools) => ({ ...ofCaller(tools), body: { userAgent: `Aerotage Desktop ${tools.unique()}` } }),
  },
  { operation: terminateSession, title: "another one of one's own", caller: "employee", parts: ofOtherSession },
  { operation: logout, title: "the current session", caller: "new employee", parts: () => ({ body: {} }) },
  {
    operation: changePassword,
    title: "another one, with the wait for the next second",
    caller: "new employee",
    parts: (tools) => ({
      ...ofCaller(tools),
      body: { currentPassword: tools.caller.password, newPassword: `Another-${tools.unique()}-A1` },
    }),
  },
  { operation: getSecuritySettings, title: "one's own", caller: "employee", parts: ofCaller },
  {
    operation: updateSecuritySettings,
    title: "another session timeout",
    caller: "new employee",
    parts: (tools) => ({ ...ofCaller(tools), body: { sessionTimeout: 480 } }),
  },
  { operation: startTwoFactor, title: "a secret", caller: "employee", parts: ofCaller },
  { operation: confirmTwoFactor, title: "turned on by a code", caller: "new employee", parts: withCode },
  {
    operation: disableTwoFactor,
    title: "turned off by the password",
    caller: "new employee",
    parts: async (tools) => {
      await tools.call(confirmTwoFactor, tools.caller, await withCode(tools));
      return { ...ofCaller(tools), body: { currentPassword: tools.caller.password } };
    },
  },
];
