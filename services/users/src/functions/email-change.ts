import { sendMail } from "@aerotage/core/aws/mail";
import { ApiError } from "@aerotage/core/contract/errors";
import type { Caller } from "@aerotage/core/lambda/caller";
import { httpRoutes } from "@aerotage/core/lambda/routes";
import { hashOfToken, newToken } from "@aerotage/core/runtime/tokens";
import { route } from "@aerotage/kernel/http-handler";
import {
  cancelEmailChange,
  emailAlreadyExists,
  emailChangeNotFound,
  getEmailChange as getOperation,
  listEmailChanges as listOperation,
  requestEmailChange,
  resendEmailVerification,
  sameAsCurrentEmail,
} from "../contract/email-changes.js";
import {
  cancelledEmailChange,
  type EmailChange,
  newEmailChange,
  resentVerification,
  toEmailChangeResponse,
} from "../domain/email-change.js";
import { verificationMail } from "../domain/mails.js";
import { findAccount, verifyPassword } from "../persistence/accounts.js";
import {
  emailChangeActivity,
  getEmailChange,
  insertEmailChange,
  listEmailChanges,
  reserveOpen,
  updateEmailChange,
} from "../persistence/email-changes.js";
import { userIdOfEmail } from "../persistence/users.js";

/** A request for those who may know of it: its person and administrators. */
async function known(caller: Caller, id: string): Promise<EmailChange> {
  const change = await getEmailChange(id);
  if (change.userId !== caller.id && caller.role !== "admin")
    throw new ApiError(emailChangeNotFound, `There is no request ${id}.`);
  return change;
}

export const handler = httpRoutes(
  route(requestEmailChange, async ({ body, caller, unitOfWork, now }) => {
    if (body.newEmail === caller.email) throw new ApiError(sameAsCurrentEmail, "This is your address already.");
    await verifyPassword(caller.id, body.currentPassword);
    if ((await userIdOfEmail(body.newEmail)) !== undefined || (await findAccount(body.newEmail)) !== undefined)
      throw new ApiError(emailAlreadyExists, `${body.newEmail} belongs to another account.`);
    const open = await reserveOpen(caller.id, now);
    unitOfWork.compensate(() => open.release());
    const tokens = { current: newToken(), new: newToken() };
    const hashes = { current: hashOfToken(tokens.current), new: hashOfToken(tokens.new) };
    const change = newEmailChange(body, hashes, caller, now);
    insertEmailChange(unitOfWork, change, open);
    unitOfWork.audit(emailChangeActivity("requested", undefined, change));
    await sendMail(verificationMail(change, "current", tokens.current));
    await sendMail(verificationMail(change, "new", tokens.new));
    return { data: toEmailChangeResponse(change), version: change.version, location: `/email-change/${change.id}` };
  }),
  route(listOperation, async ({ query, caller }) => {
    const { items, pagination } = await listEmailChanges({
      ...query,
      callerId: caller.id,
      userId: caller.role === "admin" ? undefined : caller.id,
      toResponse: toEmailChangeResponse,
    });
    return { data: { items, requests: items, pagination } };
  }),
  route(getOperation, async ({ path, caller }) => {
    const change = await known(caller, path.id);
    return { data: toEmailChangeResponse(change), version: change.version };
  }),
  route(resendEmailVerification, async ({ path, body, caller, unitOfWork, now }) => {
    const before = await known(caller, path.id);
    const token = newToken();
    const after = resentVerification(before, body.emailType, hashOfToken(token), now);
    // Counted before it is mailed, so that many at once send no more than may be sent.
    const counted = unitOfWork.separateTransaction();
    updateEmailChange(counted, before, after);
    counted.audit(emailChangeActivity("resent", before, after));
    await counted.commit();
    await sendMail(verificationMail(after, body.emailType, token));
    return { data: toEmailChangeResponse(after), version: after.version };
  }),
  route(cancelEmailChange, async ({ path, caller, unitOfWork, now, requireMatch }) => {
    const before = await known(caller, path.id);
    requireMatch(before);
    const after = cancelledEmailChange(before, now);
    updateEmailChange(unitOfWork, before, after);
    unitOfWork.audit(emailChangeActivity("cancelled", before, after));
    return { data: toEmailChangeResponse(after), message: "The request is cancelled." };
  }),
);
