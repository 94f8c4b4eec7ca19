/** Where projects lie: the only file of this service that knows keys and indexes. */

import { ApiError } from "@aerotage/core/contract/errors";
import { itemId } from "@aerotage/core/contract/tables";
import { getItem, getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { type ListResponse, list, type ReadPage } from "@aerotage/core/database/list";
import { OptimisticLockError } from "@aerotage/core/database/optimistic-lock";
import { partition, queryPage } from "@aerotage/core/database/query";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import type { Caller } from "@aerotage/core/lambda/caller";
import { tableName } from "@aerotage/core/runtime/environment";
import { textSearch } from "@aerotage/core/text/folding";
import { clientNotFound, projectNotFound } from "@aerotage/kernel/contract/errors";
import type { ClientItem } from "@aerotage/kernel/domain/clients";
import {
  isProjectMember,
  type ProjectStatus,
  type RecordersItem,
  recordersId,
  type SpentItem,
  spentId,
} from "@aerotage/kernel/domain/projects";
import type { UserItem } from "@aerotage/kernel/domain/users";
import { joinClient, leaveClient, noteAmounts } from "@aerotage/kernel/persistence/clients";
import { projectsOfMember } from "@aerotage/kernel/persistence/projects";
import { scopeOf } from "@aerotage/kernel/persistence/teams";
import { membershipChanges } from "../domain/members.js";
import { comparison, type Order, positionIn } from "../domain/order.js";
import { type Project, writesAmounts } from "../domain/project.js";
import type { RecordedTime } from "../domain/recorded-time.js";
import { isVisible, type Viewer } from "../domain/visibility.js";

/**
 * The table holds five kinds of items: projects under their ids; `member#<project>#<user>`, by which the projects of a member are
 * found, and which is in no other index; `spent#<project>#<user>` and `recorders#<project>`, which recording time writes; and
 * `budget#<project>`, the shares of a budget that people were told of.
 */
const memberKey = (projectId: string, userId: string): string => itemId("Projects", "member", projectId, userId);
const reachedKey = (projectId: string): string => itemId("Projects", "reachedBudget", projectId);
const [spentKind = ""] = spentId("", "").split("#");

/** The project of an item of what somebody spent, by its key; nothing for an item of another kind. */
export function spentProjectId(id: string): string | undefined {
  const [kind, projectId] = id.split("#");
  return kind === spentKind ? projectId : undefined;
}

/** What a list of projects can be asked for. */
export interface ProjectListRequest {
  readonly clientId?: string | undefined;
  readonly status?: ProjectStatus | undefined;
  /** A user id. */
  readonly teamMember?: string | undefined;
  readonly search?: string | undefined;
  readonly sortBy?: Order | undefined;
  readonly sortOrder?: "asc" | "desc" | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** Who asks: a cursor is theirs alone. */
  readonly viewer: Viewer;
}

/** The shares of a budget that people were told of. */
export interface ReachedItem {
  readonly id: string;
  /** Of which budget: see `budgetKey`. */
  readonly budgetKey: string;
  /** Percent; of a monthly budget empty. */
  readonly reached: readonly number[];
  /** Of a monthly budget: percent by month, `YYYY-MM`, of the months that are still looked at. */
  readonly months?: Readonly<Record<string, readonly number[]>>;
  /** Counts the writes. */
  readonly revision: number;
}

/** What a change of a project depends on. */
export interface UpdateContext {
  /** The client that the project has after the change, as it was read. */
  readonly client: ClientItem;
  /** Needed where the project goes to another client. */
  readonly time: RecordedTime | undefined;
}

async function byId<Shape extends { readonly id: string }>(
  table: "Clients" | "Users",
  ids: Iterable<string>,
  tables: Database,
): Promise<ReadonlyMap<string, Shape>> {
  const items = await getMany<Shape>(tables, table, ids);
  return new Map(items.map((item) => [item.id, item]));
}

/** A project, read consistently; undefined where there is none. */
export function findProject(id: string, tables: Database = database): Promise<Project | undefined> {
  return getItem<Project>(tables, "Projects", id);
}

/** @throws `PROJECT_NOT_FOUND` */
export async function getProject(id: string, tables: Database = database): Promise<Project> {
  const project = await findProject(id, tables);
  if (project === undefined) throw new ApiError(projectNotFound, `There is no project ${id}.`);
  return project;
}

/** Lists projects. */
export async function listProjects(
  request: ProjectListRequest,
  tables: Database = database,
): Promise<ListResponse<Project>> {
  const { viewer, sortBy, sortOrder, limit, cursor, ...filters } = request;
  const source = sourceOf(request);
  const paged = limit !== undefined || cursor !== undefined;
  const order = sortBy ?? source.order;
  const newestFirst = !paged && sortBy === undefined;
  const byCreation = sortBy === undefined && order === "createdAt";
  const descending = byCreation ? !paged || sortOrder !== "asc" : sortOrder === "desc";
  const position = positionIn(order);
  return list<Project, Project>({
    limit,
    cursor,
    query: { list: "projects", ...filters, order, descending, callerId: viewer.id },
    readPage: source.kind === "member" ? membersPage(tables, source.userId) : pages(tables, source, descending),
    position: (project) => ({
      id: project.id,
      [source.order]: project[source.order],
      ...(source.kind === "index" && { [source.attribute]: source.value }),
    }),
    filter: filterOf(request, source),
    unindexedSort:
      source.kind === "member" || order !== source.order ? { name: order, descending, position } : undefined,
    createdAt: (project) => project.createdAt,
    unpagedOrder: newestFirst ? undefined : comparison(order, descending),
    toResponse: (project) => project,
  });
}

/** Somebody with what they may see; managers cost a batch of reads for each level of their teams. */
export async function viewerOf(caller: Caller, tables: Database = database): Promise<Viewer> {
  const { memberIds } = await scopeOf(caller, tables);
  return { id: caller.id, role: caller.role, scopeMemberIds: memberIds };
}

/** @throws `CLIENT_NOT_FOUND` */
export async function getClient(id: string, tables: Database = database): Promise<ClientItem> {
  const client = (await byId<ClientItem>("Clients", [id], tables)).get(id);
  if (client === undefined) throw new ApiError(clientNotFound, `There is no client ${id}.`);
  return client;
}

/** The clients of some ids, read consistently. */
export function clientsById(
  ids: Iterable<string>,
  tables: Database = database,
): Promise<ReadonlyMap<string, ClientItem>> {
  return byId<ClientItem>("Clients", ids, tables);
}

/** The users of some ids, read consistently. */
export function usersById(ids: Iterable<string>, tables: Database = database): Promise<ReadonlyMap<string, UserItem>> {
  return byId<UserItem>("Users", ids, tables);
}

/** Who has recorded time on a project, and what each has spent, read consistently. */
export async function readRecordedTime(projectId: string, tables: Database = database): Promise<RecordedTime> {
  const recorders = await getItem<Partial<RecordersItem>>(tables, "Projects", recordersId(projectId));
  const recorderIds = recorders?.userIds ?? new Set<string>();
  const keys = [...recorderIds].map((userId) => spentId(projectId, userId));
  return { recorderIds, spent: await getMany<SpentItem>(tables, "Projects", keys) };
}

/** Plans a new project with its members, counted at its client. */
export function insertProject(unitOfWork: UnitOfWork, project: Project, client: ClientItem): void {
  joinClient(unitOfWork, client, writesAmounts(undefined, project));
  unitOfWork.insert("Projects", { ...project }, () => new Error(`The id ${project.id} is taken.`));
  changeMembers(unitOfWork, undefined, project);
}

/** Plans a project's next version with its members and its client's counters. */
export function updateProject(
  unitOfWork: UnitOfWork,
  before: Project,
  after: Project,
  { client, time }: UpdateContext,
): void {
  unitOfWork.update("Projects", { ...before }, { ...after });
  changeMembers(unitOfWork, before, after);
  if (before.clientId === after.clientId) {
    if (writesAmounts(before, after)) noteAmounts(unitOfWork, client, "project");
    return;
  }
  if (time === undefined) throw new TypeError("A project that goes to another client must be known to have no time.");
  clearTime(unitOfWork, after.id, time);
  leaveClient(unitOfWork, before.clientId);
  joinClient(unitOfWork, client, writesAmounts(undefined, after));
}

/** Plans that a project is deleted with its items. */
export function deleteProject(unitOfWork: UnitOfWork, project: Project, time: RecordedTime): void {
  unitOfWork.remove("Projects", project);
  changeMembers(unitOfWork, project, undefined);
  clearTime(unitOfWork, project.id, time);
  deleteItem(unitOfWork, reachedKey(project.id));
  leaveClient(unitOfWork, project.clientId);
}

/** The shares of a budget that were reported, read consistently. */
export function readReached(projectId: string, tables: Database = database): Promise<ReachedItem | undefined> {
  return getItem<ReachedItem>(tables, "Projects", reachedKey(projectId));
}

/** Refused with `OptimisticLockError` if somebody else has noted anything since. */
export function noteReached(unitOfWork: UnitOfWork, before: ReachedItem | undefined, after: ReachedItem): void {
  unitOfWork.add(
    {
      Put: {
        TableName: tableName("Projects"),
        Item: { ...after },
        ...(before === undefined
          ? { ConditionExpression: "attribute_not_exists(id)" }
          : {
              ConditionExpression: "revision = :read",
              ExpressionAttributeValues: { ":read": before.revision },
            }),
      },
    },
    () => new OptimisticLockError(),
  );
}

/** The shares of a budget that people have been told of by now. */
export function nextReached(
  projectId: string,
  before: ReachedItem | undefined,
  reported: Pick<ReachedItem, "budgetKey" | "reached" | "months">,
): ReachedItem {
  return { id: reachedKey(projectId), ...reported, revision: (before?.revision ?? 0) + 1 };
}

/** What serves a list: an index with a partition and an order, or the items of a member. */
type Source =
  | {
      readonly kind: "index";
      readonly index: string;
      readonly attribute: "clientId" | "status" | "kind";
      readonly value: string;
      readonly order: "name" | "createdAt";
    }
  | { readonly kind: "member"; readonly userId: string; readonly order: "createdAt" };

function sourceOf({ clientId, status, teamMember }: ProjectListRequest): Source {
  if (teamMember !== undefined) return { kind: "member", userId: teamMember, order: "createdAt" };
  if (clientId !== undefined)
    return { kind: "index", index: "ClientIndex", attribute: "clientId", value: clientId, order: "name" };
  if (status !== undefined)
    return { kind: "index", index: "StatusIndex", attribute: "status", value: status, order: "name" };
  return { kind: "index", index: "ListIndex", attribute: "kind", value: "project", order: "createdAt" };
}

function pages(tables: Database, source: Source & { readonly kind: "index" }, descending: boolean): ReadPage<Project> {
  return queryPage<Project>(
    {
      table: "Projects",
      IndexName: source.index,
      ...partition(source.attribute, source.value),
      ScanIndexForward: !descending,
    },
    tables,
  );
}

/** All projects of a member as one page. */
function membersPage(tables: Database, userId: string): ReadPage<Project> {
  return async () => ({ Items: await projectsOfMember(userId, tables) });
}

/** What the source leaves to filter; nothing where it holds only what is asked for. */
function filterOf(request: ProjectListRequest, source: Source): ((project: Project) => boolean) | undefined {
  const { viewer, clientId, status, teamMember, search } = request;
  const filters: ((project: Project) => boolean)[] = [];
  const served = source.kind === "index" ? source.attribute : undefined;
  if (viewer.role !== "admin") filters.push((project) => isVisible(project, viewer));
  if (clientId !== undefined && served !== "clientId") filters.push((project) => project.clientId === clientId);
  if (status !== undefined && served !== "status") filters.push((project) => project.status === status);
  // The index lags behind the projects' own lists.
  if (teamMember !== undefined) filters.push((project) => isProjectMember(project, teamMember));
  if (search !== undefined) {
    const finds = textSearch(search);
    filters.push(({ name }) => finds(name));
  }
  return filters.length === 0 ? undefined : (project) => filters.every((filter) => filter(project));
}

/** Plans the items by which the projects of a member are found. */
function changeMembers(unitOfWork: UnitOfWork, before: Project | undefined, after: Project | undefined): void {
  const { added, removed } = membershipChanges(before, after);
  const projectId = (after ?? before)?.id ?? "";
  for (const memberId of added) {
    const Item = { id: memberKey(projectId, memberId), memberId, projectId };
    unitOfWork.add({ Put: { TableName: tableName("Projects"), Item } });
  }
  for (const memberId of removed) deleteItem(unitOfWork, memberKey(projectId, memberId));
}

/**
 * Plans to forget who has recorded time, on condition that there still is none. Whoever records time at the same moment finds the item
 * gone that they counted on, or the project: one of the two is refused. Refused with `OptimisticLockError`: it must be looked at again.
 */
function clearTime(unitOfWork: UnitOfWork, projectId: string, { recorderIds, spent }: RecordedTime): void {
  const changed = () => new OptimisticLockError();
  const TableName = tableName("Projects");
  const none = recorderIds.size === 0;
  unitOfWork.add(
    {
      Delete: {
        TableName,
        Key: { id: recordersId(projectId) },
        ConditionExpression: none ? "attribute_not_exists(userIds)" : "userIds = :read",
        ...(!none && { ExpressionAttributeValues: { ":read": recorderIds } }),
      },
    },
    changed,
  );
  for (const { id } of spent) {
    unitOfWork.add(
      {
        Delete: {
          TableName,
          Key: { id },
          ConditionExpression: "entries = :none",
          ExpressionAttributeValues: { ":none": 0 },
        },
      },
      changed,
    );
  }
}

function deleteItem(unitOfWork: UnitOfWork, id: string): void {
  unitOfWork.add({ Delete: { TableName: tableName("Projects"), Key: { id } } });
}
