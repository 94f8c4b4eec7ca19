/** Who answers for an invitation. */
import { ApiError } from "@aerotage/core/contract/errors";
import { invitationCancelled } from "../contract/invitations.js";
import type { Invitation } from "../domain/invitation.js";
import { isActiveAdmin } from "../domain/user.js";
import { findUser } from "../persistence/users.js";

/**
 * An invitation is worth as much as whoever sent it last: one of somebody who is no administrator any more opens nothing.
 * @throws `INVITATION_CANCELLED`
 */
export async function requireInviter({ sentBy, createdBy }: Invitation): Promise<void> {
  const inviter = await findUser(sentBy ?? createdBy);
  if (inviter === undefined || !isActiveAdmin(inviter))
    throw new ApiError(
      invitationCancelled,
      "Whoever invited you is no administrator any more. Ask for a new invitation.",
    );
}
