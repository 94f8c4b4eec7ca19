import { responseDate } from "@aerotage/kernel/domain/rates";
import { httpHandler } from "@aerotage/kernel/http-handler";
import { deleteUser } from "../contract/users.js";
import { changedUser, toUserResponse } from "../domain/user.js";
import { pictureLink } from "../persistence/pictures.js";
import { getUser } from "../persistence/users.js";
import { changeUser } from "../use-cases/change-user.js";

export const handler = httpHandler(deleteUser, async ({ path, caller, unitOfWork, now, requireMatch }) => {
  const before = await getUser(path.id);
  requireMatch(before);
  const after = await changeUser(unitOfWork, before, changedUser(before, { isActive: false }, { caller, now }));
  const message = before.isActive ? "The user was deactivated." : "The user was inactive already.";
  return { data: toUserResponse(after, caller, responseDate(now), await pictureLink(after)), message };
});
