import { database } from "@aerotage/core/database/client";
import { ApiError, userNotFound } from "@aerotage/core/errors";
import { httpHandler } from "@aerotage/core/lambda/http";
import { scopeOf } from "@aerotage/core/teams";
import { getUser as operation } from "../contract.js";
import { answerOf } from "../domain/user.js";
import { pictureLink } from "../pictures.js";
import { getUser } from "../repository.js";

export const handler = httpHandler(operation, async ({ path, caller }) => {
  const isKnown =
    caller.role === "admin" || caller.id === path.id || (await scopeOf(caller, database)).memberIds.has(path.id);
  if (!isKnown) throw new ApiError(userNotFound, `There is no user ${path.id}.`);
  const user = await getUser(path.id);
  return { data: { user: answerOf(user, caller, await pictureLink(user)) }, version: user.version };
});
