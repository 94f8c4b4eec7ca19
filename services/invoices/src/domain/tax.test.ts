import { ApiError } from "@aerotage/core/contract/errors";
import { describe, expect, it } from "vitest";
import { defaultTax, lineTax, type TaxInput, type TaxSources } from "./tax.js";

const sources = (parts: Partial<TaxSources> = {}): TaxSources => ({
  organization: {},
  client: {},
  language: "en",
  ...parts,
});

/** The path of the field that a line is refused for. */
function refusedPath(input: TaxInput, of: TaxSources = sources()): string | undefined {
  try {
    lineTax(input, of, "additionalLineItems.0");
  } catch (error) {
    if (error instanceof ApiError) return error.details?.[0]?.path;
    throw error;
  }
  return undefined;
}

describe("the tax of lines that say nothing", () => {
  it("is the client's, else the request's, else the organization's", () => {
    const organization = { taxRate: 0.19 };
    expect(defaultTax(sources({ organization, client: { taxRate: 0.07 }, taxRate: 0.1 })).rate).toBe(0.07);
    expect(defaultTax(sources({ organization, taxRate: 0.1 })).rate).toBe(0.1);
    expect(defaultTax(sources({ organization })).rate).toBe(0.19);
    expect(defaultTax(sources())).toEqual({ category: "zero", rate: 0 });
  });

  it("is zero-rated where a client has a rate of zero", () => {
    expect(defaultTax(sources({ client: { taxRate: 0 }, taxRate: 0.1 }))).toEqual({ category: "zero", rate: 0 });
  });

  it("has the client's category and reason, whatever rates there are", () => {
    const client = { taxCategory: "exempt", taxReason: "Education", taxRate: 0.19 } as const;
    expect(defaultTax(sources({ client, taxRate: 0.1 }))).toEqual({
      category: "exempt",
      rate: 0,
      reason: "Education",
    });
  });

  it.each(["en", "de", "fr", "es"] as const)("has a printed reason for reverse charge in %s", (language) => {
    const tax = defaultTax(sources({ client: { taxCategory: "reverseCharge" }, language }));
    expect(tax.reason).toMatch(/196/);
  });

  it("is none where the organization is a small business", () => {
    const organization = { smallBusiness: { reason: "§ 19 UStG" }, taxRate: 0.19 };
    const tax = defaultTax(sources({ organization, client: { taxRate: 0.07 } }));
    expect(tax).toEqual({ category: "exempt", rate: 0, reason: "§ 19 UStG" });
  });
});

describe("the tax of a line", () => {
  it("may be of its own", () => {
    expect(lineTax({ taxRate: 0.07 }, sources({ taxRate: 0.19 }), "l").rate).toBe(0.07);
    expect(lineTax({ taxable: false }, sources({ taxRate: 0.19 }), "l")).toEqual({ category: "zero", rate: 0 });
    expect(lineTax({ taxable: true }, sources({ taxRate: 0.19 }), "l").rate).toBe(0.19);
    expect(lineTax({ taxCategory: "standard" }, sources({ taxRate: 0.19 }), "l").rate).toBe(0.19);
    const exempt = lineTax({ taxCategory: "exempt", taxReason: "Education" }, sources(), "l");
    expect(exempt).toEqual({ category: "exempt", rate: 0, reason: "Education" });
  });

  it("needs a reason where the law has none for everybody", () => {
    expect(refusedPath({ taxCategory: "exempt" })).toBe("additionalLineItems.0.taxReason");
    expect(refusedPath({ taxCategory: "outOfScope" })).toBe("additionalLineItems.0.taxReason");
    expect(refusedPath({ taxCategory: "reverseCharge" })).toBeUndefined();
  });

  it("has no rate in a category that is not taxed", () => {
    const input = { taxCategory: "exempt", taxReason: "Education", taxRate: 0.19 } as const;
    expect(refusedPath(input)).toBe("additionalLineItems.0.taxRate");
    expect(refusedPath({ taxable: false, taxRate: 0.19 })).toBe("additionalLineItems.0.taxRate");
    expect(refusedPath({ taxCategory: "standard" })).toBe("additionalLineItems.0.taxRate");
  });

  it("is none of a small business", () => {
    const organization = { smallBusiness: { reason: "§ 19 UStG" } };
    expect(refusedPath({ taxRate: 0.19 }, sources({ organization }))).toBe("additionalLineItems.0.taxRate");
    expect(lineTax({ taxable: false }, sources({ organization }), "l").reason).toBe("§ 19 UStG");
  });
});
