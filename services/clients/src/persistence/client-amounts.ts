/** What a client has in its currency, read from the tables of whoever has it. */

import { getItem } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { OptimisticLockError } from "@aerotage/core/database/optimistic-lock";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { tableName } from "@aerotage/core/runtime/environment";
import type { ClientReferencesItem } from "@aerotage/kernel/domain/clients";
import type { ProjectItem } from "@aerotage/kernel/domain/projects";
import { isInCurrency } from "@aerotage/kernel/domain/rates";
import { clientReferencesKey } from "@aerotage/kernel/persistence/clients";
import { projectsOfClient, spentOf } from "@aerotage/kernel/persistence/projects";
import type { Client, ClientAmounts } from "../domain/client.js";

/** What was read, and the item that changes with every amount written for the client. */
export interface ReadAmounts {
  readonly amounts: ClientAmounts;
  readonly references: ClientReferencesItem | undefined;
}

/** Reads what a client has that is not in a currency, consistently. */
export async function readAmounts(client: Client, currency: string, tables: Database = database): Promise<ReadAmounts> {
  const references = await getItem<ClientReferencesItem>(tables, "Clients", clientReferencesKey(client.id));
  const projects = await projectsOfClient(client.id, tables);
  // The index that finds them lags: a project that is counted but not found yet is looked for again.
  if (projects.length < (references?.projects ?? 0)) throw new OptimisticLockError();
  const spent = await spentOf(
    projects.map(({ id }) => id),
    tables,
  );
  const names = (keep: (project: ProjectItem) => boolean) => projects.filter(keep).map(({ name }) => name);
  return {
    references,
    amounts: {
      hasRates: !isInCurrency(client.rates, currency),
      projectsWithAmounts: names(
        ({ rates, budget, teamMembers }) =>
          rates !== undefined || budget?.type === "amount" || teamMembers.some((member) => member.rates !== undefined),
      ),
      projectsWithBilledTime: names(({ id }) =>
        Object.values(spent.get(id)?.amounts ?? {}).some((minor) => minor !== 0),
      ),
      hasEntryRates: (references?.entryRates ?? 0) > 0,
      invoices: references?.invoices ?? 0,
    },
  };
}

/** Plans the check that nobody has written an amount for the client, or given it a project, since it was read. */
export function requireUnchanged(
  unitOfWork: UnitOfWork,
  clientId: string,
  references: ClientReferencesItem | undefined,
): void {
  const counters = ["projects", "invoices", "amountWrites"] as const;
  unitOfWork.add(
    {
      ConditionCheck: {
        TableName: tableName("Clients"),
        Key: { id: clientReferencesKey(clientId) },
        ...(references === undefined
          ? { ConditionExpression: "attribute_not_exists(id)" }
          : {
              ConditionExpression: counters.map((name) => `${name} = :${name}`).join(" AND "),
              ExpressionAttributeValues: Object.fromEntries(
                counters.map((name) => [`:${name}`, references[name] ?? 0]),
              ),
            }),
      },
    },
    () => new OptimisticLockError(),
  );
}
