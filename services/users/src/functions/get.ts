import { httpHandler } from "@aerotage/kernel/http-handler";
import { answeredDate } from "@aerotage/kernel/rates";
import { requireKnown } from "../access.js";
import { getUser as operation } from "../contract.js";
import { answerOf } from "../domain/user.js";
import { pictureLink } from "../pictures.js";
import { getUser } from "../repository.js";

export const handler = httpHandler(operation, async ({ path, caller, now }) => {
  await requireKnown(caller, path.id);
  const user = await getUser(path.id);
  const answer = answerOf(user, caller, answeredDate(now), await pictureLink(user));
  return { data: { user: answer }, version: user.version };
});
