import { expect, test } from "vitest";
import { parseStartArguments } from "./start-arguments.js";

test("reads the options", () => {
  expect(parseStartArguments([])).toEqual({ fresh: false, port: undefined });
  expect(parseStartArguments(["--fresh", "--port", "4566"])).toEqual({ fresh: true, port: 4566 });
  expect(parseStartArguments(["--port=65535"])).toEqual({ fresh: false, port: 65535 });
});

test.each(["0", "80", "65536", "4566.5", "abc", ""])("refuses port %j", (port) => {
  expect(() => parseStartArguments(["--port", port])).toThrow(`--port is ${JSON.stringify(port)}`);
});

test("names everything that is wrong at once", () => {
  expect(() => parseStartArguments(["--frech", "x", "--port", "y"])).toThrow(
    /--frech is no option; "x" is no option; --port is "y"/,
  );
});
