/** Who may reach whose page. */
import type { Caller } from "@aerotage/core/caller";
import { ApiError, forbidden } from "@aerotage/core/errors";

/** Admits the person themselves and administrators. @throws `FORBIDDEN`, whether or not there is such a person */
export function requireSelfOrAdmin(caller: Pick<Caller, "id" | "role">, userId: string): void {
  if (caller.id !== userId && caller.role !== "admin")
    throw new ApiError(forbidden, "This is for the person themselves and for administrators.");
}

/** Admits the person themselves. @throws `FORBIDDEN` */
export function requireSelf(caller: Pick<Caller, "id">, userId: string): void {
  if (caller.id !== userId) throw new ApiError(forbidden, "This is for the person themselves alone.");
}
