import { database } from "@aerotage/core/database/client";
import { httpHandler } from "@aerotage/core/lambda/http";
import { scopeOf } from "@aerotage/core/teams";
import { listUsers as operation } from "../contract.js";
import { answerOf } from "../domain/user.js";
import { pictureLink } from "../pictures.js";
import { listUsers } from "../repository.js";

export const handler = httpHandler(operation, async ({ query, caller }) => {
  const scope = caller.role === "manager" ? await scopeOf(caller, database) : undefined;
  const { items, pagination } = await listUsers({
    ...query,
    callerId: caller.id,
    visible: scope && ((id) => id === caller.id || scope.memberIds.has(id)),
    answer: async (user) => answerOf(user, caller, await pictureLink(user)),
  });
  return { data: { items, users: items, pagination } };
});
