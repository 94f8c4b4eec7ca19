/** What is in the company's currency, read from the tables of whoever has it. */

import { getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { ofKind, queryAll } from "@aerotage/core/database/query";
import type { ClientItem, ClientReferencesItem } from "@aerotage/kernel/domain/clients";
import type { UserItem } from "@aerotage/kernel/domain/users";
import { clientReferencesKey } from "@aerotage/kernel/persistence/clients";
import type { CompanyAmounts } from "../domain/settings.js";

/** Reads what is in the company's currency: amounts of clients without a currency of their own, and people's rates. */
export async function readCompanyAmounts(tables: Database = database): Promise<CompanyAmounts> {
  const [clients, users] = await Promise.all([
    queryAll<ClientItem>(ofKind("Clients", "client"), tables),
    queryAll<UserItem>(ofKind("Users", "user"), tables),
  ]);
  const own = clients.filter(({ currency }) => currency === undefined);
  const keys = own.map(({ id }) => clientReferencesKey(id));
  const references = await getMany<ClientReferencesItem>(tables, "Clients", keys);
  const referred = new Set(
    references.flatMap(({ id, projects, invoices }) => (projects > 0 || invoices > 0 ? [id] : [])),
  );
  return {
    clients: own.filter(({ id, rates }) => rates !== undefined || referred.has(clientReferencesKey(id))).length,
    people: users.filter(({ rates }) => rates !== undefined).length,
  };
}
