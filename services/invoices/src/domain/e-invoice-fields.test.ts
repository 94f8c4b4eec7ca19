import { ApiError } from "@aerotage/core/contract/errors";
import { describe, expect, it } from "vitest";
import { testDocument } from "../documents/test-document.js";
import type { InvoiceDocument } from "./document.js";
import { missingFields, requireEInvoiceFields } from "./e-invoice-fields.js";

const plain = testDocument({ eInvoice: "facturX" });
const { vatId: _sellerVatId, ...seller } = plain.seller;
const { vatId: _buyerVatId, ...buyer } = plain.buyer;
const taxedAs = (...categories: InvoiceDocument["taxes"][number]["category"][]) =>
  categories.map((category) => ({ category, rate: 0, taxable: 9_000, tax: 0 }));
const pathsOf = (changes: Partial<InvoiceDocument>) => missingFields({ ...plain, ...changes }).map(({ path }) => path);

describe("what an electronic invoice misses", () => {
  it("is nothing of a document that has all, and of one without an electronic invoice", () => {
    expect(pathsOf({})).toEqual([]);
    const { eInvoice: _format, ...none } = plain;
    const empty = { ...none, currency: "KWD", seller: { name: "" }, buyer: { name: "Customer" } };
    expect(missingFields(empty)).toEqual([]);
    expect(() => requireEInvoiceFields(empty)).not.toThrow();
  });

  it.each<[string, Partial<InvoiceDocument>, string[]]>([
    ["the seller", { seller: { name: " " } }, ["organization.legalName", "organization.address", "organization.vatId"]],
    ["an address of the buyer in parts", { buyer: { name: "A", addressLines: ["Street"] } }, ["client.address"]],
    ["VAT ids of reverse charge", { buyer, taxes: taxedAs("reverseCharge") }, ["client.vatId"]],
    [
      "VAT ids within the Union",
      { buyer, seller: { ...seller, taxNumber: "37/1" }, taxes: taxedAs("intraCommunity") },
      ["organization.vatId", "client.vatId"],
    ],
    ["the VAT id of exports", { seller, taxes: taxedAs("export") }, ["organization.vatId"]],
    ["the tax number without VAT", { taxes: taxedAs("outOfScope") }, ["organization.taxNumber"]],
    [
      "electronic addresses of UBL",
      { eInvoice: "ubl" },
      ["organization.electronicAddress", "client.electronicAddress"],
    ],
    ["a currency that can be written", { currency: "KWD" }, ["client.currency"]],
    [
      "taxes that go together",
      { seller: { ...seller, taxNumber: "37/1" }, taxes: taxedAs("outOfScope", "exempt") },
      ["invoice.lines"],
    ],
    ["the country of a VAT id", { buyer: { ...buyer, vatId: "123456789" } }, ["client.vatId"]],
  ])("names %s", (_, changes, paths) => {
    expect(pathsOf(changes)).toEqual(paths);
  });

  it("takes a tax number for a VAT id where that does", () => {
    expect(pathsOf({ seller: { ...seller, taxNumber: "37/1" }, taxes: taxedAs("exempt") })).toEqual([]);
  });

  it("is an error that says where to set each field", () => {
    try {
      requireEInvoiceFields({ ...plain, seller: { name: "Seller" }, buyer: { name: "Buyer" }, currency: "KWD" });
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      expect(error.definition).toMatchObject({ status: 422, code: "E_INVOICE_INCOMPLETE" });
      const messages = error.details?.map(({ path, message }) => `${path} ${message}`) ?? [];
      expect(messages).toHaveLength(4);
      for (const message of messages) expect(message).toMatch(/PUT \/(settings|clients\/\{id\})/);
      expect(messages.join(" ")).toContain("KWD with 3 decimals");
    }
  });
});
