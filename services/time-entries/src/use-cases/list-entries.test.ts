import type { Caller } from "@aerotage/core/lambda/caller";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { listTimeEntries } from "../contract/time-entries.js";
import type { Entry } from "../domain/entry.js";
import { selectionOf } from "./list-entries.js";

const employee = { id: "u", role: "employee" } as Caller;
const schema = listTimeEntries.request.query as NonNullable<typeof listTimeEntries.request.query>;

/** The entries that a query of an employee leaves of some. */
async function left(query: object, entries: readonly Partial<Entry>[]): Promise<readonly Partial<Entry>[]> {
  const found = await selectionOf(z.parse(schema, query), employee);
  return entries.filter((entry) => found?.filter?.({ tags: [], description: "", ...entry } as Entry) ?? true);
}

describe("a filter by tags", () => {
  const entries = [{ tags: ["Design", "Größe"] }, { tags: ["on site"] }, { tags: [] }];

  it("finds entries with any of the tags, by either name and in any case", async () => {
    expect(await left({ tag: ["design"] }, entries)).toEqual([entries[0]]);
    expect(await left({ tags: ["GRÖSSE"] }, entries)).toEqual([entries[0]]);
    expect(await left({ tag: ["design"], tags: ["On Site"] }, entries)).toEqual([entries[0], entries[1]]);
    expect(await left({ tag: ["desig"] }, entries)).toEqual([]);
    expect(await left({}, entries)).toEqual(entries);
  });

  it("takes a tag for what an entry was given, and no part of one", async () => {
    const tag = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => text.trim() === text && text !== "");
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(tag, { minLength: 1, maxLength: 5 }), fc.nat(4), async (tags, index) => {
        const wanted = tags[index % tags.length] ?? "";
        expect(await left({ tag: [wanted] }, [{ tags }])).toHaveLength(1);
        expect(await left({ tag: [`${wanted}.`] }, [{ tags: [wanted] }])).toHaveLength(0);
      }),
    );
  });
});

describe("a search", () => {
  it("looks into description and notes, regardless of case, accents and spacing", async () => {
    const entries = [
      { description: "Café\nbesucht" },
      { description: "Other", notes: "Im CAFE\u0301" },
      { notes: "-" },
    ];
    expect(await left({ search: "cafe" }, entries)).toEqual([entries[0], entries[1]]);
    expect(await left({ search: "cafe  BESUCHT" }, entries)).toEqual([entries[0]]);
    expect(await left({ search: "nothing" }, entries)).toEqual([]);
  });
});
