/** How the lines of an invoice are taxed: pure rules. */

import { fieldError } from "@aerotage/core/contract/errors";
import { categoriesWithOwnReason, type DocumentLanguage, type TaxCategory } from "@aerotage/kernel/contract/billing";
import { standardReasons } from "./tax-reasons.js";
import type { LineTax } from "./totals.js";

/** What of the organization, the client and the request says how lines are taxed. */
export interface TaxSources {
  readonly organization: {
    /** Set for a company that charges no tax: the reason that stands on its invoices. */
    readonly smallBusiness?: { readonly reason: string } | undefined;
    readonly taxRate?: number | undefined;
  };
  readonly client: {
    readonly taxCategory?: TaxCategory | undefined;
    readonly taxReason?: string | undefined;
    readonly taxRate?: number | undefined;
  };
  /** The request's. */
  readonly taxRate?: number | undefined;
  readonly language: DocumentLanguage;
}

/** How a line is to be taxed, as a request says it. */
export interface TaxInput {
  readonly taxable?: boolean | undefined;
  readonly taxRate?: number | undefined;
  readonly taxCategory?: TaxCategory | undefined;
  readonly taxReason?: string | undefined;
}

/** The tax of lines that say nothing of their own: the client's, else the request's, else the organization's. */
export function defaultTax(sources: TaxSources): LineTax {
  const { organization, client, language } = sources;
  if (organization.smallBusiness !== undefined)
    return { category: "exempt", rate: 0, reason: organization.smallBusiness.reason };
  const { taxCategory: category = "standard" } = client;
  if (category !== "standard") return untaxed(category, client.taxReason, language);
  return standardTax(client.taxRate ?? sources.taxRate ?? organization.taxRate ?? 0);
}

/**
 * The tax of a line that may say something of its own.
 * @param path of the line in the request
 * @throws `VALIDATION_ERROR` for a rate that contradicts the category or the organization, or a reason that is missing
 */
export function lineTax(input: TaxInput, sources: TaxSources, path: string): LineTax {
  const standing = defaultTax(sources);
  const { taxable, taxRate, taxCategory, taxReason } = input;
  if (taxable === false && (taxRate ?? 0) > 0)
    throw fieldError(`${path}.taxRate`, "must be 0 on a line that is not taxable");
  if (sources.organization.smallBusiness !== undefined) {
    if ((taxRate ?? 0) > 0 || taxCategory === "standard")
      throw fieldError(`${path}.taxRate`, "must be 0: the organization is a small business, which charges no tax");
    if (taxCategory === undefined || taxCategory === "exempt") return standing;
  }
  if (taxCategory !== undefined && taxCategory !== "standard") {
    if ((taxRate ?? 0) > 0) throw fieldError(`${path}.taxRate`, `must be 0 in the category ${taxCategory}`);
    if (categoriesWithOwnReason.includes(taxCategory) && taxReason === undefined)
      throw fieldError(`${path}.taxReason`, `says why the line is ${taxCategory}, and is missing`);
    return untaxed(taxCategory, taxReason, sources.language);
  }
  if (taxable === false) return standardTax(0);
  if (taxRate !== undefined) return standardTax(taxRate);
  if (taxCategory === undefined) return standing;
  const rate = sources.client.taxRate ?? sources.taxRate ?? sources.organization.taxRate ?? 0;
  if (rate === 0) throw fieldError(`${path}.taxRate`, "is missing: there is no rate that standard stands for");
  return standardTax(rate);
}

function standardTax(rate: number): LineTax {
  return rate > 0 ? { category: "standard", rate } : { category: "zero", rate: 0 };
}

function untaxed(category: TaxCategory, reason: string | undefined, language: DocumentLanguage): LineTax {
  const printed = reason ?? standardReasons[language][category];
  return { category, rate: 0, ...(printed !== undefined && { reason: printed }) };
}
