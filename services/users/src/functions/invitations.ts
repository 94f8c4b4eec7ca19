import { httpRoutes } from "@aerotage/core/lambda/routes";
import { route } from "@aerotage/kernel/http-handler";
import {
  cancelInvitation,
  getInvitation as getOperation,
  listInvitations as listOperation,
} from "../contract/invitations.js";
import { answerOf, cancelledInvitation } from "../domain/invitation.js";
import { endInvitation, getInvitation, invitationActivity, listInvitations } from "../persistence/invitations.js";

export const handler = httpRoutes(
  route(listOperation, async ({ query, caller, now }) => ({
    data: await listInvitations({
      ...query,
      callerId: caller.id,
      now,
      answer: (invitation) => answerOf(invitation, now),
    }),
  })),
  route(getOperation, async ({ path, now }) => {
    const invitation = await getInvitation(path.id);
    return { data: answerOf(invitation, now), version: invitation.version };
  }),
  route(cancelInvitation, async ({ path, work, now, requireMatch }) => {
    const before = await getInvitation(path.id);
    requireMatch(before);
    if (before.state === "cancelled")
      return { data: answerOf(before, now), message: "The invitation was cancelled already." };
    const after = cancelledInvitation(before, now);
    await endInvitation(work, before, after);
    work.record(invitationActivity("cancelled", before, after));
    return { data: answerOf(after, now), message: "The invitation is cancelled." };
  }),
);
