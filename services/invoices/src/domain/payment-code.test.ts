import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type PayableDocument, paymentCodeText } from "./payment-code.js";

const bank = { accountHolder: "Ærøtåge GmbH", iban: "DE89370400440532013000", bic: "COBADEFFXXX" };
const document: PayableDocument = {
  currency: "EUR",
  isDraft: false,
  number: "INV-2026-0042",
  seller: { bank },
  balance: 123_45,
};

describe("the text of a payment code", () => {
  it("is a credit transfer by the guidelines of the European Payments Council", () => {
    expect(paymentCodeText(document)?.split("\n")).toEqual([
      "BCD",
      "002",
      "1",
      "SCT",
      "COBADEFFXXX",
      "Ærøtåge GmbH",
      "DE89370400440532013000",
      "EUR123.45",
      "",
      "",
      "INV-2026-0042",
    ]);
  });

  it("has an empty line for a BIC that nobody said", () => {
    const { accountHolder, iban } = bank;
    expect(paymentCodeText({ ...document, seller: { bank: { accountHolder, iban } } })?.split("\n")[4]).toBe("");
  });

  test.each([
    [1, "EUR0.01"],
    [10, "EUR0.10"],
    [100_000, "EUR1000.00"],
    [99_999_999_999, "EUR999999999.99"],
  ])("asks for %d cents as %s", (balance, text) => {
    expect(paymentCodeText({ ...document, balance })?.split("\n")[7]).toBe(text);
  });

  test.each([
    ["a draft", { isDraft: true }],
    ["another currency", { currency: "CHF" }],
    ["a seller without an account", { seller: {} }],
    ["nothing to be paid", { balance: 0 }],
    ["money to be paid back", { balance: -1 }],
    ["more than a credit transfer takes", { balance: 100_000_000_000 }],
    ["an account of nobody", { seller: { bank: { ...bank, accountHolder: " " } } }],
  ])("is not there for %s", (_, changes: Partial<PayableDocument>) => {
    expect(paymentCodeText({ ...document, ...changes })).toBeUndefined();
  });

  it("has lines of its own alone, and keeps the limits, whatever the name", () => {
    const name = fc.string({ unit: "binary", minLength: 1, maxLength: 100 }).filter((text) => text.trim() !== "");
    fc.assert(
      fc.property(name, (accountHolder) => {
        const text = paymentCodeText({ ...document, seller: { bank: { ...bank, accountHolder } } }) ?? "";
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(331);
        const lines = text.split("\n");
        expect(lines).toHaveLength(11);
        expect([...(lines[5] ?? "")].length).toBeLessThanOrEqual(70);
      }),
    );
  });

  it("cuts a name whose characters are many bytes between two of them", () => {
    const text = paymentCodeText({ ...document, seller: { bank: { ...bank, accountHolder: "👩".repeat(70) } } });
    expect(text?.split("\n")[5]).toMatch(/^👩+$/u);
    expect(Buffer.byteLength(text ?? "")).toBeGreaterThan(327);
  });
});
