import { ApiError, forbidden } from "@aerotage/core/contract/errors";
import { responseDate } from "@aerotage/kernel/domain/rates";
import { httpHandler } from "@aerotage/kernel/http-handler";
import { companyRates } from "@aerotage/kernel/persistence/organization";
import { updateUser } from "../contract/users.js";
import { changedUser, concernsRate, toUserResponse } from "../domain/user.js";
import { pictureLink } from "../persistence/pictures.js";
import { getUser } from "../persistence/users.js";
import { changeUser } from "../use-cases/change-user.js";

export const handler = httpHandler(updateUser, async ({ path, body, caller, unitOfWork, now, requireMatch }) => {
  if (caller.role !== "admin" && caller.id !== path.id)
    throw new ApiError(forbidden, "Only administrators may change other people.");
  const [before, company] = await Promise.all([getUser(path.id), concernsRate(body) ? companyRates(now) : undefined]);
  requireMatch(before);
  const after = await changeUser(unitOfWork, before, changedUser(before, body, { caller, now, company }));
  const data = toUserResponse(after, caller, responseDate(now, company), await pictureLink(after));
  return { data, version: after.version };
});
