import { ApiError } from "@aerotage/core/contract/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fields, RowContent } from "./formats.js";
import { descriptionOf, textOf, wordsOf } from "./text.js";

const columns = { labelOf: (field: string) => `the ${field}` };
const content = (fields: Partial<Fields>, beside: RowContent["beside"] = []): RowContent => ({
  fields: { description: "", task: "", project: "", tags: "", ...fields } as Fields,
  beside,
  beyond: [],
});

describe("the words of a row", () => {
  it("are its description, else its task, else its project", () => {
    const all = { description: "Home page", task: "Design", project: "Website" };
    expect(wordsOf(content(all).fields)).toBe("Home page");
    expect(wordsOf(content({ ...all, description: "" }).fields)).toBe("Design");
    expect(wordsOf(content({ project: "Website" }).fields)).toBe("Website");
    expect(wordsOf(content({}).fields)).toBe("Imported time");
    expect(wordsOf(content({ project: "06e79ec4-33f8-4730-804c-d03c014991d1" }).fields)).toBe("Imported time");
  });
});

describe("the notes of a row", () => {
  it("have what no other field has", () => {
    const fields = { description: "Home page", task: "Design", tags: `ui, ${"x".repeat(51)}` };
    expect(textOf(content(fields, [{ column: "Ticket", text: "WEB-7" }]), columns)).toEqual({
      notes: `the task: Design\nTicket: WEB-7\nthe tags: ${"x".repeat(51)}`,
      tags: ["ui"],
    });
    expect(textOf(content({ task: "Design" }), columns)).toEqual({ tags: [] });
  });

  it("go on where a description is too long", () => {
    const words = `${"a".repeat(1000)}${"b".repeat(2000)}`;
    expect(descriptionOf(words)).toBe("a".repeat(1000));
    expect(textOf(content({ description: words }), columns)).toEqual({ notes: "b".repeat(2000), tags: [] });
    expect(() => textOf(content({ description: `${words}b` }), columns)).toThrow("which would have 2001. Shorten it.");
  });

  it.each(["\u0000", "\u001B", "\u0085"])("refuse the row for the control character %j", (character) => {
    const text = `a${character}b`;
    for (const row of [
      content({ description: text }),
      content({ description: "Work", task: text }),
      content({ tags: text }),
      content({}, [{ column: "Ticket", text }]),
    ])
      expect(() => textOf(row, columns)).toThrow("has a control character. Remove it.");
    expect(textOf(content({ description: "a\nb\tc" }), columns)).toEqual({ tags: [] });
  });

  it("lose nothing: every text of a row is in the description, the notes or the tags, or the row is refused", () => {
    const text = (maxLength: number) =>
      fc.string({ unit: "binary", maxLength }).map((value) => value.replace(/\p{Cc}/gu, "").trim());
    const long = fc.oneof({ weight: 3, arbitrary: text(40) }, { weight: 1, arbitrary: text(1500) });
    const beside = fc.array(fc.record({ column: fc.constantFrom("Ticket", "Ort"), text: long }), {
      maxLength: 3,
    });
    const bare = (value: string) => value.replace(/\s/g, "");
    fc.assert(
      fc.property(long, long, fc.array(text(60), { maxLength: 14 }), beside, (description, task, tags, others) => {
        const row = content({ description, task, tags: tags.join(",") }, others);
        let kept: ReturnType<typeof textOf>;
        try {
          kept = textOf(row, columns);
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError);
          const size = description.length + task.length + tags.join().length + others.map((o) => o.text).join().length;
          expect(size).toBeGreaterThan(1000);
          return;
        }
        const all = bare([descriptionOf(wordsOf(row.fields)), kept.notes ?? "", ...kept.tags].join(""));
        for (const part of [description, task, ...others.map((other) => other.text)]) expect(all).toContain(bare(part));
        for (const tag of tags.join(",").split(",")) expect(all).toContain(bare(tag));
        expect(kept.notes?.length ?? 1).toBeLessThanOrEqual(2000);
        expect(kept.tags.length).toBeLessThanOrEqual(10);
      }),
      { numRuns: 500 },
    );
  });
});
