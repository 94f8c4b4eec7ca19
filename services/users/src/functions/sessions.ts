import { ApiError } from "@aerotage/core/contract/errors";
import { httpRoutes } from "@aerotage/core/lambda/routes";
import { httpVariables, requiredNumber } from "@aerotage/core/runtime/environment";
import { route } from "@aerotage/kernel/http-handler";
import {
  cannotTerminateCurrentSession,
  createSession,
  listSessions,
  logout,
  sessionNotFound,
  terminateSession,
} from "../contract/sign-in.js";
import { isOpenSession, sessionResponse } from "../domain/session.js";
import { endSession, getSession, nameProgram, sessionsOf } from "../persistence/sessions.js";
import { getUser } from "../persistence/users.js";
import { requireSelf, requireSelfOrAdmin } from "../use-cases/check-access.js";

const maxSessionSeconds = () => requiredNumber(httpVariables.maxSessionSeconds);

export const handler = httpRoutes(
  route(listSessions, async ({ path, caller, now }) => {
    requireSelfOrAdmin(caller, path.id);
    // The index may not know the newest yet: the current one is read itself.
    const [user, sessions, current] = await Promise.all([
      getUser(path.id),
      sessionsOf(path.id),
      caller.id === path.id ? getSession(caller.id, caller.sessionId) : undefined,
    ]);
    const others = sessions.filter(({ sessionId }) => sessionId !== current?.sessionId);
    const open = [...(current ? [current] : []), ...others].filter(
      (session) => session === current || isOpenSession(session, user, now, maxSessionSeconds()),
    );
    return { data: open.map((session) => sessionResponse(session, caller.sessionId)) };
  }),
  route(createSession, async ({ path, body, caller, unitOfWork }) => {
    requireSelf(caller, path.id);
    const session = await getSession(caller.id, caller.sessionId);
    const userAgent = body.userAgent ?? session.userAgent;
    if (userAgent !== undefined && userAgent !== session.userAgent) nameProgram(unitOfWork, session, userAgent);
    return { data: sessionResponse({ ...session, ...(userAgent && { userAgent }) }, caller.sessionId) };
  }),
  route(terminateSession, async ({ path, caller, unitOfWork, now }) => {
    requireSelfOrAdmin(caller, path.id);
    if (path.sessionId === caller.sessionId)
      throw new ApiError(cannotTerminateCurrentSession, "This is your current session. Log out instead.");
    const [user, session] = await Promise.all([getUser(path.id), getSession(path.id, path.sessionId)]);
    if (!isOpenSession(session, user, now, maxSessionSeconds()))
      throw new ApiError(sessionNotFound, `The session ${path.sessionId} has ended already.`);
    endSession(unitOfWork, session);
    unitOfWork.audit({ type: "session.terminated", entityType: "user", entityId: path.id });
    return { data: { message: "The session has ended." } };
  }),
  route(logout, async ({ caller, unitOfWork }) => {
    endSession(unitOfWork, await getSession(caller.id, caller.sessionId));
    unitOfWork.audit({ type: "session.loggedOut", entityType: "user", entityId: caller.id });
    return { data: { message: "You are logged out.", sessionId: caller.sessionId } };
  }),
);
