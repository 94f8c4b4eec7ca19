/** Lists of invoices, and those that are due. */
import { getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { type ListResponse, list } from "@aerotage/core/database/list";
import { merged, type Range, type Source } from "@aerotage/core/database/merged";
import { partition, queryAll } from "@aerotage/core/database/query";
import type { InvoiceStatus } from "../contract/invoice.js";
import { type Invoice, isIssued } from "../domain/invoice.js";
import { openStatuses } from "../domain/status.js";
import { type InvoiceItem, type ListedInvoice, listedInvoice, partitionOf } from "./invoices.js";
import { type NumberSeries, readNumbers, yearsOf } from "./numbers.js";

/** What a list of invoices can be asked for. */
export interface InvoiceListRequest<Result> {
  /** @default invoice */
  readonly type?: NumberSeries | undefined;
  readonly clientId?: string | undefined;
  readonly projectId?: string | undefined;
  readonly status?: InvoiceStatus | undefined;
  readonly invoiceNumber?: string | undefined;
  readonly dateFrom?: string | undefined;
  readonly dateTo?: string | undefined;
  readonly dueDateFrom?: string | undefined;
  readonly dueDateTo?: string | undefined;
  readonly sortOrder?: "asc" | "desc" | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** The clients whose invoices are listed; undefined for all. */
  readonly clientIds: ReadonlySet<string> | undefined;
  readonly callerId: string;
  readonly toResponse: (invoice: ListedInvoice) => Result;
}

/** The most items that are taken from the indexes at once. */
const mostAtOnce = 500;

type SortKey = "issueOrder" | "dueOrder";

/** Lists invoices by date of issue, or by due date where a status is asked for. */
export async function listInvoices<Result>(
  request: InvoiceListRequest<Result>,
  tables: Database = database,
): Promise<ListResponse<Result>> {
  const { sortOrder } = request;
  const sortKey: SortKey = isByStatus(request) ? "dueOrder" : "issueOrder";
  const [from, to] =
    sortKey === "dueOrder" ? [request.dueDateFrom, request.dueDateTo] : [request.dateFrom, request.dateTo];
  const descending = sortOrder !== "asc";
  const read = await readerOf(request, tables);
  let items: AsyncGenerator<InvoiceItem, void, undefined> | undefined;
  const { toResponse: _answer, clientIds: _clients, ...query } = request;
  return list<InvoiceItem, Result>({
    limit: request.limit,
    cursor: request.cursor,
    query: { list: "invoices", ...query, limit: undefined, cursor: undefined },
    // The pages of one request go on where the last one ended, with what is read already.
    readPage: async ({ startKey, pageSize }) => {
      const start = startKey?.key as string | undefined;
      const bounds = {
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to: `${to}~` }),
        ...(start !== undefined && { [descending ? "to" : "from"]: start }),
      };
      items ??= read({ sortKey, ...bounds, descending, wanted: pageSize });
      const page: InvoiceItem[] = [];
      while (page.length < Math.min(pageSize, mostAtOnce)) {
        const { value: item } = await items.next();
        if (item === undefined) break;
        if (item[sortKey] !== start) page.push(item);
      }
      const last = page.at(-1);
      return { Items: page, ...(last !== undefined && { LastEvaluatedKey: positionIn(sortKey, last) }) };
    },
    position: (item) => positionIn(sortKey, item),
    filter: (item) => isMatch(item, request),
    readAhead: 0,
    createdAt: ({ createdAt }) => createdAt,
    toResponse: (item) => request.toResponse(listedInvoice(item)),
    copies: 2,
  });
}

function positionIn(sortKey: SortKey, item: InvoiceItem): { readonly key: string; readonly id: string } {
  return { key: String(item[sortKey]), id: item.id };
}

/** True where the index of statuses serves a list: it alone has invoices that do not exist yet. */
function isByStatus({ status, clientId }: Pick<InvoiceListRequest<unknown>, "status" | "clientId">): boolean {
  return status !== undefined && (clientId === undefined || !isIssued({ status }));
}

type Reader = (range: Range<SortKey>) => AsyncGenerator<InvoiceItem, void, undefined>;

/** How the invoices of a list are read: by the narrowest index. */
async function readerOf<Result>(request: InvoiceListRequest<Result>, tables: Database): Promise<Reader> {
  const { clientId, clientIds, status, invoiceNumber, type = "invoice" } = request;
  if (invoiceNumber !== undefined) return () => numbered(invoiceNumber, tables);
  const partitionValue = partitionOf(type === "creditNote" ? { type } : {});
  const of = (index: string, attribute: string, values: Iterable<string>): Reader => {
    const sources = [...values].map(
      (value): Source => ({ table: "Invoices", index, attribute, value: partitionValue(value) }),
    );
    return (range) => merged<SortKey, InvoiceItem>(tables, sources, range);
  };
  if (isByStatus(request)) return of("StatusIndex", "status", [status ?? ""]);
  if (clientId !== undefined) return of("ClientIndex", "clientId", [clientId]);
  if (clientIds !== undefined) return of("ClientIndex", "clientId", clientIds);
  return of("ListIndex", "year", yearsOf(await readNumbers(type, tables)));
}

/** The invoice of a number. */
async function* numbered(invoiceNumber: string, tables: Database): AsyncGenerator<InvoiceItem, void, undefined> {
  const query = { table: "Invoices", IndexName: "NumberIndex", ...partition("invoiceNumber", invoiceNumber) } as const;
  const found = await queryAll<{ readonly id: string }>(query, tables);
  const ids = found.map(({ id }) => id);
  yield* await getMany<InvoiceItem>(tables, "Invoices", ids);
}

function isMatch<Result>(stored: InvoiceItem, request: InvoiceListRequest<Result>): boolean {
  const item = listedInvoice(stored);
  const {
    type = "invoice",
    clientId,
    clientIds,
    projectId,
    status,
    invoiceNumber,
    dateFrom = "",
    dateTo = "~",
    dueDateFrom = "",
    dueDateTo = "~",
  } = request;
  return (
    (item.type ?? "invoice") === type &&
    (clientIds?.has(item.clientId) ?? true) &&
    (clientId === undefined || item.clientId === clientId) &&
    (projectId === undefined || item.projectIds.includes(projectId)) &&
    (status === undefined || item.status === status) &&
    (invoiceNumber === undefined || item.invoiceNumber === invoiceNumber) &&
    dateFrom <= item.issueDate &&
    item.issueDate <= dateTo &&
    dueDateFrom <= item.dueDate &&
    item.dueDate <= dueDateTo
  );
}

/** All invoices that were sent, and are not paid: found by an index, which lags. */
export async function findOpen(tables: Database = database): Promise<ListedInvoice[]> {
  const found = await Promise.all(
    openStatuses.map((status) =>
      queryAll<InvoiceItem>({ table: "Invoices", IndexName: "StatusIndex", ...partition("status", status) }, tables),
    ),
  );
  return found.flat().map(listedInvoice);
}

/** The ids of invoices that were sent, or viewed, and due before a date: found by an index, which lags. */
export async function findDue(before: string, tables: Database = database): Promise<string[]> {
  const found = await Promise.all(
    (["sent", "viewed"] as const satisfies readonly Invoice["status"][]).map((status) =>
      queryAll<{ readonly id: string }>(
        {
          table: "Invoices",
          IndexName: "StatusIndex",
          KeyConditionExpression: "#status = :status AND dueOrder < :before",
          ProjectionExpression: "id",
          ExpressionAttributeNames: { "#status": "status" },
          ExpressionAttributeValues: { ":status": status, ":before": before },
        },
        tables,
      ),
    ),
  );
  return found.flat().map(({ id }) => id);
}
