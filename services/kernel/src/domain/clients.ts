/** Clients as other services see them. The clients service owns the rest. */
import type { RateHistory } from "./rates.js";

/** A client's item in the Clients table, as far as others read it. */
export interface ClientItem {
  readonly id: string;
  readonly kind: "client";
  readonly name: string;
  /** ISO 4217; the company's without it. */
  readonly currency?: string;
  readonly rates?: RateHistory;
  readonly isActive: boolean;
  readonly version: number;
}

/**
 * What refers to a client, in an item of its own: a client with projects or invoices cannot be deleted for good, and one with amounts
 * keeps its currency.
 */
export interface ClientReferencesItem {
  readonly id: string;
  readonly projects: number;
  readonly invoices: number;
  /** How often amounts in its currency were written: rates and budgets of its projects, rates of single entries. Only grows. */
  readonly amountWrites?: number;
  /** How often a time entry got a rate of its own. Only grows. */
  readonly entryRates?: number;
}
