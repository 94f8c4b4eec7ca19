import { readAccount } from "@aerotage/core/aws/cognito";
import { sendMail } from "@aerotage/core/aws/mail";
import { ApiError } from "@aerotage/core/contract/errors";
import type { HandlerRequest } from "@aerotage/core/lambda/pipeline";
import { httpRoutes } from "@aerotage/core/lambda/routes";
import { hashOfToken, newToken } from "@aerotage/core/runtime/tokens";
import { route } from "@aerotage/kernel/http-handler";
import { companyCurrency } from "@aerotage/kernel/persistence/organization";
import { createInvitation, inviteUser, resendInvitation } from "../contract/invitations.js";
import { userAlreadyExists } from "../contract/users.js";
import { newInvitation, resentInvitation, toInvitationResponse } from "../domain/invitation.js";
import { invitationMail } from "../domain/mails.js";
import { concernsRate } from "../domain/user.js";
import {
  extendInvitation,
  getInvitation,
  insertInvitation,
  invitationActivity,
  reservePending,
} from "../persistence/invitations.js";
import { requireOpenTeam } from "../persistence/teams.js";
import { userIdOfEmail } from "../persistence/users.js";

type Request = Pick<HandlerRequest<typeof inviteUser>, "body" | "caller" | "unitOfWork" | "now">;

/** The address is reserved before its mail goes out, so that of several requests at once one sends it. */
async function invite({ body, caller, unitOfWork, now }: Request) {
  const currency = concernsRate(body) ? await companyCurrency() : undefined;
  const token = newToken();
  const invitation = newInvitation(body, hashOfToken(token), { caller, now, companyCurrency: currency });
  if (invitation.teamId !== undefined) await requireOpenTeam(invitation.teamId);
  // An operator's account has no record until it is used.
  const known = (await userIdOfEmail(invitation.email)) ?? (await readAccount(invitation.email));
  if (known !== undefined) throw new ApiError(userAlreadyExists, `${invitation.email} has an account already.`);
  const pending = await reservePending(invitation.email, now);
  unitOfWork.compensate(() => pending.release());
  insertInvitation(unitOfWork, invitation, pending);
  unitOfWork.audit(invitationActivity("created", undefined, invitation));
  await sendMail(invitationMail(invitation, token, caller.name));
  const location = `/user-invitations/${invitation.id}`;
  return { data: toInvitationResponse(invitation, now), version: invitation.version, location };
}

export const handler = httpRoutes(
  route(inviteUser, invite),
  route(createInvitation, invite),
  route(resendInvitation, async ({ path, body, caller, unitOfWork, now }) => {
    const token = newToken();
    const before = await getInvitation(path.id);
    const after = resentInvitation(before, hashOfToken(token), caller, now, body.personalMessage ?? undefined);
    // Counted before it is mailed, so that many at once send no more than may be sent.
    const counted = unitOfWork.separateTransaction();
    extendInvitation(counted, before, after);
    counted.audit(invitationActivity("resent", before, after));
    await counted.commit();
    await sendMail(invitationMail(after, token, caller.name));
    return { data: toInvitationResponse(after, now), version: after.version };
  }),
);
