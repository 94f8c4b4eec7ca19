/** The names behind the ids of a report. */

import type { TableName } from "@aerotage/core/contract/tables";
import { getMany } from "@aerotage/core/database/batch";
import { database } from "@aerotage/core/database/client";

/** The tables whose items have names. */
export type NamedTable = Extract<TableName, "Projects" | "Clients" | "Teams">;

/** The names of some items; what does not exist any more is missing. */
export async function namesOf(table: NamedTable, ids: Iterable<string>): Promise<Map<string, string>> {
  const items = await getMany<{ readonly id: string; readonly name: string }>(database, table, ids);
  return new Map(items.map(({ id, name }) => [id, name]));
}
