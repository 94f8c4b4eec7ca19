/** The people of reports: who they are, what they are meant to work, and whose recorded time has to be read. */
import { getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { ofKind, queryAll } from "@aerotage/core/database/query";
import type { RecordersItem } from "@aerotage/kernel/domain/projects";
import { recordersId } from "@aerotage/kernel/domain/projects";
import type { UserItem } from "@aerotage/kernel/domain/users";
import type { WorkScheduleItem } from "@aerotage/kernel/domain/work-schedule";
import { workScheduleKey } from "@aerotage/kernel/persistence/work-schedules";
import type { Worker } from "../domain/targets.js";

type UserRow = Pick<UserItem, "id" | "name" | "teamId" | "isActive" | "startDate" | "inactivePeriods" | "kind">;

/** From so many people on, all schedules are listed in place of being read one by one. */
const manyPeople = 200;

/** Everybody, deactivated people too, by the index that lists users by name. */
export async function everybody(tables: Database = database): Promise<Worker[]> {
  const users = await queryAll<UserRow>(
    {
      ...ofKind("Users", "user"),
      ExpressionAttributeNames: { "#partition": "kind", "#name": "name" },
      ProjectionExpression: "id, #partition, #name, teamId, isActive, startDate, inactivePeriods",
    },
    tables,
  );
  return withSchedules(users, tables);
}

/** Some people by their ids, read consistently; those who do not exist are missing. */
export async function people(ids: Iterable<string>, tables: Database = database): Promise<Worker[]> {
  const users = await getMany<UserRow>(tables, "Users", ids);
  return withSchedules(
    users.filter(({ kind }) => kind === "user"),
    tables,
  );
}

async function withSchedules(users: readonly UserRow[], tables: Database): Promise<Worker[]> {
  const items =
    users.length >= manyPeople
      ? await queryAll<WorkScheduleItem>(ofKind("Users", "schedule"), tables)
      : await getMany<WorkScheduleItem>(
          tables,
          "Users",
          users.map(({ id }) => workScheduleKey(id)),
        );
  const schedules = new Map(items.map((item) => [item.userId, item.schedules]));
  return users.map(({ kind: _kind, ...user }) => ({ ...user, schedules: schedules.get(user.id) ?? [] }));
}

/** The people who have recorded time on some projects. */
export async function recordersOf(projectIds: Iterable<string>, tables: Database = database): Promise<string[]> {
  const keys = [...new Set(projectIds)].map(recordersId);
  const items = await getMany<RecordersItem>(tables, "Projects", keys);
  return [...new Set(items.flatMap(({ userIds }) => [...userIds]))];
}
