import { currencyCodes } from "@aerotage/core/contract/currencies";
import { documentLanguages } from "@aerotage/kernel/contract/billing";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { documentTexts } from "./index.js";

/** Spaces that no line breaks at are shown as `_`. */
const shown = (text: string) => text.replaceAll("\u00A0", "_");

test.each([
  ["en", 123_456, "EUR", "€1,234.56"],
  ["en", -123_456, "USD", "−$1,234.56"],
  ["en", 5, "GBP", "£0.05"],
  ["en", 1_234, "JPY", "JPY_1,234"],
  ["en", -1_234_567, "KWD", "−KWD_1,234.567"],
  ["de", 123_456, "EUR", "1.234,56_€"],
  ["de", -99, "EUR", "−0,99_€"],
  ["de", 100_000_000, "CHF", "1.000.000,00_CHF"],
  ["de", 1_234, "JPY", "1.234_JPY"],
  ["fr", 123_456_789, "EUR", "1_234_567,89_€"],
  ["fr", 0, "USD", "0,00_USD"],
  ["fr", 1, "KWD", "0,001_KWD"],
  ["es", 123_456, "EUR", "1.234,56_€"],
  ["es", -1_234, "JPY", "−1.234_JPY"],
  ["es", 1_234_567, "KWD", "1.234,567_KWD"],
] as const)("%s: %d of %s is %s", (language, minor, currency, text) => {
  expect(shown(documentTexts[language].money(minor, currency))).toBe(text);
});

test.each([
  ["en", "4 Nov 2026", "7.5%", "1,234.5", "1.25_h", "1,234:05_h", "1_unit", "0.5_units"],
  ["de", "04.11.2026", "7,5_%", "1.234,5", "1,25_h", "1.234:05_h", "1_Stk.", "0,5_Stk."],
  ["fr", "04/11/2026", "7,5_%", "1_234,5", "1,25_h", "1_234:05_h", "1_u.", "0,5_u."],
  ["es", "04/11/2026", "7,5_%", "1.234,5", "1,25_h", "1.234:05_h", "1_ud.", "0,5_uds."],
] as const)("%s: dates, percents, numbers, hours and units", (language, ...expected) => {
  const texts = documentTexts[language];
  const date = texts.date("2026-11-04").replaceAll("\u00A0", " ");
  const numbers = [texts.percent(0.075), texts.number(1234.5), texts.decimalHours(75), texts.clockHours(74_045)];
  expect([date, ...numbers.map(shown), shown(texts.units(1)), shown(texts.units(0.5))]).toEqual(expected);
});

test.each([
  [0, "0%"],
  [0.19, "19%"],
  [0.055, "5.5%"],
  [0.00125, "0.125%"],
  [1, "100%"],
  [0.07, "7%"],
  [0.29, "29%"],
])("the fraction %d is %s", (fraction, text) => {
  expect(documentTexts.en.percent(fraction)).toBe(text);
});

it("writes numbers without rounding, and without an exponent", () => {
  expect([1e-7, 0.1 + 0.2, 1e21, 3].map((value) => documentTexts.en.number(value))).toEqual([
    "0.0000001",
    "0.30000000000000004",
    "1,000,000,000,000,000,000,000",
    "3",
  ]);
});

describe.each(documentLanguages)("texts in %s", (language) => {
  const texts = documentTexts[language];

  it("read back as the amount that they were made of", () => {
    const currency = fc.constantFrom(...currencyCodes);
    fc.assert(
      fc.property(fc.maxSafeInteger(), currency, (minor, code) => {
        const text = texts.money(minor, code);
        expect(Number(text.replace(/\D/g, ""))).toBe(Math.abs(minor));
        expect(text.includes("\u2212")).toBe(minor < 0);
      }),
    );
  });

  it("are all there, and no others", () => {
    const paths = (value: object): string[] =>
      Object.entries(value).flatMap(([key, inner]) => (typeof inner === "object" ? paths(inner) : [key]));
    expect(paths(texts.labels)).toEqual(paths(documentTexts.en.labels));
    const all = JSON.stringify(texts.labels);
    expect(all).not.toContain('""');
  });

  const parts = {
    number: "INV-2026-0042",
    seller: "Ærøtåge GmbH",
    total: texts.money(123_456, "EUR"),
    balance: texts.money(123_456, "EUR"),
    issueDate: texts.date("2026-11-24"),
    dueDate: texts.date("2026-12-23"),
    link: "https://time.example.com/v1/view/abc",
    precedingNumber: "",
  };

  it("make a mail with the number, the amounts, the date, the link and the seller", () => {
    const { mail } = texts;
    expect(mail.subject(parts)).toMatch(/INV-2026-0042.*Ærøtåge GmbH$/);
    const text = mail.text(parts);
    for (const part of Object.values(parts)) expect(text).toContain(part);
    expect(text.split("\n").at(-1)).toBe("Ærøtåge GmbH");
    expect(mail.text({ ...parts, balance: texts.money(1_00, "EUR") })).toContain(texts.money(1_00, "EUR"));
    expect(mail.subject({ ...parts, seller: "" })).toMatch(/INV-2026-0042$/);
    expect(mail.text({ ...parts, seller: "" })).not.toMatch(/\n$/);
  });

  it("make the mail of a credit note with the invoice that it is of", () => {
    const text = texts.mail.creditNote.text({ ...parts, precedingNumber: "INV-2026-0007" });
    for (const part of [parts.number, "INV-2026-0007", parts.total, parts.issueDate, parts.link, parts.seller])
      expect(text).toContain(part);
    expect(texts.mail.creditNote.subject(parts)).toMatch(/INV-2026-0042.*Ærøtåge GmbH$/);
  });

  it("make reminders with what is still to be paid, by when, and what the reminder costs", () => {
    const fee = texts.money(5_00, "EUR");
    for (const words of [texts.mail.beforeDue, texts.mail.overdue]) {
      expect(words.subject(parts)).toContain(parts.number);
      for (const part of [parts.number, parts.balance, parts.issueDate, parts.dueDate, parts.link, parts.seller])
        expect(words.text(parts)).toContain(part);
      expect(words.text(parts)).not.toContain(fee);
      expect(words.text({ ...parts, seller: "" })).not.toMatch(/\n$/);
    }
    expect(texts.mail.overdue.text({ ...parts, fee })).toContain(fee);
  });
});
