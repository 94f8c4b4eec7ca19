import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { CsvOptions } from "../contract/exports.js";
import type { Cell, Column } from "../domain/export-table.js";
import { csvOf } from "./csv.js";

const columns: readonly Column[] = [
  { field: "text", title: "Text, with a comma", kind: "text" },
  { field: "hours", title: "Hours", kind: "hours" },
  { field: "isBillable", title: "Billable", kind: "boolean" },
];

async function file(rows: readonly (readonly Cell[])[], options: CsvOptions = {}): Promise<string> {
  async function* each() {
    yield* rows;
  }
  let text = "";
  for await (const part of csvOf({ columns, rowsTotal: rows.length, rows: each(), totals: [], addsUp: true }, options))
    text += part;
  return text;
}

/** The rows as Python's own reader has them: a parser of another house. */
function readByPython(text: string, delimiter = ","): string[][] {
  const script =
    "import csv, io, json, sys\n" +
    "text = sys.stdin.buffer.read().decode('utf-8-sig')\n" +
    "print(json.dumps(list(csv.reader(io.StringIO(text, newline=''), delimiter=sys.argv[1], strict=True))))";
  return JSON.parse(execFileSync("python3", ["-c", script, delimiter], { input: text, encoding: "utf8" }));
}

describe("a CSV file", () => {
  it("has a byte order mark unless it is not wanted, titles, and lines that end with CR LF", async () => {
    const rows = [["a", 90, true]];
    expect(await file(rows)).toBe('\uFEFF"Text, with a comma",Hours,Billable\r\na,1.5,yes\r\n');
    expect(await file(rows, { byteOrderMark: false })).toMatch(/^"Text/);
  });

  it("has the separator and decimal mark that are asked for", async () => {
    const options = { separator: ";", decimalMark: ",", byteOrderMark: false } as const;
    expect(await file([["a;b", 90, null]], options)).toBe('Text, with a comma;Hours;Billable\r\n"a;b";1,5;\r\n');
  });

  test.each(["=1+1", "+1", "-1", "@sum", "\tx", "\rx", "＝1", "－1"])(
    "makes no formula of the text %j",
    async (text) => {
      const [, row] = readByPython(await file([[text, 60, true]]));
      expect(row?.[0]).toBe(`'${text}`);
    },
  );

  it("leaves negative numbers as numbers", async () => {
    expect(readByPython(await file([["a", -90, true]]))[1]).toEqual(["a", "-1.5", "yes"]);
  });

  it("is read back by another parser as it was written, whatever the texts", async () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 20 }),
      fc.constantFrom(
        'He said "hi",\nand left',
        "a,b;c\td",
        "line\r\nbreak",
        "👩‍💻 日本 Ñandú",
        "'quoted'",
        "",
        " spaces ",
      ),
    );
    const texts = fc.array(
      text.filter((value) => !/^[=+\-@\t\r＝＋－＠]/.test(value) && !value.includes("\0")),
      { minLength: 1, maxLength: 30 },
    );
    // Each run starts Python.
    await fc.assert(
      fc.asyncProperty(texts, fc.constantFrom(",", ";", "\t"), async (values, separator) => {
        const rows = values.map((value): Cell[] => [value, 15, false]);
        const [, ...read] = readByPython(await file(rows, { separator }), separator);
        expect(read).toEqual(values.map((value) => [value, "0.25", "no"]));
      }),
      { numRuns: 15 },
    );
  });
});
