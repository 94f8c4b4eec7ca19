/** What unit tests rely on of the tables in memory is true of DynamoDB, too. */
import { tableNames } from "@aerotage/core/contract/tables";
import { databaseCases } from "@aerotage/core/database/memory-database-cases";
import { tableVariable } from "@aerotage/core/runtime/environment";
import { beforeEach, describe, vi } from "vitest";
import { tableOf, tables } from "../../support/api.js";

beforeEach(() => {
  for (const table of tableNames) vi.stubEnv(tableVariable(table), tableOf(table));
});

describe("DynamoDB", () => databaseCases(() => tables));
