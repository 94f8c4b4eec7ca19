/** Where clients lie: the only file of this service that knows keys and indexes. */

import { ApiError } from "@aerotage/core/contract/errors";
import { itemId } from "@aerotage/core/contract/tables";
import { getItem } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { type ListResponse, list } from "@aerotage/core/database/list";
import { partition, queryPage } from "@aerotage/core/database/query";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { tableName } from "@aerotage/core/runtime/environment";
import { nameIdentity, textSearch } from "@aerotage/core/text/folding";
import { clientNotFound } from "@aerotage/kernel/contract/errors";
import { clientReferencesKey } from "@aerotage/kernel/persistence/clients";
import { clientAlreadyExists, clientHasProjects } from "../contract.js";
import type { Client } from "../domain/client.js";

/**
 * The table holds three kinds of items: clients under their ids; `name#<folded name>`, which makes names unique; and
 * `references#<client id>`, which counts the projects and invoices of a client and is written in their transactions.
 */
const nameKey = (name: string): string => itemId("Clients", "name", nameIdentity(name));

/** What a list of clients can be asked for. */
export interface ClientListRequest<Result> {
  readonly isActive?: boolean | undefined;
  readonly search?: string | undefined;
  readonly sortBy?: "name" | "createdAt" | undefined;
  readonly sortOrder?: "asc" | "desc" | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** Who asks: a cursor is theirs alone. */
  readonly callerId: string;
  readonly toResponse: (client: Client) => Result;
}

/** @throws `CLIENT_NOT_FOUND` */
export async function getClient(id: string, tables: Database = database): Promise<Client> {
  const item = await getItem(tables, "Clients", id);
  if (item === undefined) throw new ApiError(clientNotFound, `There is no client ${id}.`);
  return fromItem(item);
}

/** Lists clients. */
export function listClients<Result>(
  request: ClientListRequest<Result>,
  tables: Database = database,
): Promise<ListResponse<Result>> {
  const { isActive, search, sortBy, sortOrder, callerId } = request;
  const finds = search === undefined ? undefined : textSearch(search);
  const [index, attribute, value] =
    isActive === undefined ? ["ListIndex", "kind", "client"] : ["StatusIndex", "status", statusOf({ isActive })];
  const descending = sortOrder === "desc";
  return list({
    ...request,
    query: { list: "clients", isActive, search, sortBy, sortOrder, callerId },
    readPage: queryPage<ClientItem>(
      {
        table: "Clients",
        IndexName: index,
        ...partition(attribute, value),
        ScanIndexForward: !descending,
      },
      tables,
    ),
    position: (item: ClientItem) => ({ id: item.id, name: item.name, [attribute]: value }),
    filter: finds && ((item) => finds(item.name, item.contactInfo.email)),
    unindexedSort:
      sortBy === "createdAt"
        ? {
            name: sortBy,
            descending,
            position: ({ createdAt: key, id }) => ({ key, id }),
          }
        : undefined,
    createdAt: (item) => item.createdAt,
    toResponse: (item) => request.toResponse(fromItem(item)),
  });
}

/** Plans a new client, with its unique name. */
export function insertClient(unitOfWork: UnitOfWork, client: Client): void {
  claimName(unitOfWork, client);
  unitOfWork.insert("Clients", toItem(client), () => new Error(`The id ${client.id} is taken.`));
}

/** Plans a client's next version. Another name is reserved and the former one is freed. */
export function updateClient(unitOfWork: UnitOfWork, before: Client, after: Client): void {
  unitOfWork.update("Clients", toItem(before), toItem(after));
  if (nameKey(before.name) === nameKey(after.name)) return;
  claimName(unitOfWork, after);
  freeName(unitOfWork, before);
}

/** Plans that a client is deleted. Refused with `CLIENT_HAS_PROJECTS` while projects or invoices refer to it. */
export function deleteClient(unitOfWork: UnitOfWork, client: Client): void {
  unitOfWork.add(
    {
      Delete: {
        TableName: tableName("Clients"),
        Key: { id: clientReferencesKey(client.id) },
        ConditionExpression: "attribute_not_exists(id) OR (projects = :none AND invoices = :none)",
        ExpressionAttributeValues: { ":none": 0 },
      },
    },
    () => new ApiError(clientHasProjects, `The client ${client.name} has projects or invoices. Deactivate it instead.`),
  );
  unitOfWork.remove("Clients", client);
  freeName(unitOfWork, client);
}

function claimName(unitOfWork: UnitOfWork, client: Client): void {
  unitOfWork.insert("Clients", { id: nameKey(client.name), clientId: client.id }, () => {
    return new ApiError(clientAlreadyExists, `There is a client named ${client.name} already.`);
  });
}

/** Plans that a name is free again. A key that is another client's, whatever made it so, is never taken from that one. */
function freeName(unitOfWork: UnitOfWork, client: Client): void {
  unitOfWork.add(
    {
      Delete: {
        TableName: tableName("Clients"),
        Key: { id: nameKey(client.name) },
        ConditionExpression: "attribute_not_exists(id) OR clientId = :client",
        ExpressionAttributeValues: { ":client": client.id },
      },
    },
    () => new Error(`The name of the client ${client.id} is kept as another client's.`),
  );
}

/** A client's item: `kind` and `status` are the partitions of its indexes. */
interface ClientItem extends Client {
  readonly kind: "client";
  readonly status: "active" | "inactive";
}

function statusOf({ isActive }: Pick<Client, "isActive">): "active" | "inactive" {
  return isActive ? "active" : "inactive";
}

function toItem(client: Client): ClientItem & Record<string, unknown> {
  return { ...client, kind: "client", status: statusOf(client) };
}

function fromItem(item: Record<string, unknown> | ClientItem): Client {
  const { kind: _kind, status: _status, ...client } = item as ClientItem;
  return client;
}
