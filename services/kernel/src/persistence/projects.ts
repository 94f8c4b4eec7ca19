/** Reads of projects and of what is spent of them, and the write that adds to it. */
import { getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { partition, type Query, queryAll } from "@aerotage/core/database/query";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { tableName } from "@aerotage/core/runtime/environment";
import {
  isProjectMember,
  type ProjectItem,
  type RecordersItem,
  recordersId,
  type Spent,
  type SpentDelta,
  type SpentItem,
  spentId,
} from "../domain/projects.js";

/**
 * Plans a change of what somebody spent.
 * @param first set where there is no item yet: the client that the project must still have
 * @param refused makes the error if the item came or went since it was read, or the project did
 */
export function planSpent(
  unitOfWork: UnitOfWork,
  delta: SpentDelta,
  first: { readonly clientId: string } | undefined,
  refused: () => Error,
): void {
  const { projectId, userId } = delta;
  const amounts = Object.entries(delta.amounts).filter(([, minor]) => minor !== 0);
  if (first === undefined && delta.minutes === 0 && delta.entries === 0 && amounts.length === 0) return;
  const TableName = tableName("Projects");
  const sums: Record<string, number> = {
    minutes: delta.minutes,
    entries: delta.entries,
    ...Object.fromEntries(amounts.map(([currency, minor]) => [`amount${currency}`, minor])),
  };
  unitOfWork.change(
    "Projects",
    spentId(projectId, userId),
    { set: { projectId, userId }, add: sums },
    {
      where: { condition: first === undefined ? "attribute_exists(id)" : "attribute_not_exists(id)" },
      refused,
    },
  );
  if (first === undefined) return;
  unitOfWork.change("Projects", recordersId(projectId), { add: { userIds: new Set([userId]) } });
  unitOfWork.add(
    {
      ConditionCheck: {
        TableName,
        Key: { id: projectId },
        ConditionExpression: "clientId = :client",
        ExpressionAttributeValues: { ":client": first.clientId },
      },
    },
    refused,
  );
}

/** The sums of projects by id, read consistently; zeros where nothing is recorded. */
export async function spentOf(projectIds: readonly string[], tables: Database = database): Promise<Map<string, Spent>> {
  const recorders = await getMany<RecordersItem>(tables, "Projects", projectIds.map(recordersId));
  const keys = recorders.flatMap(({ id, userIds }) =>
    [...userIds].map((userId) => spentId(id.slice(recordersId("").length), userId)),
  );
  const items = await getMany<SpentItem>(tables, "Projects", keys);
  const sums = new Map<string, { minutes: number; entries: number; amounts: Record<string, number> }>();
  for (const id of projectIds) sums.set(id, { minutes: 0, entries: 0, amounts: {} });
  for (const { projectId, minutes, entries, ...rest } of items) {
    const sum = sums.get(projectId);
    if (sum === undefined) continue;
    sum.minutes += minutes;
    sum.entries += entries;
    for (const [name, value] of Object.entries(rest)) {
      if (!name.startsWith("amount")) continue;
      const currency = name.slice("amount".length);
      sum.amounts[currency] = (sum.amounts[currency] ?? 0) + Number(value);
    }
  }
  return sums;
}

/** The projects of a client: found by an index, which lags, and held against the projects themselves. */
export async function projectsOfClient(clientId: string, tables: Database = database): Promise<ProjectItem[]> {
  const projects = await projectsOf({ IndexName: "ClientIndex", ...partition("clientId", clientId) }, "id", tables);
  return projects.filter((project) => project.clientId === clientId);
}

/** The projects that somebody is a member of: found by an index, which lags, and held against the projects themselves. */
export async function projectsOfMember(userId: string, tables: Database = database): Promise<ProjectItem[]> {
  const projects = await projectsOf(
    { IndexName: "MemberIndex", ...partition("memberId", userId) },
    "projectId",
    tables,
  );
  return projects.filter((project) => isProjectMember(project, userId));
}

/** The projects whose ids the items of an index have, read consistently. */
async function projectsOf(
  query: Omit<Query, "table">,
  idAttribute: "id" | "projectId",
  tables: Database,
): Promise<ProjectItem[]> {
  const found = await queryAll<Record<typeof idAttribute, string>>({ table: "Projects", ...query }, tables);
  const ids = found.map((item) => item[idAttribute]);
  return await getMany<ProjectItem>(tables, "Projects", ids);
}

/** The projects of some ids, read consistently. A project that does not exist is missing. */
export function readProjects(ids: Iterable<string>, tables: Database = database): Promise<ProjectItem[]> {
  return getMany<ProjectItem>(tables, "Projects", ids);
}

/** A project, read consistently; undefined where there is none. */
export async function findProject(id: string, tables: Database = database): Promise<ProjectItem | undefined> {
  const [project] = await readProjects([id], tables);
  return project;
}
