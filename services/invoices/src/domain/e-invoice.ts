/**
 * An invoice's document as an electronic invoice (EN 16931), in the data model of `@e-invoice-eu/core`: pure rules. The model has the
 * names of UBL. Comments name the business terms (BT) of the standard.
 */
import type { Invoice } from "@e-invoice-eu/core";
import type { DocumentLine, InvoiceDocument } from "./document.js";
import { amountText, minutesText, percentText, quantityText } from "./e-invoice-numbers.js";
import { buyerParty, delivery, paymentMeans, sellerParty } from "./e-invoice-parties.js";
import {
  type Allowance,
  allowancesOf,
  billedLines,
  type CodedTax,
  codedCategory,
  hasReason,
  taxOfLine,
} from "./e-invoice-taxes.js";
import { documentTexts } from "./texts/index.js";

/** UNCL 1001, BT-3. */
const typeCodes = { invoice: "380", creditNote: "381" } as const;
/** UNECE recommendation 20: minutes, and things that are counted. */
const minuteUnit = "MIN";
const pieceUnit = "C62";
/** Rates of time are per hour. */
const minutesOfRate = "60";
/** UNCL 5189, BT-98: a discount. */
const discountCode = "95";

/** The electronic invoice of a document that `missingFields` finds nothing in. */
export function eInvoiceOf(document: InvoiceDocument): Invoice {
  const { kind = "invoice", number, issueDate, dueDate, currency, servicePeriod, precedingInvoice } = document;
  const { buyerReference, purchaseOrder, paymentTerms } = document;
  const note = noteOf(document);
  const allowances = allowancesOf(document);
  const invoice = {
    "cbc:ID": number,
    "cbc:IssueDate": issueDate,
    ...(kind === "invoice" && { "cbc:DueDate": dueDate }),
    "cbc:InvoiceTypeCode": typeCodes[kind],
    ...(note !== "" && { "cbc:Note": [note] }),
    "cbc:DocumentCurrencyCode": currency,
    ...(buyerReference !== undefined && { "cbc:BuyerReference": buyerReference }),
    ...(servicePeriod !== undefined && {
      "cac:InvoicePeriod": { "cbc:StartDate": servicePeriod.startDate, "cbc:EndDate": servicePeriod.endDate },
    }),
    ...(purchaseOrder !== undefined && { "cac:OrderReference": { "cbc:ID": purchaseOrder } }),
    ...(precedingInvoice !== undefined && {
      "cac:BillingReference": [
        {
          "cac:InvoiceDocumentReference": {
            "cbc:ID": precedingInvoice.number,
            "cbc:IssueDate": precedingInvoice.issueDate,
          },
        },
      ],
    }),
    "cac:AccountingSupplierParty": { "cac:Party": sellerParty(document) },
    "cac:AccountingCustomerParty": { "cac:Party": buyerParty(document) },
    "cac:Delivery": delivery(document),
    ...paymentMeans(document),
    "cac:PaymentTerms": { "cbc:Note": paymentTerms ?? dueDate },
    ...(allowances.length > 0 && { "cac:AllowanceCharge": allowances.map((one) => allowanceOf(one, currency)) }),
    "cac:TaxTotal": [taxTotal(document)],
    "cac:LegalMonetaryTotal": monetaryTotal(document, allowances),
    "cac:InvoiceLine": billedLines(document).map((line, index) => lineOf(line, index, currency)),
  };
  return { "ubl:Invoice": invoice } as unknown as Invoice;
}

/** The invoice's notes, BT-22. They say of a draft that it is one. */
function noteOf({ isDraft, language, clientNotes = "" }: InvoiceDocument): string {
  const parts = [...(isDraft ? [documentTexts[language].labels.draft] : []), clientNotes.trim()];
  return parts.filter((part) => part !== "").join("\n");
}

/** An amount and its currency. */
function amount(name: string, minor: number, currency: string): object {
  return { [`cbc:${name}`]: amountText(minor, currency), [`cbc:${name}@currencyID`]: currency };
}

/** A tax category. The standard has no rate where nothing is subject to VAT. */
function category({ category, rate }: CodedTax): object {
  return {
    "cbc:ID": codedCategory(category).code,
    ...(category !== "outOfScope" && { "cbc:Percent": percentText(rate) }),
    "cac:TaxScheme": { "cbc:ID": "VAT" },
  };
}

function lineOf(line: DocumentLine, index: number, currency: string): object {
  const tax = taxOfLine(line);
  if (tax === undefined) throw new TypeError(`The line ${index + 1} has no tax category.`);
  const isTime = line.type === "time";
  const minutes = line.minutes === undefined ? minutesText(line.quantity) : String(line.minutes);
  return {
    "cbc:ID": String(index + 1),
    "cbc:InvoicedQuantity": isTime ? minutes : quantityText(line.quantity),
    "cbc:InvoicedQuantity@unitCode": isTime ? minuteUnit : pieceUnit,
    ...amount("LineExtensionAmount", line.amount, currency),
    "cac:Item": {
      "cbc:Name": line.description.replace(/\s+/gu, " ").trim(),
      "cac:ClassifiedTaxCategory": category(tax),
    },
    "cac:Price": {
      ...amount("PriceAmount", line.rate, currency),
      ...(isTime && { "cbc:BaseQuantity": minutesOfRate, "cbc:BaseQuantity@unitCode": minuteUnit }),
    },
  };
}

function allowanceOf({ tax, amount: minor, reason }: Allowance, currency: string): object {
  return {
    "cbc:ChargeIndicator": "false",
    "cbc:AllowanceChargeReasonCode": discountCode,
    "cbc:AllowanceChargeReason": reason,
    ...amount("Amount", minor, currency),
    "cac:TaxCategory": category(tax),
  };
}

/** The tax of all groups, BT-110, and of each. */
function taxTotal({ taxes, currency }: InvoiceDocument): object {
  const total = taxes.reduce((sum, { tax }) => sum + tax, 0);
  return {
    ...amount("TaxAmount", total, currency),
    "cac:TaxSubtotal": taxes.map((group) => {
      const { "cac:TaxScheme": scheme, ...coded } = category(group) as { readonly "cac:TaxScheme": object };
      const { reasonCode } = codedCategory(group.category);
      const hasReasonText = hasReason(group.category) && group.reason !== undefined;
      return {
        ...amount("TaxableAmount", group.taxable, currency),
        ...amount("TaxAmount", group.tax, currency),
        "cac:TaxCategory": {
          ...coded,
          ...(reasonCode !== undefined && { "cbc:TaxExemptionReasonCode": reasonCode }),
          ...(hasReasonText && { "cbc:TaxExemptionReason": group.reason }),
          "cac:TaxScheme": scheme,
        },
      };
    }),
  };
}

/** The sums: lines, allowances, without and with tax, paid, and what is to be paid (BT-106 to BT-115). */
function monetaryTotal(document: InvoiceDocument, allowances: readonly Allowance[]): object {
  const { currency, taxes, total, balance } = document;
  const lines = billedLines(document).reduce((sum, line) => sum + line.amount, 0);
  const allowed = allowances.reduce((sum, one) => sum + one.amount, 0);
  return {
    ...amount("LineExtensionAmount", lines, currency),
    ...amount(
      "TaxExclusiveAmount",
      taxes.reduce((sum, { taxable }) => sum + taxable, 0),
      currency,
    ),
    ...amount("TaxInclusiveAmount", total, currency),
    ...(allowed !== 0 && amount("AllowanceTotalAmount", allowed, currency)),
    ...(balance !== total && amount("PrepaidAmount", total - balance, currency)),
    ...amount("PayableAmount", balance, currency),
  };
}
