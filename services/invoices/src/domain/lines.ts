/** The lines of an invoice: pure rules. */

import { minorDigits } from "@aerotage/core/contract/currencies";
import { fieldError } from "@aerotage/core/contract/errors";
import { compareText } from "@aerotage/core/text/order";
import type { TimeRounding } from "@aerotage/kernel/contract/billing";
import { amountProblem, fromMajor, type Money, multiply, rateForMinutes } from "@aerotage/kernel/domain/money";
import type { Grouping, LineInput } from "../contract/create.js";
import type { InvoiceLine } from "./invoice.js";
import { roundedMinutes } from "./rounding.js";
import { defaultTax, lineTax, type TaxInput, type TaxSources } from "./tax.js";

/** What of a time entry is billed. */
export interface BilledEntry {
  readonly id: string;
  readonly userId: string;
  readonly projectId: string;
  readonly date: string;
  /** The whole order of a list by date. */
  readonly dateOrder: string;
  /** Whole minutes. */
  readonly duration: number;
  readonly description: string;
  readonly rate: Money;
}

/** What lines of time are made by. */
export interface LineContext {
  readonly groupBy: Grouping;
  readonly rounding: TimeRounding;
  readonly tax: TaxSources;
  readonly projectNames: ReadonlyMap<string, string>;
  readonly userNames: ReadonlyMap<string, string>;
  /** A calendar date in the invoice's language. */
  readonly dateText: (date: string) => string;
  readonly newId: () => string;
}

interface LineGroup {
  readonly first: BilledEntry;
  readonly name: string;
  minutes: number;
  readonly ids: string[];
}

/** One line per group and rate; entries that are lines of their own in the order of time, others by name. */
export function timeLines(entries: readonly BilledEntry[], context: LineContext): InvoiceLine[] {
  const { groupBy, rounding, newId } = context;
  const tax = defaultTax(context.tax);
  const groups = new Map<string, LineGroup>();
  for (const entry of entries.toSorted((a, b) => compareText(a.dateOrder, b.dateOrder))) {
    const key = `${groupKey(entry, groupBy)} ${entry.rate.minor}`;
    const group = groups.get(key) ?? { first: entry, name: groupName(entry, context), minutes: 0, ids: [] };
    group.minutes += entry.duration;
    group.ids.push(entry.id);
    groups.set(key, group);
  }
  const ordered = [...groups.values()];
  if (groupBy !== "entry")
    ordered.sort((a, b) => compareText(a.name, b.name) || a.first.rate.minor - b.first.rate.minor);
  return ordered.map(({ first, name, minutes, ids }) => {
    const billed = roundedMinutes(minutes, rounding);
    return {
      id: newId(),
      type: "time",
      description: name,
      minutes: billed,
      rate: first.rate.minor,
      amount: rateForMinutes(first.rate, billed).minor,
      tax,
      ...(groupBy !== "user" && { projectId: first.projectId }),
      ...(groupBy !== "project" && { userId: first.userId }),
      timeEntryIds: ids,
    };
  });
}

function groupKey({ id, userId, projectId }: BilledEntry, groupBy: Grouping): string {
  return groupBy === "entry" ? id : groupBy === "user" ? userId : projectId;
}

function groupName(entry: BilledEntry, { groupBy, projectNames, userNames, dateText }: LineContext): string {
  if (groupBy === "project") return projectNames.get(entry.projectId) ?? entry.projectId;
  if (groupBy === "user") return userNames.get(entry.userId) ?? entry.userId;
  return `${dateText(entry.date)} ${entry.description}`;
}

/**
 * The lines that a request adds.
 * @param path of the list in the request
 * @throws `VALIDATION_ERROR` with the path of what does not fit the currency, the tax or the amount
 */
export function additionalLines(
  inputs: readonly LineInput[],
  { currency, tax, newId, path = "additionalLineItems" }: AdditionalContext,
): InvoiceLine[] {
  return inputs.map((input, index) => {
    const at = `${path}.${index}`;
    const { type, description, quantity = 1, projectId } = input;
    if (input.currency !== undefined && input.currency !== currency)
      throw fieldError(`${at}.currency`, `must be ${currency}, the currency of the invoice`);
    const problem = amountProblem(input.rate, currency);
    if (problem !== undefined) throw fieldError(`${at}.rate`, problem);
    const rate = fromMajor(input.rate, currency);
    const gross = exactProduct(rate, quantity, at);
    const amount = type === "discount" ? -gross : gross;
    requireAmount(input.amount, amount, currency, at);
    const own = saysTax(input);
    return {
      id: newId(),
      type,
      description,
      quantity,
      rate: rate.minor,
      amount,
      ...((type !== "discount" || own) && { tax: lineTax(input, tax, at) }),
      ...(own && { hasOwnTax: true as const }),
      ...(projectId !== undefined && { projectId }),
    };
  });
}

/** True for a line that says itself how it is taxed. `taxable: true` alone says nothing of the rate. */
export function saysTax({ taxable, taxRate, taxCategory }: TaxInput): boolean {
  return taxable === false || taxRate !== undefined || taxCategory !== undefined;
}

/** What additional lines are made by. */
export interface AdditionalContext {
  readonly currency: string;
  readonly tax: TaxSources;
  readonly newId: () => string;
  readonly path?: string;
}

function exactProduct(rate: Money, quantity: number, at: string): number {
  try {
    return multiply(rate, quantity).minor;
  } catch (error) {
    if (error instanceof RangeError) throw fieldError(`${at}.rate`, "times the quantity is too large");
    throw error;
  }
}

/** Refuses an amount that is not the one of the line; one that a client has computed in binary fractions may differ by less than a unit. */
function requireAmount(given: number | undefined, amount: number, currency: string, at: string): void {
  if (given === undefined) return;
  const unit = 10 ** -minorDigits(currency);
  const expected = amount * unit;
  if (Math.abs(Math.abs(given) - Math.abs(expected)) < unit) return;
  throw fieldError(`${at}.amount`, `must be ${Math.abs(expected).toFixed(minorDigits(currency))}: rate times quantity`);
}
