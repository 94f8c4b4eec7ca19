import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldedName, foldedSearch, nameIdentity, textSearch } from "./folding.js";

/** Texts in which folding has something to do: letters of many scripts, marks, invisible characters, white space. */
const unit = fc.oneof(
  fc.constantFrom(..."aAiIßẞſsSςσΣıİǅŉﬁéÉåÅøØæÆłŁñΐΰぱパㇷ゚한ｆＦ①½ "),
  fc.constantFrom("\u0301", "\u0307", "\u0323", "\u200b", "\u200d", "\u00ad", "\ufe0f", "\u034f", "\u00a0", "\t"),
  fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
);
const words = fc.array(unit, { maxLength: 12 }).map((units) => units.join(""));

describe("names", () => {
  it.each([
    ["Straße", "STRASSE"],
    ["STRAẞE", "strasse"],
    ["ΟΔΟΣ", "οδος"],
    ["οδοσ", "οδος"],
    ["ILGIN", "ılgın"],
    ["İstanbul", "istanbul"],
    ["ﬁnance", "FINANCE"],
    ["Ｆｕｌｌ", "full"],
    ["Ångström", "A\u030angstro\u0308m"],
    ["Cafe\u0301", "CAFÉ"],
    ["Acme", "Ac\u200bme"],
    ["Acme", "Ac\u00adme\ufeff"],
    ["नमस्\u200dते", "नमस्ते"],
    ["❤️ Care", "❤ care"],
    ["  ACME   Gmbh ", "acme gmbh"],
    ["Acme\u00a0GmbH", "acme gmbh"],
    ["№ 5", "no 5"],
  ])("%s and %s are the same", (a, b) => {
    expect(foldedName(a)).toBe(foldedName(b));
  });

  it.each([
    ["Acme", "Acme 2"],
    ["Café", "Cafe"],
    ["Müller", "Mueller"],
    ["Muller", "Müller"],
    ["Jo", "Joe"],
    ["か", "が"],
  ])("%s and %s are not the same", (a, b) => {
    expect(foldedName(a)).not.toBe(foldedName(b));
  });

  it("are the same whatever the case, the composition, and what nobody sees", () => {
    fc.assert(
      fc.property(words, (name) => {
        const same = foldedName(name);
        for (const form of ["NFC", "NFD", "NFKC", "NFKD"]) expect(foldedName(name.normalize(form))).toBe(same);
        expect(foldedName(name.toUpperCase())).toBe(same);
        expect(foldedName(name.toLowerCase())).toBe(same);
        expect(foldedName(`\u200b${[...name.normalize("NFC")].join("\u2060")} `)).toBe(same);
      }),
      { numRuns: 2000 },
    );
  });

  it("are folded once and for all", () => {
    fc.assert(
      fc.property(fc.oneof(words, fc.string({ unit: "binary" })), (name) => {
        expect(foldedName(foldedName(name))).toBe(foldedName(name));
        expect(foldedSearch(foldedSearch(name))).toBe(foldedSearch(name));
      }),
      { numRuns: 2000 },
    );
  });

  it("of one character are folded as by Unicode, each character", () => {
    for (let code = 0; code <= 0x2ffff; code += 1) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const character = String.fromCodePoint(code);
      const folded = foldedName(character);
      if (foldedName(character.toUpperCase()) !== folded || foldedName(character.toLowerCase()) !== folded)
        expect.fail(`U+${code.toString(16)} is not the same in upper or lower case.`);
      if (foldedName(folded) !== folded) expect.fail(`U+${code.toString(16)} is folded further by a second time.`);
    }
  });
});

describe("a search", () => {
  it.each([
    ["Café Zoë", "cafe zoe"],
    ["Café", "Cafe\u0301"],
    ["Cafe", "café"],
    ["Straßenbau", "STRASSEN"],
    ["ΟΔΟΣΗΜΑ", "οδος"],
    ["Søren Ærø", "soren aero"],
    ["Łódź", "lodz"],
    ["Đorđe", "dorde"],
    ["İzmir", "izmir"],
    ["Nguyễn Văn", "nguyen van"],
    ["한국", "하"],
    ["two\r\n  lines", "two lines"],
    ["soft\u00adhyphen", "softhyphen"],
    ["ＡＣＭＥ", "acme"],
  ])("finds %s by %s", (text, search) => {
    expect(textSearch(search)(text)).toBe(true);
  });

  it("finds any text by itself and by any part, folded, decomposed, in another case or without accents", () => {
    fc.assert(
      fc.property(words, fc.nat(12), fc.nat(12), (text, from, length) => {
        // The iota that Greek writes below a letter is a mark as well as a letter.
        fc.pre(!text.normalize("NFKD").includes("\u0345"));
        const part = [...text].slice(from, from + length).join("");
        for (const search of [text, part].filter((some) => foldedSearch(some) !== "")) {
          const withoutAccents = search.normalize("NFD").replace(/\p{M}/gu, "");
          for (const form of [
            search,
            search.normalize("NFD"),
            search.normalize("NFC"),
            search.toUpperCase(),
            search.toLowerCase(),
            foldedName(search),
            foldedSearch(search),
            withoutAccents,
            withoutAccents.toUpperCase(),
          ])
            expect(textSearch(form)(text)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("for marks and invisible characters alone finds nothing", () => {
    for (const search of ["\u0301", "\u200b", " \ufe0f"]) expect(textSearch(search)("any text")).toBe(false);
  });

  it("looks at each of several texts, and finds nothing in one that is missing", () => {
    expect(textSearch("x")("a", undefined, "X")).toBe(true);
    expect(textSearch("x")(undefined, "a")).toBe(false);
  });
});

describe("a name in a key", () => {
  it("is its folded name, however it is written", () => {
    expect(nameIdentity("Straße")).toBe("strasse");
  });

  it("fits into a key of DynamoDB, and tells long names apart", () => {
    const long = "\ufdfa".repeat(62);
    expect(Buffer.byteLength(`name#${foldedName(long)}`)).toBeGreaterThan(2048);
    expect(Buffer.byteLength(nameIdentity(long))).toBeLessThan(100);
    expect(nameIdentity(`${long}A`)).toBe(nameIdentity(`${long}a`));
    expect(nameIdentity(`${long}A`)).not.toBe(nameIdentity(`${long}b`));
  });
});
