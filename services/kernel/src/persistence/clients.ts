/** Writes that concern a client, from whichever service makes them: its counters, and the checks that it is active and keeps its currency. */

import { ApiError } from "@aerotage/core/contract/errors";
import { itemId } from "@aerotage/core/contract/tables";
import { getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { OptimisticLockError } from "@aerotage/core/database/optimistic-lock";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { tableName } from "@aerotage/core/runtime/environment";
import { clientInactive, clientNotFound } from "../contract/errors.js";
import type { ClientItem } from "../domain/clients.js";

/** The id of a client's `ClientReferencesItem`. */
export function clientReferencesKey(clientId: string): string {
  return itemId("Clients", "references", clientId);
}

/** What is written with a client: nothing, amounts of a project in its currency, or a rate of an entry. */
type AmountsWritten = "none" | "project" | "entry";

/** Which client, and the currency in which its amounts were read or made. */
export type ClientOfAmounts = Pick<ClientItem, "id" | "currency">;
/**
 * Plans one more project of a client. Refused with `CLIENT_NOT_FOUND` or `CLIENT_INACTIVE`; `OptimisticLockError` if the client got another
 * currency since it was read.
 * @param hasAmounts true if the project has rates or a budget in the client's currency
 */
export function joinClient(unitOfWork: UnitOfWork, client: ClientOfAmounts, hasAmounts: boolean): void {
  checkClient(unitOfWork, client, "isActive = :true", { ":true": true }, (existing) => {
    if (existing === undefined) return new ApiError(clientNotFound, `There is no client ${client.id}.`);
    if (existing.isActive === true) return new OptimisticLockError();
    return new ApiError(clientInactive, `The client ${String(existing.name)} is not active. Choose another one.`);
  });
  countReferences(unitOfWork, client.id, { projects: 1, written: hasAmounts ? "project" : "none" });
}

/** Plans one project of a client less. */
export function leaveClient(unitOfWork: UnitOfWork, clientId: string): void {
  countReferences(unitOfWork, clientId, { projects: -1 });
}

/**
 * Plans that amounts in a client's currency are written: the client must still have that currency, and whoever changes it at the same
 * moment is refused. `OptimisticLockError` if it has another one since it was read.
 */
export function noteAmounts(unitOfWork: UnitOfWork, client: ClientOfAmounts, of: "project" | "entry"): void {
  checkClient(unitOfWork, client, "attribute_exists(id)", {}, () => new OptimisticLockError());
  countReferences(unitOfWork, client.id, { written: of });
}

/**
 * Plans one more invoice of a client, which keeps its currency from now on. `OptimisticLockError` if the client was deleted, or got another currency,
 * since it was read.
 */
export function billClient(unitOfWork: UnitOfWork, client: ClientOfAmounts): void {
  checkClient(unitOfWork, client, "attribute_exists(id)", {}, () => new OptimisticLockError());
  countReferences(unitOfWork, client.id, { invoices: 1 });
}

/** Plans that a client still has its currency, and fulfils a condition of its own. */
function checkClient(
  unitOfWork: UnitOfWork,
  { id, currency }: ClientOfAmounts,
  condition: string,
  values: Record<string, unknown>,
  refused: (existing: Record<string, unknown> | undefined) => Error,
): void {
  const sameCurrency = currency === undefined ? "attribute_not_exists(currency)" : "currency = :currency";
  const allValues = { ...values, ...(currency !== undefined && { ":currency": currency }) };
  unitOfWork.add(
    {
      ConditionCheck: {
        TableName: tableName("Clients"),
        Key: { id },
        ConditionExpression: `${condition} AND ${sameCurrency}`,
        ...(Object.keys(allValues).length > 0 && { ExpressionAttributeValues: allValues }),
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      },
    },
    refused,
  );
}
interface References {
  readonly projects?: number;
  readonly invoices?: number;
  readonly written?: AmountsWritten;
}
function countReferences(
  unitOfWork: UnitOfWork,
  clientId: string,
  { projects = 0, invoices = 0, written = "none" }: References,
): void {
  // All counters exist from the first reference on.
  const counters = {
    projects,
    invoices,
    amountWrites: written === "none" ? 0 : 1,
    entryRates: written === "entry" ? 1 : 0,
  };
  unitOfWork.change("Clients", clientReferencesKey(clientId), { add: counters });
}

/** The clients of some ids, read consistently. A client that does not exist is missing. */
export function readClients(ids: Iterable<string>, tables: Database = database): Promise<ClientItem[]> {
  return getMany<ClientItem>(tables, "Clients", ids);
}

/** A client, read consistently; undefined where there is none. */
export async function findClient(id: string, tables: Database = database): Promise<ClientItem | undefined> {
  const [client] = await readClients([id], tables);
  return client;
}
