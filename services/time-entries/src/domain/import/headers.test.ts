import { describe, expect, it } from "vitest";
import { comparableName } from "./comparable-names.js";
import { columnNameOf, columnTranslations, isMoney } from "./headers.js";

describe("the name of a column", () => {
  it("is known in every language, in one meaning", () => {
    for (const [english, languages] of Object.entries(columnTranslations))
      for (const name of languages.flat())
        expect([name, columnNameOf(name.toUpperCase())]).toEqual([name, comparableName(english)]);
  });

  it.each([
    ["Duration (h)", "duration(h)"],
    ["Duration (decimal)", "duration(decimal)"],
    ["Dauer (h)", "duration(h)"],
    ["Dauer (Dezimalzahl)", "duration(decimal)"],
    ["Durée (décimal)", "duration(decimal)"],
    ["Duración (decimal)", "duration(decimal)"],
    ["Duur (decimaal)", "duration(decimal)"],
    ["Продолжительность (ч)", "duration(h)"],
    ["時間（10進数）", "duration(decimal)"],
    ["时长（小时）", "duration(h)"],
    ["Duration (planned)", "duration(planned)"],
    ["Cost center", "costcenter"],
  ])("%j is %j", (header, name) => {
    expect(columnNameOf(header)).toBe(name);
  });

  it("tells rates and amounts by a currency in brackets, or by themselves", () => {
    for (const header of [
      "Amount ()",
      "Amount (EUR)",
      "Valor faturável (BRL)",
      "何か（JPY）",
      "Kosten (€)",
      "Stundensatz",
    ])
      expect([header, isMoney(header)]).toEqual([header, true]);
    for (const header of ["Duration (h)", "Cost center", "Cost center (ABC)", "Ticket (URL)"])
      expect([header, isMoney(header)]).toEqual([header, false]);
  });
});
