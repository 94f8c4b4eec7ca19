/** Whose recorded time a report has to read. */
import { getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { ofKind, queryAll } from "@aerotage/core/database/query";
import { type ProjectItem, projectsOfClient, type RecordersItem, recordersKey } from "@aerotage/core/projects";
import type { UserItem } from "@aerotage/core/users";

/** The ids of all users, deactivated ones too. */
export async function allUserIds(tables: Database = database): Promise<string[]> {
  const users = await queryAll<Pick<UserItem, "id">>(
    { ...ofKind("Users", "user"), ProjectionExpression: "id" },
    tables,
  );
  return users.map(({ id }) => id);
}

/** The people who have recorded time on some projects. */
export async function recordersOf(projectIds: Iterable<string>, tables: Database = database): Promise<string[]> {
  const keys = [...new Set(projectIds)].map(recordersKey);
  const items = (await getMany(tables, "Projects", keys)) as unknown as RecordersItem[];
  return [...new Set(items.flatMap(({ userIds }) => [...userIds]))];
}

/** The ids of the projects of some clients. */
export async function projectIdsOfClients(clientIds: Iterable<string>): Promise<string[]> {
  const projects = await Promise.all([...new Set(clientIds)].map((id) => projectsOfClient(id)));
  return projects.flat().map(({ id }: ProjectItem) => id);
}
