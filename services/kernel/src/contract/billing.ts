/** How time becomes money on documents, as far as organization, clients and invoices share it. */
import * as z from "zod/mini";

/** The languages of documents that customers get. */
export const documentLanguages = ["en", "de", "fr", "es"] as const;
export type DocumentLanguage = (typeof documentLanguages)[number];

/**
 * Why a line is taxed as it is: the categories of EN 16931 (UNCL 5305) S, Z, E, AE, K, G and O. Only `standard` has a rate above zero.
 */
export const taxCategories = [
  "standard",
  "zero",
  "exempt",
  "reverseCharge",
  "intraCommunity",
  "export",
  "outOfScope",
] as const;
export type TaxCategory = (typeof taxCategories)[number];

/** The electronic invoice (EN 16931) that a client gets beside or within the document: none, UBL, or Factur-X (ZUGFeRD). */
export const eInvoiceSettings = ["none", "ubl", "facturX"] as const;
export type EInvoiceSetting = (typeof eInvoiceSettings)[number];
export type EInvoiceFormat = Exclude<EInvoiceSetting, "none">;

/** Categories whose reason stands on the document, and is not the same for every company. */
export const categoriesWithOwnReason: readonly TaxCategory[] = ["exempt", "outOfScope"];

/** The minutes that billed time can be rounded to. */
export const roundingSteps = [5, 6, 10, 15, 30] as const;

const timeRoundingFields = {
  mode: z.enum(["none", "up", "nearest"]),
  minutes: z.optional(z.literal([...roundingSteps])),
};

const minutesFitMode = z.refine<{ readonly mode: string; readonly minutes?: number | undefined }>(
  ({ mode, minutes }) => (mode === "none") === (minutes === undefined),
  { path: ["minutes"], error: "says to which minutes time is rounded, and is left out where mode is none" },
);

/** How the time of an invoice's line is rounded. The recorded time stays as it is. */
export const timeRoundingSchema = z
  .strictObject(timeRoundingFields)
  .check(minutesFitMode)
  .register(z.globalRegistry, { id: "TimeRounding", description: "How the time of an invoice's line is rounded." });
export type TimeRounding = z.output<typeof timeRoundingSchema>;

/** `timeRoundingSchema` in requests: unknown fields are ignored. */
export const timeRoundingInputSchema = z.object(timeRoundingFields).check(minutesFitMode);

/** A text such as `Net 30` or `Due on receipt`, from which the due date follows. */
export const paymentTermsPattern = /^(?:net\s+(\d{1,3})(?:\s+days)?|due\s+on\s+receipt)$/i;

/** The days that payment terms give; undefined for a text that names none. */
export function daysOfTerms(terms: string): number | undefined {
  const found = paymentTermsPattern.exec(terms.trim());
  return found === null ? undefined : Number(found[1] ?? 0);
}
