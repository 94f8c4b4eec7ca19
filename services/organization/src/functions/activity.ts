import { ApiError } from "@aerotage/core/contract/errors";
import { httpRoutes } from "@aerotage/core/lambda/routes";
import { userNotFound } from "@aerotage/kernel/contract/errors";
import { route } from "@aerotage/kernel/http-handler";
import { listActivity, listUserActivity } from "../contract/organization.js";
import { type ActivityRecord, toActivityResponse } from "../domain/activity.js";
import { activityRepository } from "../persistence/activity.js";

const activity = activityRepository();

const listOfAll = route(listActivity, async ({ query, caller, now }) => ({
  data: await activity.list({
    ...query,
    callerId: caller.id,
    now,
    toResponse: (record) => toActivityResponse(record, caller.role),
  }),
}));

const listOfPerson = route(listUserActivity, async ({ path, query, caller, now }) => {
  const { id: userId } = path;
  const known = userId === caller.id || (caller.role === "admin" && (await activity.hasUser(userId)));
  if (!known) throw new ApiError(userNotFound, `There is no user ${userId}.`);
  const toResponse = (record: ActivityRecord) => toActivityResponse(record, caller.role);
  return { data: await activity.list({ ...query, userId, callerId: caller.id, now, toResponse }) };
});

export const handler = httpRoutes(listOfAll, listOfPerson);
