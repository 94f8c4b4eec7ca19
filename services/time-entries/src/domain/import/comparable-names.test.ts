import { foldedSearch } from "@aerotage/core/text/folding";
import { describe, expect, it } from "vitest";
import { comparableName } from "./comparable-names.js";

describe("texts that are equal", () => {
  it.each([
    ["Sí", "si"],
    ["FAŁSZ", "falsz"],
    ["Größe", "grosse"],
    ["  ｔｒｕｅ ", "true"],
    ["Да", "да"],
    ["はい", "はい"],
    ["ガ", "ｶﾞ"],
  ])("%j and %j differ in nothing that counts", (one, other) => {
    expect(foldedSearch(one)).toBe(foldedSearch(other));
  });

  it("keep their punctuation, names of columns do not", () => {
    expect(foldedSearch("-1")).not.toBe(foldedSearch("1"));
    expect(["E-Mail", "e mail", "E‑mail", "e_mail:"].map(comparableName)).toEqual(Array(4).fill("email"));
    expect(comparableName("Billable?")).toBe("billable");
    expect(comparableName("時間（h）")).toBe(comparableName("時間 (H)"));
  });
});
