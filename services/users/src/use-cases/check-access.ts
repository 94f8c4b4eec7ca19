/** Who may reach whose page. */

import { ApiError, forbidden } from "@aerotage/core/contract/errors";
import type { Database } from "@aerotage/core/database/client";
import type { Caller } from "@aerotage/core/lambda/caller";
import { userNotFound } from "@aerotage/kernel/contract/errors";
import { scopeOf } from "@aerotage/kernel/persistence/teams";

/** Admits the person themselves and administrators. @throws `FORBIDDEN`, whether or not there is such a person */
export function requireSelfOrAdmin(caller: Pick<Caller, "id" | "role">, userId: string): void {
  if (caller.id !== userId && caller.role !== "admin")
    throw new ApiError(forbidden, "This is for the person themselves and for administrators.");
}

/** Admits whoever may know of a person: themselves, administrators, and managers in whose scope they are. @throws `USER_NOT_FOUND` */
export async function requireKnown(caller: Caller, userId: string, tables?: Database): Promise<void> {
  const isKnown =
    caller.role === "admin" || caller.id === userId || (await scopeOf(caller, tables)).memberIds.has(userId);
  if (!isKnown) throw new ApiError(userNotFound, `There is no user ${userId}.`);
}

/** Admits the person themselves. @throws `FORBIDDEN` */
export function requireSelf(caller: Pick<Caller, "id">, userId: string): void {
  if (caller.id !== userId) throw new ApiError(forbidden, "This is for the person themselves alone.");
}
