/** What a client is and how it changes: pure rules. */
import type { Caller } from "@aerotage/core/caller";
import { ApiError, forbidden } from "@aerotage/core/errors";
import { newId } from "@aerotage/core/ids";
import { hourlyRate, type Money, toMajor } from "@aerotage/core/money";
import { overlay } from "@aerotage/core/overlay";
import { nextVersion } from "@aerotage/core/versions";
import type { ClientAnswer, ClientInput } from "../contract.js";

/** A client as it is stored. */
export interface Client extends Omit<ClientAnswer, "defaultHourlyRate" | "contactInfo"> {
  readonly contactInfo: ContactInfo;
  /** In the currency that held when it was set: a later change of the company's currency doesn't touch it. */
  readonly defaultHourlyRate?: Money;
}

export interface ContactInfo {
  readonly email?: string;
  readonly phone?: string;
  readonly address?: string;
}

/** The text by which two names are the same: composed alike, without case, with single spaces. */
export function normalizedName(name: string): string {
  return name.normalize("NFKC").toLowerCase().normalize("NFKC").replace(/\s+/g, " ").trim();
}

/** Who changes a client, when, and which currency a rate without one is in. */
export interface ChangeContext {
  readonly caller: Pick<Caller, "id" | "role">;
  readonly now: Date;
  /** Needed where `concernsRate`; may be left out otherwise. */
  readonly companyCurrency?: string | undefined;
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

/** A client as somebody of a role may see it. */
export function answerOf(client: Client, role: Caller["role"]): ClientAnswer {
  const { defaultHourlyRate, ...visible } = client;
  if (role !== "admin" || defaultHourlyRate === undefined) return visible;
  return { ...visible, defaultHourlyRate: toMajor(defaultHourlyRate) };
}

/** True if somebody of a role may know of a client: employees know active ones only. */
export function isVisible(client: Client, role: Caller["role"]): boolean {
  return client.isActive || role !== "employee";
}

function merged(client: Client, input: ClientInput, context: ChangeContext): Client {
  const { contactInfo, defaultHourlyRate: _input, ...plain } = input;
  const { defaultHourlyRate: before, ...rest } = overlay({ ...client }, plain);
  const rate = concernsRate(input) ? rateAfter(before, input, rest.currency, context) : before;
  return {
    ...rest,
    contactInfo: overlay({ ...client.contactInfo }, contactInfo ?? {}),
    ...(rate !== undefined && { defaultHourlyRate: rate }),
  };
}

/**
 * The rate after a change that concerns it. The stored number sent back, as whole forms do, is no change and keeps its currency; a new
 * currency of the client keeps the number.
 */
function rateAfter(
  before: Money | undefined,
  input: ClientInput,
  clientCurrency: string | undefined,
  { caller, companyCurrency }: ChangeContext,
): Money | undefined {
  const stored = before && toMajor(before);
  const number = input.defaultHourlyRate === undefined ? stored : (input.defaultHourlyRate ?? undefined);
  if (number !== stored && caller.role !== "admin") {
    throw new ApiError(forbidden, "Only an administrator may change defaultHourlyRate.");
  }
  if (number === undefined) return undefined;
  if (number === stored && input.currency === undefined) return before;
  const currency = clientCurrency ?? companyCurrency;
  if (currency === undefined) throw new TypeError("A change that concerns the rate needs the company's currency.");
  return currency === before?.currency && number === stored
    ? before
    : hourlyRate(number, currency, "defaultHourlyRate");
}
