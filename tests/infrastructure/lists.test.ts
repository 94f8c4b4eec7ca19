import { describe, expect, it } from "vitest";
import { services } from "../../stacks/services.js";
import { tables } from "../../stacks/tables.js";
import { allOperations } from "../../tools/openapi-document.js";

const operations = await allOperations();
const lists = operations.filter(({ response }) => "items" in ((response.data as { shape?: object }).shape ?? {}));

describe("every list", () => {
  it("is known by its items", () => {
    expect(lists.map(({ id }) => id)).toContain("listClients");
    expect(operations.filter(({ list }) => list !== undefined)).toEqual(lists);
  });

  it.each(lists.map((operation) => [operation.id, operation] as const))(
    "%s names an index, or a table with a sorted key, that exists and that its function may query",
    (_id, operation) => {
      const [table, index] = (operation.list?.index ?? "").split(".") as [keyof typeof tables, string | undefined];
      const served = services
        .flatMap(({ functions }) => Object.values(functions))
        .find(({ triggers }) =>
          triggers.some((trigger) => trigger.type === "http" && trigger.operationId === operation.id),
        );
      const access = served?.access.tables?.[table];
      const there =
        index === undefined ? tables[table].key.sort : tables[table].indexes.find(({ name }) => name === index);
      expect(there).toBeDefined();
      expect(index === undefined ? access?.queryTable : access?.indexes?.includes(index)).toBe(true);
    },
  );
});
