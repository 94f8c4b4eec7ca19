/** What a client is and how it changes: pure rules. */
import type { Caller } from "@aerotage/core/caller";
import type { CompanyRates } from "@aerotage/core/company";
import { ApiError, fieldError, forbidden } from "@aerotage/core/errors";
import { newId } from "@aerotage/core/ids";
import { rateProblem, toMajor } from "@aerotage/core/money";
import { overlay } from "@aerotage/core/overlay";
import {
  changedRates,
  changesRate,
  type DatedRate,
  type RateHistory,
  type RateInput,
  rateOn,
  ratesAnswer,
  sameNumberIn,
} from "@aerotage/core/rates";
import { nextVersion } from "@aerotage/core/versions";
import type { ClientAnswer, ClientInput } from "../contract.js";

/** A client as it is stored. */
export interface Client extends Omit<ClientAnswer, "defaultHourlyRate" | "rates" | "contactInfo"> {
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
 * @throws `FORBIDDEN` if somebody else than an administrator sets a rate; `VALIDATION_ERROR` for a rate that is not one of its currency
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
export function answerOf(client: Client, role: Caller["role"], today: string): ClientAnswer {
  const { rates, ...visible } = client;
  if (role !== "admin" || rates === undefined) return visible;
  const rate = rateOn(rates, today);
  return {
    ...visible,
    ...(rate !== undefined && { defaultHourlyRate: toMajor(rate) }),
    rates: ratesAnswer(rates),
  };
}

/** True if somebody of a role may know of a client: employees know active ones only. */
export function isVisible(client: Client, role: Caller["role"]): boolean {
  return client.isActive || role !== "employee";
}

function merged(client: Client, input: ClientInput, context: ChangeContext): Client {
  const { contactInfo, defaultHourlyRate: amount, effectiveFrom, ...plain } = input;
  const { rates: before, ...rest } = overlay({ ...client }, plain);
  const rates = concernsRate(input) ? ratesAfter(client, rest.currency, { amount, effectiveFrom }, context) : before;
  return {
    ...rest,
    contactInfo: overlay({ ...client.contactInfo }, contactInfo ?? {}),
    ...(rates !== undefined && { rates }),
  };
}

/** The rates after a change that concerns them. Where the client gets another currency, they all keep their numbers in it. */
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
  const rates = changedRates(before.rates, input, { ...company, currency, path: "defaultHourlyRate" });
  return before.currency === clientCurrency ? rates : rates?.map((one) => inCurrency(one, currency));
}

/** The same number of another currency. The error doesn't tell it: who may change currencies need not see rates. */
function inCurrency({ effectiveFrom, rate }: DatedRate, currency: string): DatedRate {
  if (rate === undefined) return { effectiveFrom };
  const same = sameNumberIn(rate, currency);
  const problem = rateProblem(toMajor(rate), currency);
  if (same !== undefined && problem === undefined) return { effectiveFrom, rate: same };
  throw fieldError("currency", `cannot be ${currency}: a rate of the client ${problem}`);
}
