import { ApiError } from "@aerotage/core/contract/errors";
import { httpRoutes } from "@aerotage/core/lambda/routes";
import { userNotFound } from "@aerotage/kernel/contract/errors";
import { route } from "@aerotage/kernel/http-handler";
import { listActivity, listUserActivity } from "../contract/organization.js";
import { type ActivityRecord, toActivityResponse } from "../domain/activity.js";
import { isUser, listRecords } from "../persistence/activity.js";

const listOfAll = route(listActivity, async ({ query, caller, now }) => ({
  data: await listRecords({
    ...query,
    callerId: caller.id,
    now,
    toResponse: (record) => toActivityResponse(record, caller.role),
  }),
}));

const listOfPerson = route(listUserActivity, async ({ path, query, caller, now }) => {
  const { id: userId } = path;
  const known = userId === caller.id || (caller.role === "admin" && (await isUser(userId)));
  if (!known) throw new ApiError(userNotFound, `There is no user ${userId}.`);
  const toResponse = (record: ActivityRecord) => toActivityResponse(record, caller.role);
  return { data: await listRecords({ ...query, userId, callerId: caller.id, now, toResponse }) };
});

export const handler = httpRoutes(listOfAll, listOfPerson);
