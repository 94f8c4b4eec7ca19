import { responseDate } from "@aerotage/kernel/domain/rates";
import { httpHandler } from "@aerotage/kernel/http-handler";
import { scopeOf } from "@aerotage/kernel/persistence/teams";
import { listUsers as operation } from "../contract/users.js";
import { toUserResponse } from "../domain/user.js";
import { pictureLink } from "../persistence/pictures.js";
import { listUsers } from "../persistence/users.js";

export const handler = httpHandler(operation, async ({ query, caller, now }) => {
  const scope = caller.role === "manager" ? await scopeOf(caller) : undefined;
  const today = responseDate(now);
  const { items, pagination } = await listUsers({
    ...query,
    callerId: caller.id,
    onlyId: caller.role === "employee" ? caller.id : undefined,
    visible: scope && ((id) => id === caller.id || scope.memberIds.has(id)),
    toResponse: async (user) => toUserResponse(user, caller, today, await pictureLink(user)),
  });
  return { data: { items, users: items, pagination } };
});
