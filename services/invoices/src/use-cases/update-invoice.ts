/** Changing a draft. */

import { ApiError, fieldError } from "@aerotage/core/contract/errors";
import { mergePatch } from "@aerotage/core/contract/merge-patch";
import { nextVersion } from "@aerotage/core/contract/versions";
import type { UnitOfWork, Versioned } from "@aerotage/core/database/unit-of-work";
import type { Caller } from "@aerotage/core/lambda/caller";
import { newId } from "@aerotage/core/runtime/ids";
import { dateIn } from "@aerotage/core/time/zones";
import { type InvoiceUpdate, invoiceLocked, type LineChange } from "../contract/change.js";
import { invoiceActivity } from "../domain/activity.js";
import { datesOf } from "../domain/dates.js";
import { type Invoice, type InvoiceLine, isDeliveryUncertain } from "../domain/invoice.js";
import { additionalLines, saysTax } from "../domain/lines.js";
import { defaultTax, lineTax, type TaxSources } from "../domain/tax.js";
import type { LineTax } from "../domain/totals.js";
import { updateInvoice as planUpdate } from "../persistence/invoices.js";
import { readParties } from "../persistence/sources.js";
import { requiredTotals } from "./draft-content.js";
import { requireInvoice, requireNotInDelivery } from "./find-invoice.js";

export interface UpdateRequest {
  readonly id: string;
  readonly body: InvoiceUpdate;
  readonly caller: Caller;
  readonly unitOfWork: UnitOfWork;
  readonly now: Date;
  readonly requireMatch: (record: Versioned) => void;
}

/** Plans a change of a draft and returns it; the same one where nothing differs. */
export async function updateInvoice({
  id,
  body,
  caller,
  unitOfWork,
  now,
  requireMatch,
}: UpdateRequest): Promise<Invoice> {
  const before = await requireInvoice(id, caller);
  requireMatch(before);
  requireNotInDelivery(before, now);
  if (before.status !== "draft" || isDeliveryUncertain(before, now)) {
    const why = before.status === "draft" ? "Its mail may have gone out" : `It is ${before.status}`;
    throw new ApiError(invoiceLocked, `${why}, so it stays as it is. Cancel it and make another one.`);
  }
  const { organization, client } = await readParties(before.clientId);
  const tax: TaxSources = {
    organization,
    client: client ?? {},
    taxRate: body.taxRate ?? before.defaultTax.rate,
    language: before.language,
  };
  const standing = body.taxRate === undefined ? before.defaultTax : defaultTax(tax);
  const lines = linesAfter(before, body, { tax, standing, newId: () => newId(now) });
  const { discountRate, notes, clientNotes, buyerReference, purchaseOrder } = body;
  const texts = mergePatch(before, { discountRate, notes, clientNotes, buyerReference, purchaseOrder });
  const dates = datesAfter(before, body, organization.paymentTerms, dateIn(organization.timezone, now));
  const totals = requiredTotals(lines, texts.discountRate);
  const after = nextVersion<Invoice>({ ...texts, ...dates, lines, defaultTax: standing, totals }, now);
  await planUpdate(unitOfWork, before, after);
  unitOfWork.audit(invoiceActivity("updated", before, after));
  return after;
}

function datesAfter(before: Invoice, body: InvoiceUpdate, organizationTerms: string | undefined, today: string) {
  const { issueDate = before.issueDate, paymentTerms = before.paymentTerms } = body;
  if (issueDate.slice(0, 4) !== before.issueDate.slice(0, 4))
    throw fieldError("issueDate", `must be in ${before.issueDate.slice(0, 4)}, the year of the number`);
  // The due date follows terms and date of issue only where these change and it is not said itself.
  const follows = issueDate !== before.issueDate || paymentTerms !== before.paymentTerms;
  const dueDate = body.dueDate ?? (follows ? undefined : before.dueDate);
  if (issueDate === before.issueDate && dueDate === before.dueDate) return { issueDate, dueDate, paymentTerms };
  return datesOf({ issueDate, dueDate, paymentTerms }, organizationTerms, today);
}

interface LinesContext {
  readonly tax: TaxSources;
  readonly standing: LineTax;
  readonly newId: () => string;
}

/** The lines after a change; the same list where none differs. */
function linesAfter(
  before: Invoice,
  body: InvoiceUpdate,
  { tax, standing, newId }: LinesContext,
): readonly InvoiceLine[] {
  const { lineItems = [], additionalLineItems, taxRate } = body;
  if (lineItems.length === 0 && additionalLineItems === undefined && taxRate === undefined) return before.lines;
  const changes = changesById(before, lineItems);
  const unchangedLines = before.lines
    .filter(
      ({ type, timeEntryIds }) => additionalLineItems === undefined || (type === "time" && timeEntryIds !== undefined),
    )
    .map((line) => changedLine(withStandingTax(line, standing), changes.get(line.id), tax));
  const added = additionalLines(additionalLineItems ?? [], { currency: before.currency, tax, newId });
  return [...unchangedLines, ...added];
}

function changesById(before: Invoice, changes: readonly LineChange[]) {
  const known = new Set(before.lines.map(({ id }) => id));
  return new Map(
    changes.map((change, index) => {
      const path = `lineItems.${index}`;
      if (!known.has(change.id)) throw fieldError(`${path}.id`, "is no line of the invoice");
      return [change.id, { change, path }] as const;
    }),
  );
}

function withStandingTax(line: InvoiceLine, standing: LineTax): InvoiceLine {
  return line.tax === undefined || line.hasOwnTax ? line : { ...line, tax: standing };
}

function changedLine(
  line: InvoiceLine,
  found: { readonly change: LineChange; readonly path: string } | undefined,
  tax: TaxSources,
): InvoiceLine {
  if (found === undefined) return line;
  const { change, path } = found;
  return {
    ...line,
    ...(change.description !== undefined && { description: change.description }),
    ...(saysTax(change) && { tax: lineTax(change, tax, path), hasOwnTax: true as const }),
  };
}
