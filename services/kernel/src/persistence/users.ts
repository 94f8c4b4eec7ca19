/** Items beside the users: unique e-mail addresses, and the active administrators. */

import { ApiError } from "@aerotage/core/contract/errors";
import { itemId } from "@aerotage/core/contract/tables";
import { getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { lastAdmin } from "../contract/errors.js";
import type { UserItem } from "../domain/users.js";

/** The id of the item that makes an e-mail address unique: it holds the `userId` of who has it. */
export function emailKey(email: string): string {
  return itemId("Users", "email", email.toLowerCase());
}

/** The id of the item that knows the active administrators, so that the last one stays. */
export const adminsKey = itemId("Users", "admins");

/** Notes a new active administrator. */
export function joinAdmins(unitOfWork: UnitOfWork, userId: string): void {
  unitOfWork.change("Users", adminsKey, { add: { adminIds: new Set([userId]) } });
}

/** Notes that somebody is no longer an active administrator. Refused with `LAST_ADMIN` if there is no other. */
export function leaveAdmins(unitOfWork: UnitOfWork, userId: string): void {
  unitOfWork.change(
    "Users",
    adminsKey,
    { delete: { adminIds: new Set([userId]) } },
    {
      where: {
        condition: "size(adminIds) > :one OR (attribute_exists(adminIds) AND NOT contains(adminIds, :id))",
        values: { ":one": 1, ":id": userId },
      },
      refused: () => new ApiError(lastAdmin, "This is the last active administrator. Make somebody else one first."),
    },
  );
}

/** The users of some ids, read consistently. A user that does not exist is missing; erased users are included. */
export function readUsers(ids: Iterable<string>, tables: Database = database): Promise<UserItem[]> {
  return getMany<UserItem>(tables, "Users", ids);
}

/** The item of a user, read consistently; undefined where there is none. Erased users are included. */
export async function findUserItem(id: string, tables: Database = database): Promise<UserItem | undefined> {
  const [user] = await readUsers([id], tables);
  return user;
}
