import { httpHandler } from "@aerotage/kernel/http-handler";
import { answeredDate, sinceEver } from "@aerotage/kernel/rates";
import { userActivity } from "@aerotage/kernel/users";
import { requirePassword } from "../accounts.js";
import { mirrorNow } from "../change-user.js";
import { acceptedInvitation, linkAnswerOf } from "../domain/invitation.js";
import { answerOf, newUser, type User } from "../domain/user.js";
import { acceptInvitation } from "../invitations/contract.js";
import { requireInviter } from "../invitations/inviter.js";
import { endInvitation, getInvitationByToken, invitationActivity } from "../invitations/repository.js";
import { openAccount } from "../open-account.js";
import { insertUser } from "../repository.js";
import { isOpenTeam } from "../teams.js";

export const handler = httpHandler(acceptInvitation, async ({ body, work, now }) => {
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
  const { id, address } = await openAccount(work, planned, { value: password, permanent: true });
  const user: User = { ...planned, id, passwordChangedAt: now.toISOString() };
  work.actAs({ id, role });
  insertUser(work, user, address);
  await endInvitation(work, before, after);
  work.record(userActivity("created", undefined, user));
  work.afterCommit(() => mirrorNow(id));
  work.record(invitationActivity("accepted", before, after));
  const data = { user: answerOf(user, user, answeredDate(now)), invitation: linkAnswerOf(after, now) };
  return { data, beside: data, location: `/users/${id}` };
});
