/** What a client is and how it changes: pure rules. */

import { ApiError, type ErrorDetail, forbidden, validationError } from "@aerotage/core/contract/errors";
import { mergePatch } from "@aerotage/core/contract/merge-patch";
import { nextVersion } from "@aerotage/core/contract/versions";
import type { Caller } from "@aerotage/core/lambda/caller";
import { newId } from "@aerotage/core/runtime/ids";
import { categoriesWithOwnReason } from "@aerotage/kernel/contract/billing";
import { toMajor } from "@aerotage/kernel/domain/money";
import type { CompanyRates } from "@aerotage/kernel/domain/organization";
import {
  changedRates,
  changesRate,
  type RateHistory,
  type RateInput,
  rateOn,
  ratesResponse,
} from "@aerotage/kernel/domain/rates";
import { type ClientInput, type ClientResponse, clientHasAmounts } from "../contract.js";

/** A client as it is stored. */
export interface Client extends Omit<ClientResponse, "defaultHourlyRate" | "rates" | "contactInfo"> {
  readonly contactInfo: ContactInfo;
  /** Each in the currency that held when it was set: a later change of the company's currency doesn't touch it. */
  readonly rates?: RateHistory;
}

export interface ContactInfo {
  readonly email?: string;
  readonly phone?: string;
  readonly address?: string;
}

/** Who changes a client, when, and what a rate needs to know of the company. */
export interface ChangeContext {
  readonly caller: Pick<Caller, "id" | "role">;
  readonly now: Date;
  /** Needed where `concernsRate`; may be left out otherwise. */
  readonly company?: CompanyRates | undefined;
}

/** True if a change may touch the rate or the currency that it is in. */
export function concernsRate(input: ClientInput): boolean {
  return input.defaultHourlyRate !== undefined || input.currency !== undefined;
}

/**
 * A new client.
 * @throws `FORBIDDEN` if somebody else than an administrator sets a rate; `VALIDATION_ERROR` for a rate that is not one of its currency, or
 * for tax fields that do not fit together
 */
export function newClient(input: ClientInput & { readonly name: string }, context: ChangeContext): Client {
  const now = context.now.toISOString();
  const blank: Client = {
    id: newId(context.now),
    name: input.name,
    contactInfo: {},
    isActive: true,
    createdAt: now,
    updatedAt: now,
    createdBy: context.caller.id,
    version: 1,
  };
  return merged(blank, input, context);
}

/** A client after a change: its next version. Errors as `newClient`. */
export function changedClient(client: Client, input: ClientInput, context: ChangeContext): Client {
  return nextVersion(merged(client, input, context), context.now);
}

/** A client that no new work is planned for: its next version. */
export function deactivatedClient(client: Client, now: Date): Client {
  return nextVersion({ ...client, isActive: false }, now);
}

/** A client as somebody of a role may see it; `today` is the date whose rate is told as the one of today. */
export function toClientResponse(client: Client, role: Caller["role"], today: string): ClientResponse {
  const { rates, ...visible } = client;
  if (role !== "admin" || rates === undefined) return visible;
  const rate = rateOn(rates, today);
  return {
    ...visible,
    ...(rate !== undefined && { defaultHourlyRate: toMajor(rate) }),
    rates: ratesResponse(rates),
  };
}

/** True if somebody of a role may know of a client: employees know active ones only. */
export function isVisible(client: Client, role: Caller["role"]): boolean {
  return client.isActive || role !== "employee";
}

function merged(client: Client, input: ClientInput, context: ChangeContext): Client {
  const { contactInfo, defaultHourlyRate: amount, effectiveFrom, ...plain } = input;
  const { rates: before, ...rest } = mergePatch({ ...client }, plain);
  const rates = concernsRate(input) ? ratesAfter(client, rest.currency, { amount, effectiveFrom }, context) : before;
  requireTaxFits(rest);
  return {
    ...rest,
    // A sent contactInfo replaces the stored one: forms leave out a field that was emptied.
    contactInfo: contactInfo === undefined ? client.contactInfo : mergePatch({}, contactInfo),
    ...(rates !== undefined && { rates }),
  };
}

/**
 * A category other than `standard` has no rate above zero, and one whose reason differs from company to company has it with the client.
 * @throws `VALIDATION_ERROR` with all that does not fit
 */
function requireTaxFits({ taxCategory, taxRate = 0, taxReason }: Omit<Client, "rates">): void {
  if (taxCategory === undefined || taxCategory === "standard") return;
  const needsReason = categoriesWithOwnReason.includes(taxCategory) && taxReason === undefined;
  const details: readonly ErrorDetail[] = [
    ...(needsReason ? [{ path: "taxReason", message: `must say why the tax category is ${taxCategory}` }] : []),
    ...(taxRate > 0 ? [{ path: "taxRate", message: `must be 0 or empty with the tax category ${taxCategory}` }] : []),
  ];
  if (details.length === 0) return;
  const message = details.map(({ path, message }) => `${path} ${message}`).join("; ");
  throw new ApiError(validationError, `${message}.`, { details });
}

/** The rates after a change that concerns them. */
function ratesAfter(
  before: Client,
  clientCurrency: string | undefined,
  input: RateInput,
  { caller, company }: ChangeContext,
): RateHistory | undefined {
  if (company === undefined)
    throw new TypeError("A change that concerns the rate needs the company's currency and date.");
  if (caller.role !== "admin" && changesRate(before.rates, input, company.today, company.answered))
    throw new ApiError(forbidden, "Only an administrator may change defaultHourlyRate.");
  const currency = clientCurrency ?? company.currency;
  return changedRates(before.rates, input, { ...company, currency, path: "defaultHourlyRate" });
}

/** The currency that a client is billed in after a change, where that is another one than before. */
export function newCurrency(
  before: Client,
  after: Client,
  company: Pick<CompanyRates, "currency">,
): string | undefined {
  const [old, next] = [before, after].map(({ currency }) => currency ?? company.currency);
  return old === next ? undefined : next;
}

/** What a client has in its currency. */
export interface ClientAmounts {
  /** True if it has rates of its own. */
  readonly hasRates: boolean;
  /** The names of its projects with rates or a budget. */
  readonly projectsWithAmounts: readonly string[];
  /** The names of its projects with billed time. */
  readonly projectsWithBilledTime: readonly string[];
  /** True if a time entry of it got a rate of its own. */
  readonly hasEntryRates: boolean;
  readonly invoices: number;
}

/** The most names of projects that a message tells. */
const maxNames = 5;

/**
 * A number never becomes the same number of another currency, so a client with amounts keeps its own.
 * @throws `CLIENT_HAS_AMOUNTS` with what exists
 */
export function requireNoAmounts({ name }: Pick<Client, "name">, currency: string, amounts: ClientAmounts): void {
  const list = (names: readonly string[]) =>
    names.slice(0, maxNames).join(", ") + (names.length > maxNames ? ` and ${names.length - maxNames} more` : "");
  const { hasRates, projectsWithAmounts, projectsWithBilledTime, hasEntryRates, invoices } = amounts;
  const found: readonly (readonly [string, boolean])[] = [
    ["defaultHourlyRate", hasRates],
    [`rates or budgets of projects (${list(projectsWithAmounts)})`, projectsWithAmounts.length > 0],
    [`billed time of projects (${list(projectsWithBilledTime)})`, projectsWithBilledTime.length > 0],
    ["rates of single time entries", hasEntryRates],
    [`${invoices} invoices`, invoices > 0],
  ];
  const existing = found.flatMap(([what, exists]) => (exists ? [what] : []));
  if (existing.length === 0) return;
  throw new ApiError(
    clientHasAmounts,
    `The currency of ${name} cannot become ${currency}, since it has amounts: ${existing.join("; ")}. Clear the rates and budgets first. Where time is billed already, make a new client.`,
    { details: existing.map((what) => ({ path: "currency", message: `is the currency of ${what}` })) },
  );
}
