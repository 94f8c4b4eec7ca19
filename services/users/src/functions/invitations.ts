import { httpRoutes } from "@aerotage/core/lambda/routes";
import { route } from "@aerotage/kernel/http-handler";
import {
  cancelInvitation,
  getInvitation as getOperation,
  listInvitations as listOperation,
} from "../contract/invitations.js";
import { cancelledInvitation, toInvitationResponse } from "../domain/invitation.js";
import { endInvitation, getInvitation, invitationActivity, listInvitations } from "../persistence/invitations.js";

export const handler = httpRoutes(
  route(listOperation, async ({ query, caller, now }) => ({
    data: await listInvitations({
      ...query,
      callerId: caller.id,
      now,
      toResponse: (invitation) => toInvitationResponse(invitation, now),
    }),
  })),
  route(getOperation, async ({ path, now }) => {
    const invitation = await getInvitation(path.id);
    return { data: toInvitationResponse(invitation, now), version: invitation.version };
  }),
  route(cancelInvitation, async ({ path, unitOfWork, now, requireMatch }) => {
    const before = await getInvitation(path.id);
    requireMatch(before);
    if (before.state === "cancelled")
      return { data: toInvitationResponse(before, now), message: "The invitation was cancelled already." };
    const after = cancelledInvitation(before, now);
    await endInvitation(unitOfWork, before, after);
    unitOfWork.audit(invitationActivity("cancelled", before, after));
    return { data: toInvitationResponse(after, now), message: "The invitation is cancelled." };
  }),
);
