/**
 * Recorded time written directly into the tables of a local cloud, with everything that is stored beside it: for tests and benchmarks that
 * need more of it than requests can make in a reasonable time. It is made by the product's own persistence code.
 */
import { packCells } from "@aerotage/kernel/domain/month-totals";
import { recordersId } from "@aerotage/kernel/domain/projects";
import { derivedFrom } from "@aerotage/time-entries/domain/derived";
import type { Entry } from "@aerotage/time-entries/domain/entry";
import { entryItem } from "@aerotage/time-entries/persistence/entries";
import { BatchWriteCommand, type DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";

/** DynamoDB's limit for one call. */
const itemsPerWrite = 25;
const writesAtOnce = 8;
const revision = "written";

type Item = Record<string, unknown>;

/** Writes items into a table of a local cloud. @param table such as `time-entries` */
export async function writeItems(
  tables: DynamoDBDocumentClient,
  table: string,
  items: readonly Item[],
  signal?: AbortSignal,
): Promise<void> {
  const parts = Array.from({ length: Math.ceil(items.length / itemsPerWrite) }, (_, index) =>
    items.slice(index * itemsPerWrite, (index + 1) * itemsPerWrite),
  );
  const takeTurns = async () => {
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
      signal?.throwIfAborted();
      const requests = part.map((item) => ({ PutRequest: { Item: item } }));
      const { UnprocessedItems } = await tables.send(
        new BatchWriteCommand({ RequestItems: { [`aerotage-local-${table}`]: requests } }),
      );
      if (Object.keys(UnprocessedItems ?? {}).length > 0) throw new Error("The emulator left items unwritten.");
    }
  };
  await Promise.all(Array.from({ length: writesAtOnce }, takeTurns));
}

/** Writes entries. The months, days and projects of their owners must have no others. */
export async function writeEntries(
  tables: DynamoDBDocumentClient,
  entries: readonly Entry[],
  signal?: AbortSignal,
): Promise<void> {
  const { months, days, spent } = derivedFrom(entries);
  await writeItems(
    tables,
    "time-entries",
    [
      ...entries.map(entryItem),
      ...[...months].map(([id, totals]) => ({ id, cells: packCells(totals.cells()), revision })),
      ...[...days].map(([id, ofDay]) => {
        const [, ownerId, day] = id.split("#");
        return { id, ownerId, day, entries: ofDay, revision };
      }),
    ],
    signal,
  );
  const sums = [...spent].map(([id, { amounts, ...counts }]) => {
    const [, projectId = "", userId = ""] = id.split("#");
    const named = Object.entries(amounts).map(([currency, minor]) => [`amount${currency}`, minor]);
    return { id, projectId, userId, ...counts, ...Object.fromEntries(named) };
  });
  await writeItems(tables, "projects", sums, signal);
  const recorders = new Map<string, Set<string>>();
  for (const { projectId, userId } of sums)
    recorders.set(projectId, (recorders.get(projectId) ?? new Set()).add(userId));
  for (const [projectId, userIds] of recorders) {
    signal?.throwIfAborted();
    await addRecorders(tables, projectId, userIds);
  }
}

/** Adds people to those who have recorded time on a project. */
async function addRecorders(
  tables: DynamoDBDocumentClient,
  projectId: string,
  userIds: ReadonlySet<string>,
): Promise<void> {
  await tables.send(
    new UpdateCommand({
      TableName: "aerotage-local-projects",
      Key: { id: recordersId(projectId) },
      UpdateExpression: "ADD userIds :users",
      ExpressionAttributeValues: { ":users": userIds },
    }),
  );
}
