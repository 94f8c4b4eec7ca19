/** What an invoice would have in it: who bills whom for what, in which currency, and how it is taxed. */
import { ApiError, type ErrorDetail } from "@aerotage/core/contract/errors";
import { newId } from "@aerotage/core/runtime/ids";
import { dateIn } from "@aerotage/core/time/zones";
import { clientNotFound, projectNotFound } from "@aerotage/kernel/contract/errors";
import { findOthers, findWaiting, readEntries, type WaitingEntry } from "@aerotage/time-entries/published/billing";
import {
  type InvoiceInput,
  invoiceTooLarge,
  invoiceTotalNegative,
  maxExcluded,
  maxTimeEntries,
  timeEntriesNotBillable,
  tooManyTimeEntries,
} from "../contract/create.js";
import { datesOf, type InvoiceDates } from "../domain/dates.js";
import type { InvoiceLine } from "../domain/invoice.js";
import { additionalLines, type BilledEntry, timeLines } from "../domain/lines.js";
import { type Excluded, missing, type SelectionRules, selected } from "../domain/selection.js";
import type { TaxSources } from "../domain/tax.js";
import { documentTexts } from "../domain/texts/index.js";
import { type Totals, totalsOf } from "../domain/totals.js";
import {
  type BilledClient,
  type Organization,
  readParties,
  readProjects,
  readUserNames,
} from "../persistence/sources.js";
import type { BillingScope } from "./access.js";

/** What an invoice depends on beside its time. */
export interface BillingBasis extends InvoiceDates {
  readonly organization: Organization;
  readonly client: BilledClient;
  readonly currency: string;
  readonly tax: TaxSources;
  /** The organization's calendar date. */
  readonly today: string;
}

/** Reads what an invoice depends on. @throws `CLIENT_NOT_FOUND`, `VALIDATION_ERROR` */
export async function readBasis(
  body: Omit<InvoiceInput, "timeEntryIds">,
  mayKnowClient: BillingScope["mayKnowClient"],
  now: Date,
): Promise<BillingBasis> {
  const { organization, client } = await readParties(body.clientId);
  if (client === undefined || !mayKnowClient(client.id))
    throw new ApiError(clientNotFound, `There is no client ${body.clientId}.`);
  const today = dateIn(organization.timezone, now);
  return {
    organization,
    client,
    currency: client.currency ?? organization.currency,
    tax: { organization, client, taxRate: body.taxRate, language: client.language ?? "en" },
    today,
    ...datesOf(body, organization.paymentTerms, today),
  };
}

/** The time that an invoice is made of. */
export interface Selection {
  readonly entries: readonly WaitingEntry[];
  readonly billed: readonly BilledEntry[];
  readonly excluded: readonly Excluded[];
  readonly hasMoreExcluded: boolean;
}

/** True where exactly these entries are asked for. */
export function isExact({ timeEntryIds = [] }: Pick<InvoiceInput, "timeEntryIds">): boolean {
  return timeEntryIds.length > 0;
}

/**
 * Reads the time that a request asks for.
 * @param tells true to read also what is left out of projects
 * @throws `PROJECT_NOT_FOUND`, `TOO_MANY_TIME_ENTRIES`
 */
export async function selectTime(
  body: InvoiceInput,
  basis: BillingBasis,
  scope: BillingScope,
  { tells }: { readonly tells: boolean },
): Promise<Selection> {
  const rules = rulesOf(body, basis, scope.mayBillProject);
  const ids = [...new Set(body.timeEntryIds)];
  if (ids.length > 0) return decided(await readEntries(ids), rules, ids);
  const projectIds = [...new Set(body.projectIds)];
  if (projectIds.length === 0) return decided([], rules);
  await requireProjects(projectIds, body.clientId, scope);
  const found = await findWaiting(projectIds, rules.period, maxTimeEntries + 1);
  if (found.length > maxTimeEntries)
    throw new ApiError(
      tooManyTimeEntries,
      `These projects have more than ${maxTimeEntries} time entries that wait to be billed. Set periodStart and periodEnd.`,
    );
  // The index that finds them lags: what is billed or re-opened since is none of the invoice.
  const entries = (await readEntries(found.map(({ id }) => id))).filter(
    ({ status, projectId }) => status === "approved" && projectIds.includes(projectId),
  );
  const others = tells ? await findOthers(projectIds, rules.period, maxExcluded + 1) : [];
  return decided([...entries, ...others], rules);
}

function rulesOf(
  { clientId, periodStart, periodEnd }: Pick<InvoiceInput, "clientId" | "periodStart" | "periodEnd">,
  { currency }: BillingBasis,
  mayBillProject: BillingScope["mayBillProject"],
): SelectionRules {
  const period =
    periodStart === undefined || periodEnd === undefined ? undefined : { startDate: periodStart, endDate: periodEnd };
  return { clientId, currency, period, mayBillProject };
}

/** Decides on time that was read again, by the rules of a request whose rights were checked. */
export function decideAgain(
  entries: readonly WaitingEntry[],
  body: Omit<InvoiceInput, "timeEntryIds">,
  basis: BillingBasis,
): Selection {
  return decided(
    entries,
    rulesOf(body, basis, () => true),
  );
}

async function requireProjects(ids: readonly string[], clientId: string, scope: BillingScope): Promise<void> {
  const projects = await readProjects(ids);
  const unknown = ids.find((id) => projects.get(id)?.clientId !== clientId || !scope.mayBillProject(id));
  if (unknown !== undefined) throw new ApiError(projectNotFound, `The client has no project ${unknown}.`);
}

function decided(entries: readonly WaitingEntry[], rules: SelectionRules, ids: readonly string[] = []): Selection {
  const found = new Set(entries.map(({ id }) => id));
  const excluded: Excluded[] = ids.filter((id) => !found.has(id)).map(missing);
  const taken: WaitingEntry[] = [];
  const billed: BilledEntry[] = [];
  for (const entry of entries) {
    const decision = selected(entry, rules);
    if ("excluded" in decision) excluded.push(decision.excluded);
    else {
      taken.push(entry);
      billed.push(decision.billed);
    }
  }
  return {
    entries: taken,
    billed,
    excluded: excluded.slice(0, maxExcluded),
    hasMoreExcluded: excluded.length > maxExcluded,
  };
}

/** Refuses a request for exact entries of which some cannot be billed. @throws `TIME_ENTRIES_NOT_BILLABLE` naming each */
export function requireAllBillable({ excluded }: Selection, timeEntryIds: readonly string[]): void {
  if (excluded.length === 0) return;
  const positions = new Map(timeEntryIds.map((id, index) => [id, index]));
  const details: ErrorDetail[] = excluded.map(({ timeEntryId, reason, message }) => ({
    path: `timeEntryIds.${positions.get(timeEntryId) ?? 0}`,
    message: `${timeEntryId}: ${reason}: ${message}`,
  }));
  const [first] = excluded;
  const others = excluded.length > 1 ? ` ${excluded.length - 1} others cannot be billed either.` : "";
  throw new ApiError(
    timeEntriesNotBillable,
    `The time entry ${first?.timeEntryId} cannot be billed. ${first?.message}${others}`,
    { details },
  );
}

/** Lines and sums of an invoice. */
export interface DraftContent {
  readonly lines: readonly InvoiceLine[];
  readonly totals: Totals;
  /** The first and the last day of billed time; what was asked for, where a period was. */
  readonly period: { readonly periodStart: string; readonly periodEnd: string } | undefined;
  readonly projectIds: readonly string[];
}

/** Makes the lines and sums of an invoice. @throws `VALIDATION_ERROR`, `INVOICE_TOTAL_NEGATIVE`, `INVOICE_TOO_LARGE` */
export async function contentOf(
  billed: readonly BilledEntry[],
  body: Omit<InvoiceInput, "timeEntryIds">,
  { organization, client, currency, tax }: BillingBasis,
  { dropsTime, now }: { readonly dropsTime: boolean; readonly now: Date },
): Promise<DraftContent> {
  const { groupBy = "project", additionalLineItems = [], discountRate } = body;
  const billedProjects = [...new Set(billed.map(({ projectId }) => projectId))];
  const [projects, userNames] = await Promise.all([
    groupBy === "project" ? readProjects(billedProjects) : new Map<string, { readonly name: string }>(),
    groupBy === "user" ? readUserNames(new Set(billed.map(({ userId }) => userId))) : new Map<string, string>(),
  ]);
  const makeId = () => newId(now);
  const keptLines = additionalLineItems.filter(({ type }) => !(dropsTime && type === "time"));
  const lines = [
    ...timeLines(billed, {
      groupBy,
      rounding: client.timeRounding ?? organization.timeRounding ?? { mode: "none" },
      tax,
      projectNames: new Map([...projects].map(([id, { name }]) => [id, name])),
      userNames,
      dateText: documentTexts[tax.language].date,
      newId: makeId,
    }),
    ...additionalLines(keptLines, { currency, tax, newId: makeId }),
  ];
  const dates = billed.map(({ date }) => date).sort();
  const [periodStart, periodEnd] = [body.periodStart ?? dates[0], body.periodEnd ?? dates.at(-1)];
  const lineProjects = lines.flatMap(({ projectId }) => projectId ?? []);
  return {
    lines,
    totals: requiredTotals(lines, discountRate ?? undefined),
    period: periodStart === undefined || periodEnd === undefined ? undefined : { periodStart, periodEnd },
    projectIds: [...new Set([...billedProjects, ...lineProjects])],
  };
}

/** @throws `INVOICE_TOTAL_NEGATIVE`, `INVOICE_TOO_LARGE` */
export function requiredTotals(lines: readonly InvoiceLine[], discountRate: number | undefined): Totals {
  const totals = totalsOf(lines, discountRate);
  if (totals === "negative")
    throw new ApiError(invoiceTotalNegative, "The discounts are larger than what they lower. Lower them.");
  if (totals === "too-large")
    throw new ApiError(invoiceTooLarge, "A sum of the invoice is larger than what can be kept exactly.");
  return totals;
}
