import { companyCurrency } from "@aerotage/core/company";
import { ApiError, forbidden } from "@aerotage/core/errors";
import { httpHandler } from "@aerotage/core/lambda/http";
import { changeUser } from "../change-user.js";
import { updateUser } from "../contract.js";
import { answerOf, changedUser, concernsRate } from "../domain/user.js";
import { pictureLink } from "../pictures.js";
import { getUser } from "../repository.js";

export const handler = httpHandler(updateUser, async ({ path, body, caller, work, now, requireMatch }) => {
  if (caller.role !== "admin" && caller.id !== path.id)
    throw new ApiError(forbidden, "Only administrators may change other people.");
  const [before, currency] = await Promise.all([getUser(path.id), concernsRate(body) ? companyCurrency() : undefined]);
  requireMatch(before);
  const after = await changeUser(work, before, changedUser(before, body, { caller, now, companyCurrency: currency }));
  return { data: answerOf(after, caller, await pictureLink(after)), version: after.version };
});
