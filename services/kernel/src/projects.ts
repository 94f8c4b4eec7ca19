/**
 * Projects as far as several services need them: who may record time on them, and what is spent of them. The projects service owns the
 * rest.
 *
 * What is spent is kept per project and person, so that recording time never touches the project's own record and people who work on
 * the same project don't wait for each other. `recorders#<project>` knows the people who have such an item: by it the sums are read
 * consistently, and a project without time can be told from one with.
 */

import { getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { partition, type Query, queryAll } from "@aerotage/core/database/query";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { tableName } from "@aerotage/core/runtime/environment";
import type { Money } from "./money.js";
import type { RateHistory } from "./rates.js";

export const projectStatuses = ["active", "paused", "completed", "cancelled"] as const;
export type ProjectStatus = (typeof projectStatuses)[number];

/** Somebody who works on a project. */
export interface ProjectMember {
  readonly userId: string;
  /** What they do there, in the company's words. */
  readonly role: string;
  /** What their work costs on this project, in the client's currency. */
  readonly rates?: RateHistory;
}

/** What a project may use up, of all time unless it is monthly. */
export type Budget = { readonly period?: "monthly" } & (
  | { readonly type: "hours"; readonly hours: number }
  | { readonly type: "amount"; readonly amount: Money }
);

/** A project's item in the Projects table. */
export interface ProjectItem {
  readonly id: string;
  readonly kind: "project";
  readonly name: string;
  readonly clientId: string;
  readonly description?: string;
  readonly status: ProjectStatus;
  readonly defaultBillable: boolean;
  /** In the client's currency. */
  readonly rates?: RateHistory;
  readonly budget?: Budget;
  /** Calendar date. */
  readonly deadline?: string;
  /** Nobody: everybody may record time on it. */
  readonly teamMembers: readonly ProjectMember[];
  /** The manager who created it: a member, also while the project is open to everybody. */
  readonly leadId?: string;
  readonly tags: readonly string[];
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly createdBy: string;
  readonly version: number;
}

/** True if everybody may record time on a project. */
export function isOpenProject(project: Pick<ProjectItem, "teamMembers">): boolean {
  return project.teamMembers.length === 0;
}

/** True for the members of a project. */
export function isProjectMember(project: Pick<ProjectItem, "teamMembers" | "leadId">, userId: string): boolean {
  return project.leadId === userId || project.teamMembers.some((member) => member.userId === userId);
}

/** What a person has spent of a project, in its item. `amount<currency>` are minor units: `amountEUR`. */
export interface SpentItem {
  readonly id: string;
  readonly projectId: string;
  readonly userId: string;
  /** Of all entries that are not rejected. */
  readonly minutes: number;
  /** How many entries there are, rejected ones too. */
  readonly entries: number;
  readonly [amount: `amount${string}`]: number;
}

/** The people who have recorded time on a project. */
export interface RecordersItem {
  readonly id: string;
  readonly userIds: ReadonlySet<string>;
}

/** How much what somebody spent of a project changes. */
export interface SpentDelta {
  readonly projectId: string;
  readonly userId: string;
  readonly minutes: number;
  readonly entries: number;
  /** By currency, minor units. */
  readonly amounts: Readonly<Record<string, number>>;
}

/** Sums over the people of a project. */
export interface Spent {
  readonly minutes: number;
  readonly entries: number;
  /** By currency, minor units. */
  readonly amounts: Readonly<Record<string, number>>;
}

/** The id of what a person has spent of a project. */
export function spentKey(projectId: string, userId: string): string {
  return `spent#${projectId}#${userId}`;
}

/** The id of the people who have recorded time on a project. */
export function recordersKey(projectId: string): string {
  return `recorders#${projectId}`;
}

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
  const names = Object.keys(sums);
  unitOfWork.add(
    {
      Update: {
        TableName,
        Key: { id: spentKey(projectId, userId) },
        UpdateExpression: `SET projectId = :project, userId = :user ADD ${names.map((_, index) => `#s${index} :s${index}`).join(", ")}`,
        ConditionExpression: first === undefined ? "attribute_exists(id)" : "attribute_not_exists(id)",
        ExpressionAttributeNames: Object.fromEntries(names.map((name, index) => [`#s${index}`, name])),
        ExpressionAttributeValues: {
          ":project": projectId,
          ":user": userId,
          ...Object.fromEntries(names.map((name, index) => [`:s${index}`, sums[name]])),
        },
      },
    },
    refused,
  );
  if (first === undefined) return;
  unitOfWork.add({
    Update: {
      TableName,
      Key: { id: recordersKey(projectId) },
      UpdateExpression: "ADD userIds :user",
      ExpressionAttributeValues: { ":user": new Set([userId]) },
    },
  });
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
  const recorders = (await getMany(tables, "Projects", projectIds.map(recordersKey))) as unknown as RecordersItem[];
  const keys = recorders.flatMap(({ id, userIds }) =>
    [...userIds].map((userId) => spentKey(id.slice(recordersKey("").length), userId)),
  );
  const items = (await getMany(tables, "Projects", keys)) as unknown as SpentItem[];
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
  return (await getMany(tables, "Projects", ids)) as unknown as ProjectItem[];
}
