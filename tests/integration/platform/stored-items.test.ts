import { tables as descriptions, type TableDescription, tableNames } from "@aerotage/core/contract/tables";
import { paginateScan } from "@aws-sdk/lib-dynamodb";
import { describe, expect, it } from "vitest";
import { tableOf, tables } from "../../support/api.js";

/** A pattern such as `spent#<project>#<user>` as a regular expression. */
function expressionOf(pattern: string): RegExp {
  const text = pattern.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/<[^>]*>/g, ".+");
  return new RegExp(`^${text}$`);
}

/** Items that tests write themselves: the test service `tests/support/probe`, and the test of conflicts. */
const writtenByTests = /^(probe|conflict)#/;

/** Ids without a prefix: ULIDs, UUIDs, hashes, and the system itself. */
const plainId = /^[\w-]+$/;

describe("the items that all other tests have stored", () => {
  it.each(tableNames)("in %s are of the kinds that tables.ts describes", async (name) => {
    const { key, items }: TableDescription = descriptions[name];
    const kinds = Object.values(items).map((pattern) => (/^<[^>]*>$/.test(pattern) ? plainId : expressionOf(pattern)));
    const unknown: string[] = [];
    for await (const { Items = [] } of paginateScan({ client: tables }, { TableName: tableOf(name) }))
      for (const item of Items) {
        const id = String(item[key.partition]);
        if (!writtenByTests.test(id) && !kinds.some((kind) => kind.test(id))) unknown.push(id);
      }
    expect(unknown).toEqual([]);
  });
});
