/** The product's tables as the props of the module `data/table`. */
import { tables as descriptions, type TableDescription, type TableName } from "@aerotage/core/contract/tables";
import type { IndexProps, TableProps } from "../modules/data/table.js";

/** What a table is, wherever it is made. */
export type TableDefinition = Required<Pick<TableProps, "key" | "indexes">> &
  Pick<TableProps, "expiryAttribute" | "stream">;

export const tables = Object.fromEntries(
  Object.entries(descriptions).map(([name, description]) => [name, definitionOf(description)]),
) as Record<TableName, TableDefinition>;

function definitionOf({ key, indexes, expiryAttribute, stream }: TableDescription): TableDefinition {
  return {
    key: keyOf(key),
    indexes: indexes.map(
      ({ name, keysOnly, ...rest }): IndexProps => ({ name, ...keyOf(rest), ...(keysOnly && { attributes: [] }) }),
    ),
    ...(expiryAttribute !== undefined && { expiryAttribute }),
    ...(stream !== undefined && { stream }),
  };
}

function keyOf({ partition, sort }: TableDescription["key"]): TableProps["key"] {
  return { partition: { name: partition }, ...(sort !== undefined && { sort: { name: sort } }) };
}
