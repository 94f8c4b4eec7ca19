import { nextVersion } from "@aerotage/core/contract/versions";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import type { Caller } from "@aerotage/core/lambda/caller";
import { httpRoutes } from "@aerotage/core/lambda/routes";
import { responseDate } from "@aerotage/kernel/domain/rates";
import { route } from "@aerotage/kernel/http-handler";
import { companyRates } from "@aerotage/kernel/persistence/organization";
import {
  getNotificationSettings,
  getPreferences,
  getProfile,
  updateNotificationSettings,
  updatePreferences,
  updateProfile,
} from "../contract/profiles.js";
import { defaultNotificationSettings, filled, preferencesOf } from "../domain/preferences.js";
import { changedProfile, concernsRate, profileOf, type User } from "../domain/user.js";
import { pictureLink } from "../persistence/pictures.js";
import { getUser } from "../persistence/users.js";
import { changeUser } from "../use-cases/change-user.js";
import { requireSelfOrAdmin } from "../use-cases/check-access.js";

/** The user of a page, for those who may see it. */
async function ofPage(caller: Caller, id: string): Promise<User> {
  requireSelfOrAdmin(caller, id);
  return getUser(id);
}

/** Plans a user with some other fields as the next version. */
function change(unitOfWork: UnitOfWork, before: User, fields: Partial<User>): Promise<User> {
  return changeUser(unitOfWork, before, nextVersion({ ...before, ...fields }, unitOfWork.now));
}

const preferencesResponse = (user: User) => ({ ...preferencesOf(user.preferences), updatedAt: user.updatedAt });
const notificationResponse = (user: User) => filled(defaultNotificationSettings, user.notificationSettings ?? {});

export const handler = httpRoutes(
  route(getProfile, async ({ path, caller, now }) => {
    const user = await ofPage(caller, path.id);
    return { data: profileOf(user, caller, responseDate(now), await pictureLink(user)), version: user.version };
  }),
  route(updateProfile, async ({ path, body, caller, unitOfWork, now, requireMatch }) => {
    const before = await ofPage(caller, path.id);
    requireMatch(before);
    const company = concernsRate(body) ? await companyRates(now) : undefined;
    const planned = changedProfile(before, body, { caller, now, company });
    const after = await changeUser(unitOfWork, before, planned);
    const data = profileOf(after, caller, responseDate(now, company), await pictureLink(after));
    return { data, version: after.version };
  }),
  route(getPreferences, async ({ path, caller }) => ({ data: preferencesResponse(await ofPage(caller, path.id)) })),
  route(updatePreferences, async ({ path, body, caller, unitOfWork }) => {
    const before = await ofPage(caller, path.id);
    const after = await change(unitOfWork, before, { preferences: filled(before.preferences ?? {}, body) });
    return { data: preferencesResponse(after) };
  }),
  route(getNotificationSettings, async ({ path, caller }) => ({
    data: notificationResponse(await ofPage(caller, path.id)),
  })),
  route(updateNotificationSettings, async ({ path, body, caller, unitOfWork }) => {
    const before = await ofPage(caller, path.id);
    const notificationSettings = filled(before.notificationSettings ?? {}, body);
    return { data: notificationResponse(await change(unitOfWork, before, { notificationSettings })) };
  }),
);
