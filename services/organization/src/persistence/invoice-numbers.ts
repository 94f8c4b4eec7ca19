/**
 * The first invoice number of a year, as the invoices service goes by it: in the item in which that keeps the last number of each year. So of
 * a first number that is set and a number that is given at the same time one comes first, and the other one knows of it.
 */
import { type Database, database } from "@aerotage/core/database/client";
import { OptimisticLockError } from "@aerotage/core/database/optimistic-lock";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { tableName } from "@aerotage/core/runtime/environment";
import { invoiceNumbersKey, numberAttribute, startAttribute } from "@aerotage/kernel/persistence/invoices";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Settings } from "../domain/settings.js";

type NumberStart = Settings["invoiceNumberStart"];

/** True if any number of a year was given, read consistently. */
export async function areNumbersGiven(year: number, tables: Database = database): Promise<boolean> {
  const { Item = {} } = await tables.send(
    new GetCommand({
      TableName: tableName("Invoices"),
      Key: { id: invoiceNumbersKey },
      ConsistentRead: true,
      ProjectionExpression: "#year",
      ExpressionAttributeNames: { "#year": numberAttribute(year) },
    }),
  );
  return Item[numberAttribute(year)] !== undefined;
}

/** Plans another first number in place of the one before. `OptimisticLockError` if a number of its year was given meanwhile. */
export function planNumberStart(unitOfWork: UnitOfWork, before: NumberStart, after: NumberStart): void {
  unitOfWork.change(
    "Invoices",
    invoiceNumbersKey,
    {
      set: {
        ...(before !== undefined && before.year !== after?.year && { [startAttribute(before.year)]: undefined }),
        ...(after && { [startAttribute(after.year)]: after.number }),
      },
    },
    {
      where: after && { condition: "attribute_not_exists(#year)", names: { "#year": numberAttribute(after.year) } },
      refused: () => new OptimisticLockError(),
    },
  );
}
