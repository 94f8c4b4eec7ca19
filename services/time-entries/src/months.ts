/**
 * The months that may have entries. Lists of all entries are read month by month, from the current one back to the earliest. The last
 * two always count; only an entry before them has to be noted, so recording what was just worked neither reads nor writes this.
 */
import type { Database } from "@aerotage/core/database/client";
import { Contended } from "@aerotage/core/database/contention";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { tableName } from "@aerotage/core/environment";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { monthsAfter } from "./domain/dates.js";

const key = { id: "months" };

/** The earliest month that this instance knows of. It only ever gets earlier, so what is known needs no reading. */
let known: string | undefined;

/** The first of the months that always count. */
function recentMonth(now: Date): string {
  return monthsAfter(now.toISOString().slice(0, 7), -1);
}

/** The earliest month that may have entries, `YYYY-MM`. */
export async function earliestMonth(tables: Database, now: Date): Promise<string> {
  const recent = recentMonth(now);
  const { Item } = await tables.send(
    new GetCommand({ TableName: tableName("TimeEntries"), Key: key, ConsistentRead: true }),
  );
  const noted = Item?.earliest as string | undefined;
  return noted !== undefined && noted < recent ? noted : recent;
}

/** Plans to note the month of a date, if it is earlier than all before. */
export async function noteMonth(work: UnitOfWork, date: string, tables: Database): Promise<void> {
  const month = date.slice(0, 7);
  if (month >= (known ?? recentMonth(work.now))) return;
  known = await earliestMonth(tables, work.now);
  if (known <= month) return;
  work.add(
    {
      Update: {
        TableName: tableName("TimeEntries"),
        Key: key,
        UpdateExpression: "SET earliest = :month",
        ConditionExpression: "attribute_not_exists(earliest) OR earliest > :month",
        ExpressionAttributeValues: { ":month": month },
      },
    },
    () => new Contended(),
  );
}
