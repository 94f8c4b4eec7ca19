import { ApiError } from "@aerotage/core/contract/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTable } from "./table.js";

describe("a file", () => {
  it("has a header and rows, with the lines that they begin on", () => {
    const { header, rows } = readTable('Project,Notes\r\nA,"one\r\ntwo ""quoted"", three"\r\n\r\nB,last\r\n');
    expect(header).toEqual(["Project", "Notes"]);
    expect(rows).toEqual([
      { line: 2, cells: ["A", 'one\ntwo "quoted", three'] },
      { line: 5, cells: ["B", "last"] },
    ]);
  });

  it("may begin with a byte order mark, also before a quote", () => {
    expect(readTable('\uFEFF"Project","Notes"\nA,b').header).toEqual(["Project", "Notes"]);
  });

  it.each([
    [";", "Hours;Notes\n1,5;a, b"],
    ["\t", "Hours\tNotes\n1,5\ta, b"],
    [",", '"Hours; decimal",Notes\n"1,5","a, b"'],
  ])("may be delimited by %j", (_delimiter, content) => {
    expect(readTable(content).rows).toEqual([{ line: 2, cells: ["1,5", "a, b"] }]);
  });

  it.each([
    ["sep=;\na;b\n1;2,3", "2,3"],
    ["\uFEFFSEP=;\r\na;b\r\n1;2,3", "2,3"],
    ['"sep=;"\na;b\n1;2,3', "2,3"],
    // The header has more commas; what the file says counts.
    ["sep=;\na,b,c;d\n1;2,3", "2,3"],
    ["sep=\t\na\tb\n1\t2,3", "2,3"],
    ["sep=|\na|b\n1|2,3", "2,3"],
    // A spreadsheet has saved it with other delimiters.
    ["sep=;,\na,b\n1,2", "2"],
  ])("may say its delimiter in the first line: %j", (content, cell) => {
    const { header, rows } = readTable(content);
    expect(header).toHaveLength(2);
    expect(rows).toEqual([{ line: 3, cells: ["1", cell] }]);
  });

  it("names the line of a mistake also below such a line", () => {
    expect(() => readTable('sep=;\na;b\n1;x"y\n')).toThrow("line 3");
  });

  it("leaves out rows without content, and takes rows that are shorter or longer than the header", () => {
    expect(readTable("a,b\n,\n1\n1,2,3\n").rows).toEqual([
      { line: 3, cells: ["1"] },
      { line: 4, cells: ["1", "2", "3"] },
    ]);
    expect(readTable(" ")).toEqual({ header: [], rows: [] });
  });

  it.each([
    ['a,b\n1,2\n\n3,"never closed\n4,5\n6,7', "line 4"],
    ['a,b\n"one\ntwo",2\n1,"x"y\n', "line 4"],
    ['a,b\n1,x"y\n', "line 2"],
  ])("is refused if it is malformed, naming the line: %j", (content, line) => {
    const read = () => readTable(content);
    expect(read).toThrow(ApiError);
    expect(read).toThrow(line);
  });

  it("holds whatever text is in it, and where", () => {
    const cell = fc.string().map((text) => text.replace(/\r\n?/g, "\n"));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 8 }), (pairs) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const content = `a,b\n${pairs.map((pair) => pair.map(quoted).join(",")).join("\n")}`;
        let line = 2;
        const expected = pairs.flatMap((cells) => {
          const row = { line, cells: cells.map((text) => text.trim()) };
          line += cells.join("").split("\n").length;
          return row.cells.every((text) => text === "") ? [] : [row];
        });
        expect(readTable(content).rows).toEqual(expected);
      }),
    );
  });
});
