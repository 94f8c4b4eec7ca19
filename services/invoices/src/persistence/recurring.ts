/** Where recurring invoices are stored: beside invoices, in partitions of their own. */

import { ApiError } from "@aerotage/core/contract/errors";
import { itemId } from "@aerotage/core/contract/tables";
import { getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { type ListResponse, list } from "@aerotage/core/database/list";
import { partition, queryAll, queryPage } from "@aerotage/core/database/query";
import type { Refusal, UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { recurringInvoiceNotFound } from "../contract/recurring.js";
import type { Recurring } from "../domain/recurring.js";

const kind = "recurring";
const recurringKey = (id: string): string => itemId("Invoices", "recurring", id);

interface RecurringItem {
  readonly id: string;
  readonly kind: typeof kind;
  /** Key of the list of all. */
  readonly year: typeof kind;
  readonly issueOrder: string;
  /** With `dueOrder` the key by which those that are due are found; missing while none will be. */
  readonly status?: typeof kind;
  readonly dueOrder?: string;
  readonly clientId: string;
  readonly recurring: Recurring;
  readonly version: number;
}

function toItem(recurring: Recurring): RecurringItem & Record<string, unknown> {
  const { id, createdAt, isActive, nextDate, version } = recurring;
  return {
    id: recurringKey(id),
    kind,
    year: kind,
    issueOrder: `${createdAt}#${id}`,
    ...(isActive && nextDate !== undefined && { status: kind, dueOrder: `${nextDate}#${id}` }),
    // Not the attribute of the index of clients: these are no invoices.
    recurring,
    version,
    clientId: `${kind}#${recurring.clientId}`,
  };
}

/** A recurring invoice, read consistently; undefined if there is none. */
export async function findRecurring(id: string, tables: Database = database): Promise<Recurring | undefined> {
  const [item] = await getMany<RecurringItem>(tables, "Invoices", [recurringKey(id)]);
  return item?.recurring;
}

/** @throws `RECURRING_INVOICE_NOT_FOUND` */
export function noRecurring(id: string): ApiError {
  return new ApiError(recurringInvoiceNotFound, `There is no recurring invoice ${id}.`);
}

/** Plans a new recurring invoice. */
export function insertRecurring(unitOfWork: UnitOfWork, recurring: Recurring): void {
  unitOfWork.insert("Invoices", toItem(recurring), () => new Error(`The id ${recurring.id} is taken.`));
}

/** Plans its next version. @param refused makes the error if the version before is no longer the stored one */
export function updateRecurring(unitOfWork: UnitOfWork, before: Recurring, after: Recurring, refused?: Refusal): void {
  unitOfWork.update("Invoices", toItem(before), toItem(after), refused);
}

/** Plans that it is there no more. */
export function removeRecurring(unitOfWork: UnitOfWork, { id, version }: Recurring): void {
  unitOfWork.remove("Invoices", { id: recurringKey(id), version });
}

/** What a list of recurring invoices can be asked for. */
export interface RecurringListRequest<Result> {
  readonly sortOrder?: "asc" | "desc" | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  readonly callerId: string;
  readonly mayKnowClient: (clientId: string) => boolean;
  readonly toResponse: (recurring: Recurring) => Result;
}

/** Lists recurring invoices, the newest first. */
export function listRecurring<Result>(
  request: RecurringListRequest<Result>,
  tables: Database = database,
): Promise<ListResponse<Result>> {
  const { sortOrder, callerId, mayKnowClient } = request;
  return list<RecurringItem, Result>({
    limit: request.limit,
    cursor: request.cursor,
    query: { list: "recurring", sortOrder, callerId },
    readPage: queryPage<RecurringItem>(
      {
        table: "Invoices",
        IndexName: "ListIndex",
        ...partition("year", kind),
        ScanIndexForward: sortOrder === "asc",
      },
      tables,
    ),
    position: ({ id, year, issueOrder }) => ({ id, year, issueOrder }),
    filter: ({ recurring }) => mayKnowClient(recurring.clientId),
    createdAt: ({ recurring }) => recurring.createdAt,
    toResponse: ({ recurring }) => request.toResponse(recurring),
  });
}

/** The ids of those that are due on a date: found by an index, which lags. */
export async function findDueRecurring(today: string, tables: Database = database): Promise<string[]> {
  const { ExpressionAttributeNames, ExpressionAttributeValues } = partition("status", kind);
  const items = await queryAll<RecurringItem>(
    {
      table: "Invoices",
      IndexName: "StatusIndex",
      KeyConditionExpression: "#partition = :partition AND dueOrder < :after",
      ExpressionAttributeNames,
      ExpressionAttributeValues: { ...ExpressionAttributeValues, ":after": `${today}~` },
    },
    tables,
  );
  return items.map(({ recurring }) => recurring.id);
}
