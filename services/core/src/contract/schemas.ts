/** Schemas that several services share. */
import * as z from "zod/mini";
import { isMultiline, isSingleLine, isWellFormed } from "../text/characters.js";
import { isTimeZone } from "../time/zones.js";
import { currencyCodes } from "./currencies.js";

/** A ULID: 26 characters of Crockford's base 32. */
export const ulidSchema = z.string().check(z.regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, "must be a ULID"));

const wellFormed = z.refine<string>(isWellFormed, "must be well-formed Unicode");
/** A check of texts: no line breaks and no other control characters. */
export const singleLine = z.refine<string>(isSingleLine, "must not have line breaks or other control characters");
const multiline = z.refine<string>(isMultiline, "must not have control characters other than line breaks and tabs");

/** The id of a person: the `sub` of their Cognito account (a UUID). */
export const userIdSchema = z.string().check(z.minLength(1), z.maxLength(64), wellFormed, singleLine);

/** An instant as ISO 8601 in UTC. */
export const instantSchema = z.iso.datetime();

/** A line of text without surrounding white space, of a length in characters: names, titles, tags, parts of addresses. */
export function text(minLength: number, maxLength: number) {
  return z.string().check(z.trim(), z.minLength(minLength), z.maxLength(maxLength), wellFormed, singleLine);
}

/** Text that may have several lines, otherwise as `text`: descriptions, notes, comments, reasons, messages, whole addresses. */
export function multilineText(minLength: number, maxLength: number) {
  return z.string().check(z.trim(), z.minLength(minLength), z.maxLength(maxLength), wellFormed, multiline);
}

/**
 * A field that may be left out, or cleared with `null`. Forms send an empty text for what was not filled in: it clears too.
 */
export function clearable<Schema extends z.ZodMiniType>(schema: Schema) {
  return z.optional(
    z.pipe(
      z.transform((value) => (value === "" ? null : value)),
      z.nullable(schema),
    ),
  );
}

/** An ISO 3166-1 alpha-2 code. */
const countrySchema = z.string().check(z.regex(/^[A-Z]{2}$/, "must be an ISO 3166-1 code of two letters"));

/** A number that may be sent as text, as the selects of forms do: `"30"`, `"7.5"`. */
export function numberInput<Schema extends z.ZodMiniType<number, number>>(schema: Schema) {
  return z.pipe(
    z.transform((value: unknown) => (typeof value === "string" && numberText.test(value) ? Number(value) : value)),
    schema,
  );
}

/** A decimal number of up to 15 digits, which a JSON number holds exactly. */
const numberText = /^-?\d{1,10}(?:\.\d{1,5})?$/;

/** A postal address in parts, as invoices need it. */
export const addressSchema = z
  .strictObject({ street: text(1, 200), city: text(1, 100), postcode: text(1, 20), country: countrySchema })
  .register(z.globalRegistry, { id: "Address", description: "A postal address in parts." });

/** A calendar date, `YYYY-MM-DD`. */
export const dateSchema = z.iso.date();

/** An IANA time zone; offsets such as `+02:00` are none. */
export const timeZoneSchema = z
  .string()
  .check(z.maxLength(64), z.refine(isTimeZone, "must be an IANA time zone such as Europe/Berlin"));

/** A wall clock time, `HH:MM`. */
export const wallClockSchema = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be HH:MM"));

/** An e-mail address, lower-cased; at most 254 characters (RFC 5321 path limit). */
export const emailSchema = z.string().check(z.trim(), z.toLowerCase(), z.maxLength(254), z.email());

/** An ISO 4217 code in upper case. */
export const currencySchema = z
  .string()
  .check(z.refine((code) => currencyCodes.has(code), "must be an ISO 4217 code in upper case"));

/** An amount in major units; its fraction digits are checked against the currency by `money.ts`. */
export const amountSchema = z.number().check(z.nonnegative());

/** Hourly rates by date, as administrators see them: `amount` is missing if no rate holds from that date on. */
export const datedRatesSchema = z
  .array(z.strictObject({ effectiveFrom: z.iso.date(), amount: z.optional(amountSchema) }))
  .register(z.globalRegistry, { id: "DatedRates", description: "Rates with the date from which each holds." });

/** A check of bodies with a rate: `effectiveFrom` says from when on that one holds, so it comes with it. */
export function effectiveWith<Field extends string>(field: Field) {
  return z.refine<{ readonly [name in Field]?: unknown } & { readonly effectiveFrom?: unknown }>(
    (body) => body.effectiveFrom === undefined || body[field] !== undefined,
    { path: ["effectiveFrom"], error: `says from when on ${field} holds, which is missing` },
  );
}

/** A share between 0 and 1, with at most six fraction digits: `0.1` is 10 %. */
export const fractionSchema = z.number().check(
  z.minimum(0),
  z.maximum(1),
  z.refine((value) => Number(value.toFixed(6)) === value, "must have at most six fraction digits"),
);

/** `true` or `false` in a query string. */
export const booleanParameter = z
  .pipe(
    z.enum(["true", "false"]),
    z.transform((value) => value === "true"),
  )
  .register(z.globalRegistry, { override: { type: "boolean", enum: undefined } });

/** The most items on a page. */
export const maxPageLimit = 100;

/** The query parameters of a list that has one order alone. */
export const pageParameters = {
  limit: z.optional(
    z
      .pipe(
        z.string().check(z.regex(/^(?:[1-9][0-9]?|100)$/, `must be a whole number from 1 to ${maxPageLimit}`)),
        z.transform(Number),
      )
      .register(z.globalRegistry, {
        override: { type: "integer", minimum: 1, maximum: maxPageLimit, pattern: undefined },
      }),
  ),
  cursor: z.optional(z.string().check(z.minLength(1), z.maxLength(2048))),
};

/** The query parameters of every other list. */
export const listParameters = { ...pageParameters, sortOrder: z.optional(z.enum(["asc", "desc"])) };

/** Text that items of a list contain, regardless of case, accents and spacing. */
export const searchParameter = z.optional(text(1, 100));

const repeatableParameters = new WeakSet<object>();

/** A query parameter that may be given several times; it is read as a list. */
export function repeatable<Item extends z.ZodMiniType>(item: Item, maxValues: number) {
  const schema = z.optional(z.array(item).check(z.maxLength(maxValues)));
  repeatableParameters.add(schema);
  return schema;
}

/** True for the schema of a query parameter that may be given several times. */
export function isRepeatable(schema: object): boolean {
  return repeatableParameters.has(schema);
}

/** How many items a list skips, for callers that count instead of following a cursor. */
export const offsetParameter = z.optional(
  z
    .pipe(z.string().check(z.regex(/^\d{1,4}$/, "must be a whole number from 0 to 9999")), z.transform(Number))
    .register(z.globalRegistry, { override: { type: "integer", minimum: 0, pattern: undefined } }),
);

/** The paging of a list. */
export const paginationSchema = z.strictObject({
  limit: z.int().check(z.nonnegative()),
  hasMore: z.boolean(),
  nextCursor: z.optional(z.string()),
  total: z.optional(z.int().check(z.nonnegative())),
});

/** The `data` of a list. */
export function listOf<Item extends z.ZodMiniType>(item: Item) {
  return z.strictObject({ items: z.array(item), pagination: paginationSchema });
}

/** The fields of every stored record. */
export const recordFields = {
  createdAt: instantSchema,
  updatedAt: instantSchema,
  createdBy: userIdSchema,
  version: z.int().check(z.minimum(1)),
};
