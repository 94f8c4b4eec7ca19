/** The people whom reports are mailed to: who an address stands for, and what rights somebody has now. */
import { getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import type { UserItem } from "@aerotage/kernel/domain/users";
import { projectsOfMember } from "@aerotage/kernel/persistence/projects";
import { scopeOf } from "@aerotage/kernel/persistence/teams";
import { emailKey } from "@aerotage/kernel/persistence/users";
import type { Addressee } from "../domain/recipients.js";
import { ownTimeOnly } from "../domain/visibility.js";

/** The user ids that addresses stand for, by address; those of nobody are missing. */
export async function usersOfAddresses(
  addresses: readonly string[],
  tables: Database = database,
): Promise<ReadonlyMap<string, string>> {
  const items = await getMany(tables, "Users", addresses.map(emailKey));
  const owners = new Map(items.map(({ id, userId }) => [id as string, userId as string]));
  return new Map(
    addresses.flatMap((address) => {
      const userId = owners.get(emailKey(address));
      return userId === undefined ? [] : [[address, userId] as const];
    }),
  );
}

/** Some people as they are now, by id; those who do not exist, or were erased, are missing. */
export async function findUsers(
  ids: Iterable<string>,
  tables: Database = database,
): Promise<ReadonlyMap<string, UserItem>> {
  const users = await getMany<UserItem & { readonly kind: string }>(tables, "Users", ids);
  return new Map(
    users.filter(({ kind, erasedAt }) => kind === "user" && erasedAt === undefined).map((one) => [one.id, one]),
  );
}

/** A person with the rights that they have now. */
export async function addresseeOf(user: UserItem, tables: Database = database): Promise<Addressee> {
  const { id, role, isActive, managedTeamIds = new Set<string>() } = user;
  if (role !== "manager") return { id, role, isActive, visibility: ownTimeOnly, clientIds: new Set() };
  const [{ memberIds }, projects] = await Promise.all([
    scopeOf({ role, managedTeamIds }, tables),
    projectsOfMember(id),
  ]);
  return {
    id,
    role,
    isActive,
    visibility: { memberIds, projectIds: new Set(projects.map((project) => project.id)) },
    clientIds: new Set(projects.map(({ clientId }) => clientId)),
  };
}
