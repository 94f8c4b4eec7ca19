import { responseDate } from "@aerotage/kernel/domain/rates";
import { httpHandler } from "@aerotage/kernel/http-handler";
import { getUser as operation } from "../contract/users.js";
import { toUserResponse } from "../domain/user.js";
import { pictureLink } from "../persistence/pictures.js";
import { getUser } from "../persistence/users.js";
import { requireKnown } from "../use-cases/check-access.js";

export const handler = httpHandler(operation, async ({ path, caller, now }) => {
  await requireKnown(caller, path.id);
  const user = await getUser(path.id);
  const response = toUserResponse(user, caller, responseDate(now), await pictureLink(user));
  return { data: { user: response }, version: user.version };
});
