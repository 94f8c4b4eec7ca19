/** Where the import finds people, projects and what it has imported before. */

import { ApiError } from "@aerotage/core/contract/errors";
import { getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { ofKind, queryAll } from "@aerotage/core/database/query";
import { projectNotFound, userNotFound } from "@aerotage/kernel/contract/errors";
import type { ClientItem } from "@aerotage/kernel/domain/clients";
import type { ProjectItem } from "@aerotage/kernel/domain/projects";
import type { UserItem } from "@aerotage/kernel/domain/users";
import { emailKey } from "@aerotage/kernel/persistence/users";
import { mappingOf, type NamedProject, People, Projects, sameText } from "../domain/import/matching.js";
import type { Row } from "../domain/import/rows.js";

type Names = Readonly<Record<string, string>> | undefined;

/** The most characters of an address (RFC 5321). */
const maxEmailLength = 254;
/** How many entries are looked up at once. */
const maxLookedUp = 500;

/** Finds the people of some rows. @throws `USER_NOT_FOUND` if the mapping names somebody who is not there */
export async function peopleOf(
  rows: readonly Pick<Row, "email">[],
  names: Names,
  tables: Database = database,
): Promise<People> {
  const mapping = mappingOf(names);
  const emails = new Set(
    rows.map(({ email }) => sameText(email)).filter(({ length }) => length > 0 && length <= maxEmailLength),
  );
  const holders = (await getMany(tables, "Users", [...emails].map(emailKey))).flatMap(({ id, userId }) =>
    typeof userId === "string" ? [[String(id).slice(emailKey("").length), userId] as const] : [],
  );
  const ids = [...mapping.values(), ...holders.map(([, userId]) => userId)];
  const users = await getMany<Partial<UserItem>>(tables, "Users", ids);
  const there = new Set(
    users.filter(({ kind, erasedAt }) => kind === "user" && erasedAt === undefined).map(({ id }) => id),
  );
  requireAll(names, there, (name, id) => new ApiError(userNotFound, `"${name}" is mapped to ${id}, which is no user.`));
  return new People(mapping, new Map(holders.filter(([, userId]) => there.has(userId))));
}

/** Finds the projects of some rows. @throws `PROJECT_NOT_FOUND` if the mapping names one that is not there */
export async function projectsOf(
  rows: readonly Pick<Row, "client" | "project">[],
  names: Names,
  tables: Database = database,
): Promise<Projects> {
  const mapping = mappingOf(names);
  const [mapped, all] = await Promise.all([getMany(tables, "Projects", mapping.values()), allProjects(tables)]);
  const there = new Set(mapped.filter(({ kind }) => kind === "project").map(({ id }) => id as string));
  requireAll(
    names,
    there,
    (name, id) => new ApiError(projectNotFound, `"${name}" is mapped to ${id}, which is no project.`),
  );
  const wanted = new Set(rows.map(({ project }) => sameText(project)));
  const named = all.filter(({ name }) => wanted.has(sameText(name)));
  const clientIds = rows.some(({ client }) => client !== "") ? named.map(({ clientId }) => clientId) : [];
  const clients = await getMany<ClientItem>(tables, "Clients", clientIds);
  const clientNames = new Map(clients.map(({ id, name }) => [id, name]));
  return new Projects(
    mapping,
    named.map(({ id, name, clientId }): NamedProject => ({ id, name, clientName: clientNames.get(clientId) })),
  );
}

function requireAll(
  names: Names,
  there: ReadonlySet<string | undefined>,
  missing: (name: string, id: string) => Error,
): void {
  for (const [name, id] of Object.entries(names ?? {})) if (!there.has(id)) throw missing(name, id);
}

type ListedProject = Pick<ProjectItem, "id" | "name" | "clientId">;

/** All projects, as the index knows them. */
async function allProjects(tables: Database): Promise<ListedProject[]> {
  const { ExpressionAttributeNames, ...query } = ofKind("Projects", "project");
  return await queryAll(
    {
      ...query,
      ProjectionExpression: "id, #name, clientId",
      ExpressionAttributeNames: { ...ExpressionAttributeNames, "#name": "name" },
    },
    tables,
  );
}

/** Those of some ids that entries have, consistently: what was imported before. */
export async function idsThere(ids: readonly string[], tables: Database = database): Promise<Set<string>> {
  const there = new Set<string>();
  for (let start = 0; start < ids.length; start += maxLookedUp) {
    const items = await getMany(tables, "TimeEntries", ids.slice(start, start + maxLookedUp));
    for (const { id } of items) there.add(id as string);
  }
  return there;
}
