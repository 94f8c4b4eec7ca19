/**
 * Where invoices are stored. The table holds invoices under their ids, and beside them: `lines#<invoice>#<revision>#<n>`, the lines of a long
 * invoice (this file); `numbers#invoice`, the numbers that were given (numbers.ts); `task#<invoice>`, `preparing#<client>` and
 * `selection#<invoice>`, work that takes several transactions (tasks.ts); and `view#<hash>`, links in mails (view-links.ts).
 */

import { ApiError } from "@aerotage/core/contract/errors";
import { itemId } from "@aerotage/core/contract/tables";
import { batchGet, getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { OptimisticLockError } from "@aerotage/core/database/optimistic-lock";
import type { Item, Refusal, UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { tableName } from "@aerotage/core/runtime/environment";
import { newId } from "@aerotage/core/runtime/ids";
import { invoiceNotFound, maxListedDetails } from "../contract/invoice.js";
import { type Invoice, type InvoiceLine, isIssued } from "../domain/invoice.js";

/** The most bytes of lines in the invoice's own item: each of its indexes has a copy. */
const maxInlineBytes = 60_000;
/** The most bytes of lines in an item of their own: DynamoDB takes 400 KB. */
const maxChunkBytes = 300_000;
/** The most items of lines that are written in the transaction of their invoice, which may have 4 MB. */
const maxChunksTogether = 8;

/** What an invoice's item has beside the invoice. */
export interface InvoiceItem extends Omit<Invoice, "lines"> {
  readonly kind: "invoice";
  /** Partition of the list of all invoices; missing while the invoice has no number. */
  readonly year?: string;
  /** Sort key of lists by date of issue: no two invoices have the same. */
  readonly issueOrder?: string;
  /** Sort key of lists by due date. */
  readonly dueOrder: string;
  /** All lines, or those that a list shows, without ids, where they are stored apart. */
  readonly lines: readonly InvoiceLine[];
  readonly lineCount: number;
}

/** An invoice as a list has it: long details are missing. */
export interface ListedInvoice extends Invoice {
  readonly lineCount: number;
}

/** An invoice's item, and the items of its lines. */
interface StoredInvoice {
  readonly item: InvoiceItem & Record<string, unknown>;
  readonly chunks: readonly (Item & { readonly id: string; readonly lines: readonly InvoiceLine[] })[];
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

function toItems(invoice: Invoice, revision: string): StoredInvoice {
  const { lines, lineChunks: _before, ...rest } = invoice;
  const isShort = lines.length <= maxListedDetails && invoice.timeEntryCount <= maxListedDetails;
  const isInline = isShort && bytesOf(lines) <= maxInlineBytes;
  const chunks = isInline
    ? []
    : inChunks(lines).map((part, index) => ({
        id: itemId("Invoices", "lines", invoice.id, revision, String(index)),
        lines: part,
      }));
  const partition = partitionOf(invoice);
  const item: StoredInvoice["item"] = {
    ...rest,
    kind: "invoice",
    status: partition(rest.status) as Invoice["status"],
    clientId: partition(rest.clientId),
    ...(isIssued(invoice) && { year: partition(invoice.issueDate.slice(0, 4)), issueOrder: issueOrder(invoice) }),
    dueOrder: `${invoice.dueDate}#${invoice.id}`,
    lines: isInline ? lines : listedLines(lines),
    lineCount: lines.length,
    ...(chunks.length > 0 && { lineChunks: chunks.map(({ id }) => id) }),
  };
  return { item, chunks };
}

/** Credit notes have partitions of their own in every index, so that no list of invoices reads them. */
const creditNotePrefix = "creditNote#";

/** The partition of an index that a value has. */
export function partitionOf({ type }: Pick<Invoice, "type">): (value: string) => string {
  return (value) => (type === "creditNote" ? `${creditNotePrefix}${value}` : value);
}

/** Lines as a list shows them: without ids, and none where they are too many. */
function listedLines(lines: readonly InvoiceLine[]): readonly InvoiceLine[] {
  const listed = lines.map(({ timeEntryIds: _ids, ...line }) => line);
  return lines.length <= maxListedDetails && bytesOf(listed) <= maxInlineBytes ? listed : [];
}

function inChunks(lines: readonly InvoiceLine[]): InvoiceLine[][] {
  const chunks: InvoiceLine[][] = [[]];
  let bytes = 0;
  for (const line of lines) {
    const size = bytesOf(line);
    if (bytes + size > maxChunkBytes && bytes > 0) {
      chunks.push([]);
      bytes = 0;
    }
    chunks.at(-1)?.push(line);
    bytes += size;
  }
  return chunks;
}

/** By date of issue, on one day by number: the number of a year grows, so its text is padded. */
function issueOrder({ issueDate, invoiceNumber = "", id }: Invoice): string {
  const [, count = ""] = /(\d+)$/.exec(invoiceNumber) ?? [];
  return `${issueDate}#${count.padStart(12, "0")}#${id}`;
}

function fromItem(item: InvoiceItem): ListedInvoice {
  const { kind: _kind, year: _year, issueOrder: _issue, dueOrder: _due, ...invoice } = item;
  const plain = (partition: string) => partition.replace(creditNotePrefix, "");
  return { ...invoice, status: plain(invoice.status) as Invoice["status"], clientId: plain(invoice.clientId) };
}

/** An invoice as an item of a list has it. */
export const listedInvoice = fromItem;

/** An invoice with all its lines, read consistently; undefined if there is none. */
export async function findInvoice(id: string, tables: Database = database): Promise<Invoice | undefined> {
  const { Invoices } = await batchGet(tables, { Invoices: [{ id }] });
  const item = Invoices?.[0] as InvoiceItem | undefined;
  if (item?.kind !== "invoice") return undefined;
  const { lineCount: _count, ...invoice } = fromItem(item);
  return { ...invoice, lines: await linesOf(item, tables) };
}

/** All lines of an invoice. */
async function linesOf({ lines, lineChunks = [] }: InvoiceItem, tables: Database): Promise<readonly InvoiceLine[]> {
  if (lineChunks.length === 0) return lines;
  const chunks = await getMany<StoredInvoice["chunks"][number]>(tables, "Invoices", lineChunks);
  const byId = new Map(chunks.map((chunk) => [chunk.id, chunk.lines]));
  return lineChunks.flatMap((id) => {
    const part = byId.get(id);
    if (part === undefined) throw new Error(`The lines ${id} are missing.`);
    return part;
  });
}

/** @throws `INVOICE_NOT_FOUND` */
export function noInvoice(id: string): ApiError {
  return new ApiError(invoiceNotFound, `There is no invoice ${id}.`);
}

/** Plans a new invoice. */
export async function insertInvoice(unitOfWork: UnitOfWork, invoice: Invoice): Promise<void> {
  const { item, chunks } = toItems(invoice, newId(unitOfWork.now));
  await planChunks(unitOfWork, chunks);
  // Of two repetitions of one request at once the second finds what the first has made.
  unitOfWork.insert("Invoices", item, () => new OptimisticLockError());
}

/** Plans an invoice's next version. @param refused makes the error if the version before is no longer the stored one */
export async function updateInvoice(
  unitOfWork: UnitOfWork,
  before: Invoice,
  after: Invoice,
  refused?: Refusal,
): Promise<void> {
  const [{ item: old }, { item, chunks }] = [toItems(before, ""), toItems(after, newId(unitOfWork.now))];
  const { lineChunks = [] } = before;
  if (before.lines === after.lines) {
    // What is stored apart stays where it is.
    const { lineChunks: _old, ...rest } = old;
    const { lineChunks: _new, ...next } = item;
    unitOfWork.update("Invoices", rest, next, refused);
    return;
  }
  await planChunks(unitOfWork, chunks);
  unitOfWork.update("Invoices", { ...old, lineChunks }, item, refused);
  for (const id of lineChunks) unitOfWork.add({ Delete: { TableName: tableName("Invoices"), Key: { id } } });
}

async function planChunks(unitOfWork: UnitOfWork, chunks: StoredInvoice["chunks"]): Promise<void> {
  const refused = (id: string) => () => new Error(`The id ${id} is taken.`);
  if (chunks.length <= maxChunksTogether) {
    for (const chunk of chunks) unitOfWork.insert("Invoices", chunk, refused(chunk.id));
    return;
  }
  // Nobody sees them before their invoice names them.
  for (let from = 0; from < chunks.length; from += maxChunksTogether) {
    const first = unitOfWork.separateTransaction();
    for (const chunk of chunks.slice(from, from + maxChunksTogether))
      first.insert("Invoices", chunk, refused(chunk.id));
    await first.commit();
  }
}

/** Plans that an invoice that was never made is there no more. */
export function removeInvoice(unitOfWork: UnitOfWork, invoice: Invoice): void {
  unitOfWork.remove("Invoices", invoice);
}
