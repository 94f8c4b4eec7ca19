import { httpHandler } from "@aerotage/kernel/http-handler";
import { linkAnswerOf, requireNotEnded } from "../domain/invitation.js";
import { validateInvitation } from "../invitations/contract.js";
import { requireInviter } from "../invitations/inviter.js";
import { getInvitationByToken } from "../invitations/repository.js";

export const handler = httpHandler(validateInvitation, async ({ path, now }) => {
  const invitation = await getInvitationByToken(path.token);
  requireNotEnded(invitation);
  await requireInviter(invitation);
  const data = { invitation: linkAnswerOf(invitation, now) };
  return { data, beside: data };
});
