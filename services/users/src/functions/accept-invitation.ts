import { responseDate, sinceEver } from "@aerotage/kernel/domain/rates";
import { userActivity } from "@aerotage/kernel/domain/users";
import { httpHandler } from "@aerotage/kernel/http-handler";
import { acceptInvitation } from "../contract/invitations.js";
import { acceptedInvitation, linkResponseOf } from "../domain/invitation.js";
import { newUser, toUserResponse, type User } from "../domain/user.js";
import { requirePassword } from "../persistence/accounts.js";
import { endInvitation, getInvitationByToken, invitationActivity } from "../persistence/invitations.js";
import { isOpenTeam } from "../persistence/teams.js";
import { insertUser } from "../persistence/users.js";
import { syncAccountNow } from "../use-cases/change-user.js";
import { openAccount } from "../use-cases/create-account.js";
import { requireInviter } from "../use-cases/require-inviter.js";

export const handler = httpHandler(acceptInvitation, async ({ body, unitOfWork, now }) => {
  const { password, ...person } = body.userData;
  const before = await getInvitationByToken(body.token);
  const after = acceptedInvitation(before, now);
  await requireInviter(before);
  requirePassword(password, "userData.password");
  const { email, role, teamId, department, jobTitle, hourlyRate, permissions } = before;
  const invited = { email, role, department, jobTitle, permissions };
  const caller = { id: before.createdBy, role: "admin" } as const;
  const blank = newUser({ ...person, ...invited, id: "" }, { caller, now });
  // A team that is gone by now is no reason to keep somebody out.
  const team = teamId !== undefined && (await isOpenTeam(teamId)) ? { teamId } : {};
  const rates = hourlyRate === undefined ? {} : { rates: [{ effectiveFrom: sinceEver, rate: hourlyRate }] };
  const planned: User = { ...blank, ...team, ...rates };
  const { id, address } = await openAccount(unitOfWork, planned, { value: password, permanent: true });
  const user: User = { ...planned, id, passwordChangedAt: now.toISOString() };
  unitOfWork.actAs({ id, role });
  insertUser(unitOfWork, user, address);
  await endInvitation(unitOfWork, before, after);
  unitOfWork.audit(userActivity("created", undefined, user));
  unitOfWork.afterCommit(() => syncAccountNow(id));
  unitOfWork.audit(invitationActivity("accepted", before, after));
  const data = { user: toUserResponse(user, user, responseDate(now)), invitation: linkResponseOf(after, now) };
  return { data, beside: data, location: `/users/${id}` };
});
