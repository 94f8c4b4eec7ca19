import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isWork, knownWords, yesOrNo } from "./words.js";

describe("yes and no", () => {
  it.each([
    ["English", "Yes", "No"],
    ["German", "Ja", "Nein"],
    ["French", "Oui", "Non"],
    ["Spanish", "Sí", "No"],
    ["Portuguese", "Sim", "Não"],
    ["Italian", "Sì", "No"],
    ["Dutch", "Ja", "Nee"],
    ["Polish", "Tak", "Nie"],
    ["Russian", "Да", "Нет"],
    ["Japanese", "はい", "いいえ"],
    ["Chinese", "是", "否"],
    ["a spreadsheet in German", "WAHR", "FALSCH"],
    ["a spreadsheet in Polish", "PRAWDA", "FAŁSZ"],
    ["a program", "true", "0"],
  ])("are understood in the language of %s", (_language, yes, no) => {
    expect([yesOrNo(yes), yesOrNo(no)]).toEqual([true, false]);
    expect([yesOrNo(` ${yes.toUpperCase()} `), yesOrNo(no.normalize("NFD"))]).toEqual([true, false]);
  });

  it("are never the same word", () => {
    for (const word of knownWords.yes) expect(yesOrNo(word)).toBe(true);
    for (const word of knownWords.no) expect(yesOrNo(word)).toBe(false);
  });

  it("are no other text", () => {
    for (const text of ["", "-", "-1", "perhaps", "yes no", "billable", "?", "х"])
      expect(yesOrNo(text)).toBeUndefined();
    fc.assert(
      fc.property(fc.string({ minLength: 16 }), (text) => {
        expect(yesOrNo(text.trim().padEnd(16, "x"))).toBeUndefined();
      }),
    );
  });
});

describe("the kind of a row", () => {
  it("is work or not, in every language", () => {
    for (const kind of knownWords.worked) expect(isWork(kind)).toBe(true);
    for (const kind of knownWords.unworked) expect(isWork(kind)).toBe(false);
    expect(["REGULAR", "Time_off", "HOLIDAY"].map(isWork)).toEqual([true, false, false]);
  });

  it("is not guessed", () => {
    expect(["", "Standby", "regular break"].map(isWork)).toEqual([undefined, undefined, undefined]);
  });
});
