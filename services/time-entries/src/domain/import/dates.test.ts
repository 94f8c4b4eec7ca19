import { ApiError } from "@aerotage/core/contract/errors";
import { describe, expect, it } from "vitest";
import { dateFormatOf, dateOf } from "./dates.js";

const latest = "2026-11-26";

describe("a date", () => {
  it.each([
    ["2026-03-04", "YYYY-MM-DD", "2026-03-04"],
    ["2026/3/4", "YYYY-MM-DD", "2026-03-04"],
    ["2026-03-04 10:23:52", "YYYY-MM-DD", "2026-03-04"],
    ["2026-03-04T10:23:52", "YYYY-MM-DD", "2026-03-04"],
    ["26-03-04", "YYYY-MM-DD", "2026-03-04"],
    ["04/03/2026", "DD/MM/YYYY", "2026-03-04"],
    ["4-3-2026", "DD/MM/YYYY", "2026-03-04"],
    ["04/03/26", "DD/MM/YYYY", "2026-03-04"],
    ["03/04/2026", "MM/DD/YYYY", "2026-03-04"],
    ["3/4/26 09:00", "MM/DD/YYYY", "2026-03-04"],
    ["04.03.2026", "DD.MM.YYYY", "2026-03-04"],
    ["04.03.26", "DD.MM.YYYY", "2026-03-04"],
    ["31/02/2026", "DD/MM/YYYY", undefined],
    ["02/31/2026", "DD/MM/YYYY", undefined],
    ["04/03/20261", "DD/MM/YYYY", undefined],
    ["04/03/026", "DD/MM/YYYY", undefined],
    ["04.03.2026", "DD/MM/YYYY", undefined],
    ["04.03.26", "YYYY-MM-DD", undefined],
    ["04/03/2026", "YYYY-MM-DD", undefined],
    ["2026-03-04", "MM/DD/YYYY", undefined],
    ["yesterday", "YYYY-MM-DD", undefined],
    ["", "YYYY-MM-DD", undefined],
  ] as const)("%j as %s is %s", (text, format, date) => {
    expect(dateOf(text, format)).toBe(date);
  });
});

describe("the dates of a file", () => {
  it.each([
    [["2026-03-04", "2026-12-24"], "YYYY-MM-DD"],
    [["03/04/2026", "13/04/2026"], "DD/MM/YYYY"],
    [["03/04/2026", "04/13/2026"], "MM/DD/YYYY"],
    [["03.04.2026"], "DD.MM.YYYY"],
    // A row with a mistake says nothing of the others.
    [["03/04/2026", "25/04/2026", "soon", "2026-01-01"], "DD/MM/YYYY"],
    [["no date"], "YYYY-MM-DD"],
    [[], "YYYY-MM-DD"],
    [["10/21/25", "10/22/25"], "MM/DD/YYYY"],
    [["21.10.25"], "DD.MM.YYYY"],
    // 2031 is still to come.
    [["01/10/25", "31/10/25"], "DD/MM/YYYY"],
    [["25-10-01", "25-10-31"], "YYYY-MM-DD"],
  ] as const)("%j are written as %s", (texts, format) => {
    expect(dateFormatOf(texts, latest)).toBe(format);
  });

  it("need no format if they are the same either way", () => {
    expect(dateOf("05/05/2026", dateFormatOf(["05/05/2026", "12/12/2026"], latest))).toBe("2026-05-05");
    expect(dateOf("25/10/25", dateFormatOf(["25/10/25"], latest))).toBe("2025-10-25");
  });

  it.each([
    [["05/05/2026", "03/04/2026"], "whether 03/04/2026 is DD/MM/YYYY or MM/DD/YYYY. Say it with dateFormat."],
    // The years may be the first or the last.
    [["21/10/25"], "whether 21/10/25 is YYYY-MM-DD or DD/MM/YYYY. Say it with dateFormat."],
    [["05/06/07"], "whether 05/06/07 is"],
  ])("are asked for if %j can be read in two ways, naming one", (texts, message) => {
    const found = () => dateFormatOf(texts, latest);
    expect(found).toThrow(ApiError);
    expect(found).toThrow(message);
  });
});
