/** Where teams lie: the only file of this service that knows keys and indexes. */

import { ApiError, conflict } from "@aerotage/core/contract/errors";
import type { TableName } from "@aerotage/core/contract/tables";
import { getItem, getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { type ListResponse, list, type ReadPage } from "@aerotage/core/database/list";
import { partition, queryPage } from "@aerotage/core/database/query";
import type { Item, TransactItem, UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { type Changes, conditionOf, updateExpression, type Where } from "@aerotage/core/database/update-expression";
import { tableName } from "@aerotage/core/runtime/environment";
import { textSearch } from "@aerotage/core/text/folding";
import { compareText } from "@aerotage/core/text/order";
import { teamNotFound, userNotFound } from "@aerotage/kernel/contract/errors";
import type { TeamItem } from "@aerotage/kernel/domain/teams";
import type { UserItem } from "@aerotage/kernel/domain/users";
import { managerNotEligible, teamNotEmpty } from "./contract.js";
import {
  type Effects,
  inactive,
  isEligibleManager,
  isPerson,
  maxTeamsAbove,
  type RelatedRecords,
  type TeamEffect,
  type UserEffect,
} from "./domain/effects.js";
import { isOccupied, memberChanges, subjectOf, type Team, type Transition } from "./domain/team.js";

/** What a list of teams can be asked for. */
export interface TeamListRequest<Result> {
  readonly isActive?: boolean | undefined;
  readonly managerId?: string | undefined;
  readonly search?: string | undefined;
  readonly sortOrder?: "asc" | "desc" | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** Who asks: a cursor is theirs alone. */
  readonly callerId: string;
  /** The teams that they may see; all without it. */
  readonly visibleIds: ReadonlySet<string> | undefined;
  readonly toResponse: (team: Team) => Result;
}

/** A team and those above it, upwards, as far as it matters; empty if the team does not exist. */
async function pathFrom(id: string, tables: Database): Promise<TeamItem[]> {
  const path: TeamItem[] = [];
  for (let next: string | undefined = id; next !== undefined && path.length <= maxTeamsAbove; ) {
    const team: TeamItem | undefined = await getItem<TeamItem>(tables, "Teams", next);
    if (team !== undefined) path.push(team);
    next = team?.parentTeamId;
  }
  return path;
}

/** @throws `TEAM_NOT_FOUND` */
export async function getTeam(id: string, tables: Database = database): Promise<Team> {
  const item = await getItem<TeamItem>(tables, "Teams", id);
  if (item === undefined) throw new ApiError(teamNotFound, `There is no team ${id}.`);
  return fromItem(item);
}

/** Those of the teams that are there, in no particular order, read consistently. */
export async function getTeams(ids: Iterable<string>, tables: Database = database): Promise<Team[]> {
  return (await getMany<TeamItem>(tables, "Teams", ids)).map(fromItem);
}

/** Lists teams. */
export function listTeams<Result>(
  request: TeamListRequest<Result>,
  tables: Database = database,
): Promise<ListResponse<Result>> {
  const { isActive, managerId, search, sortOrder, callerId, visibleIds } = request;
  const [index, attribute, value] =
    managerId === undefined ? ["ListIndex", "kind", "team"] : ["ManagerIndex", "managerId", managerId];
  const descending = sortOrder === "desc";
  return list({
    ...request,
    query: { list: "teams", isActive, managerId, search, sortOrder, callerId },
    readPage:
      visibleIds === undefined
        ? queryPage<TeamItem>(
            {
              table: "Teams",
              IndexName: index,
              ...partition(attribute, value),
              ScanIndexForward: !descending,
            },
            tables,
          )
        : pagesOf(tables, visibleIds, descending),
    position: (item: TeamItem) => ({ id: item.id, name: item.name, [attribute]: value }),
    filter: filterOf({ isActive, search, managerId: visibleIds && managerId }),
    createdAt: (item) => item.createdAt,
    toResponse: (item) => request.toResponse(fromItem(item)),
  });
}

/** Reads what a change concerns beside the team. */
export async function readRelatedRecords(transition: Transition, tables: Database = database): Promise<RelatedRecords> {
  const { before, after } = transition;
  const { added, removed } = memberChanges(transition);
  const parentTeamId = after?.parentTeamId === before?.parentTeamId ? undefined : after?.parentTeamId;
  const [rows, path] = await Promise.all([
    getMany(tables, "Users", [...added, ...removed]),
    parentTeamId === undefined ? [] : pathFrom(parentTeamId, tables),
  ]);
  return { users: new Map((rows as unknown as UserItem[]).map((user) => [user.id, user])), path };
}

/** Plans a new team with its effects on users and other teams. */
export function insertTeam(unitOfWork: UnitOfWork, team: Team, effects: Effects): void {
  unitOfWork.insert("Teams", toItem(team), () => new Error(`The id ${team.id} is taken.`));
  apply(unitOfWork, { before: undefined, after: team }, effects);
}

/** Plans a team's next version with its effects on users and other teams. */
export function updateTeam(unitOfWork: UnitOfWork, before: Team, after: Team, effects: Effects): void {
  unitOfWork.update("Teams", toItem(before), toItem(after));
  apply(unitOfWork, { before, after }, effects);
}

/** Plans the deletion of a team. Refused with `TEAM_NOT_EMPTY` if it has members or teams below by then. */
export function deleteTeam(unitOfWork: UnitOfWork, team: Team, effects: Effects): void {
  unitOfWork.add(
    {
      Delete: {
        TableName: tableName("Teams"),
        Key: { id: team.id },
        ConditionExpression:
          "version = :version AND attribute_not_exists(memberIds) AND attribute_not_exists(childTeamIds)",
        ExpressionAttributeValues: { ":version": team.version },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      },
    },
    (existing) =>
      existing !== undefined && isOccupied(fromItem(existing)) ? notEmpty(team.name) : unitOfWork.staleVersion(),
  );
  apply(unitOfWork, { before: team, after: undefined }, effects);
}

/** Plans the upper team's side of teams below it going to the top. */
export function dropChildren(unitOfWork: UnitOfWork, team: Team, childIds: readonly string[]): void {
  const drop = { changes: { delete: { childTeamIds: new Set(childIds) } } };
  unitOfWork.add(oneAction("Teams", team.id, [drop]), () => teamsChanged());
}

/** The error of deleting a team that has members or teams below. */
export function notEmpty(name: string): ApiError {
  return new ApiError(
    teamNotEmpty,
    `The team ${name} has members or teams below it. Take them out first, or delete it with force=true.`,
  );
}

/** Teams of known ids as an index by name would give them, to `list`. They are read once. */
function pagesOf(tables: Database, ids: ReadonlySet<string>, descending: boolean): ReadPage<TeamItem> {
  const direction = descending ? -1 : 1;
  const compare = (a: Named, b: Named) => direction * (compareText(a.name, b.name) || compareText(a.id, b.id));
  let reading: Promise<TeamItem[]> | undefined;
  return async ({ startKey, pageSize }) => {
    reading ??= getMany<TeamItem>(tables, "Teams", ids);
    const start = startKey && { id: String(startKey.id), name: String(startKey.name) };
    const left = (await reading).filter((team) => start === undefined || compare(team, start) > 0).sort(compare);
    const page = left.slice(0, pageSize);
    const last = page.at(-1);
    const hasMore = last !== undefined && left.length > page.length;
    return { Items: page, LastEvaluatedKey: hasMore ? { id: last.id, name: last.name } : undefined };
  };
}

type Named = Pick<TeamItem, "id" | "name">;

/** What the pages that are read leave to filter; nothing where they are what was asked for. */
function filterOf(wanted: {
  readonly isActive: boolean | undefined;
  readonly managerId: string | undefined;
  readonly search: string | undefined;
}): ((item: TeamItem) => boolean) | undefined {
  const { isActive, managerId, search } = wanted;
  if (isActive === undefined && managerId === undefined && search === undefined) return undefined;
  const finds = search === undefined ? undefined : textSearch(search);
  return (item) =>
    (isActive === undefined || item.isActive === isActive) &&
    (managerId === undefined || item.managerId === managerId) &&
    (finds === undefined || finds(item.name));
}

/** Plans what a change does beside the team's own row. */
function apply(unitOfWork: UnitOfWork, transition: Transition, effects: Effects): void {
  const team = subjectOf(transition);
  for (const effect of effects.users) changeUser(unitOfWork, team, effect);
  for (const effect of effects.teams) changeTeam(unitOfWork, team, effect);
}

function changeUser(unitOfWork: UnitOfWork, team: Team, { id, move, leading }: UserEffect): void {
  const led = { managedTeamIds: new Set([team.id]) };
  const parts: Part[] = [];
  if (move !== undefined) {
    const { before, after } = move;
    parts.push({
      changes: { set: { version: after.version, updatedAt: after.updatedAt, teamId: after.teamId } },
      where: { condition: "version = :version", values: { ":version": before.version } },
    });
  }
  if (leading === "ends") parts.push({ changes: { delete: led } });
  if (leading === "begins") {
    parts.push({
      changes: { add: led },
      where: {
        condition: "isActive = :true AND #role IN (:admin, :manager)",
        names: { "#role": "role" },
        values: { ":true": true, ":admin": "admin", ":manager": "manager" },
      },
    });
  }
  unitOfWork.add(oneAction("Users", id, parts), (existing) => {
    const row = existing as UserItem | undefined;
    const comes = move?.after.teamId !== undefined || leading === "begins";
    if (comes && !isPerson(row)) return new ApiError(userNotFound, `There is no user ${id}.`);
    if (leading === "begins" && row !== undefined && !isEligibleManager(row)) {
      return new ApiError(managerNotEligible, `${row.name} cannot lead a team. Choose an active manager or admin.`);
    }
    const who = row?.name ?? id;
    return new ApiError(conflict, `${who} was changed by somebody else in the meantime. Repeat the change.`);
  });
}

function changeTeam(unitOfWork: UnitOfWork, team: Team, { id, leaverIds, child, above }: TeamEffect): void {
  const children = { childTeamIds: new Set([team.id]) };
  const parts: Part[] = [];
  if (leaverIds.length > 0) {
    const set = { updatedAt: unitOfWork.now.toISOString() };
    parts.push({ changes: { set, add: { version: 1 }, delete: { memberIds: new Set(leaverIds) } } });
  }
  if (child === "leaves") parts.push({ changes: { delete: children } });
  if (child === "joins")
    parts.push({ changes: { add: children }, where: { condition: "isActive = :true", values: { ":true": true } } });
  if (above !== undefined) {
    parts.push({
      where:
        above.parentTeamId === undefined
          ? { condition: "attribute_not_exists(parentTeamId)" }
          : { condition: "parentTeamId = :above", values: { ":above": above.parentTeamId } },
    });
  }
  unitOfWork.add(oneAction("Teams", id, parts), (existing) => {
    if (child !== "joins") return teamsChanged();
    if (existing === undefined) return new ApiError(teamNotFound, `There is no team ${id}.`);
    return existing.isActive === true ? teamsChanged() : inactive(String(existing.name));
  });
}

function teamsChanged(): ApiError {
  return new ApiError(
    conflict,
    "Teams around this one were changed by somebody else in the meantime. Repeat the change.",
  );
}

/** A part of what happens to an item: changes, a condition, or both. */
interface Part {
  readonly changes?: Changes;
  readonly where?: Where;
}

/**
 * All that happens to an item that exists, as the one action that a transaction may have for it. Parts that write nothing are only
 * checked.
 */
function oneAction(table: TableName, id: string, parts: readonly Part[]): TransactItem {
  const all = <Kind extends "set" | "add" | "delete">(kind: Kind): Changes[Kind] =>
    Object.assign({}, ...parts.map(({ changes }) => changes?.[kind]));
  const changes = { set: all("set"), add: all("add"), delete: all("delete") };
  const where = {
    condition: ["attribute_exists(id)", ...parts.flatMap((part) => part.where?.condition ?? [])].join(" AND "),
    names: Object.assign({}, ...parts.map((part) => part.where?.names)) as Record<string, string>,
    values: Object.assign({}, ...parts.map((part) => part.where?.values)) as Record<string, unknown>,
  };
  const action = {
    TableName: tableName(table),
    Key: { id },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
  };
  return parts.every((part) => part.changes === undefined)
    ? { ConditionCheck: { ...action, ConditionExpression: where.condition, ...conditionOf(where) } }
    : { Update: { ...action, ...updateExpression(changes, where) } };
}

/** A team's item: DynamoDB has no empty sets. */
function toItem({ memberIds, childTeamIds, ...team }: Team): TeamItem & Item {
  return {
    ...team,
    kind: "team",
    ...(memberIds.size > 0 && { memberIds }),
    ...(childTeamIds.size > 0 && { childTeamIds }),
  };
}

function fromItem(item: TeamItem | Item): Team {
  const { kind: _kind, memberIds = new Set(), childTeamIds = new Set(), ...team } = item as TeamItem;
  return { ...team, memberIds, childTeamIds };
}
