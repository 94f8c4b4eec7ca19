import { httpHandler } from "@aerotage/kernel/http-handler";
import { validateInvitation } from "../contract/invitations.js";
import { linkResponseOf, requireNotEnded } from "../domain/invitation.js";
import { getInvitationByToken } from "../persistence/invitations.js";
import { requireInviter } from "../use-cases/require-inviter.js";

export const handler = httpHandler(validateInvitation, async ({ path, now }) => {
  const invitation = await getInvitationByToken(path.token);
  requireNotEnded(invitation);
  await requireInviter(invitation);
  const data = { invitation: linkResponseOf(invitation, now) };
  return { data, beside: data };
});
