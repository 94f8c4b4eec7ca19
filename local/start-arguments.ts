/** The arguments of `npm start`. */
import { parseArgs } from "node:util";
import { OperatorError } from "../tools/command-line.js";

const usage = "Usage: npm start -- [--fresh] [--port <1024–65535>]";

/** Reads the arguments. @throws {OperatorError} naming every wrong one */
export function parseStartArguments(args: readonly string[]): {
  readonly fresh: boolean;
  readonly port: number | undefined;
} {
  const { tokens, values } = parseArgs({
    args: [...args],
    options: { fresh: { type: "boolean" }, port: { type: "string" } },
    strict: false,
    tokens: true,
  });
  const problems = tokens.flatMap((token) => {
    if (token.kind === "positional") return [`${JSON.stringify(token.value)} is no option`];
    if (token.kind === "option" && token.name !== "fresh" && token.name !== "port")
      return [`${token.rawName} is no option`];
    if (token.kind === "option" && token.name === "fresh" && token.value !== undefined)
      return ["--fresh takes no value"];
    return [];
  });
  const port =
    values.port === undefined ? undefined : Number(typeof values.port === "string" ? values.port : Number.NaN);
  if (port !== undefined && !(Number.isInteger(port) && port >= 1024 && port <= 65535)) {
    problems.push(`--port is ${JSON.stringify(values.port)}: give a number from 1024 to 65535`);
  }
  if (problems.length > 0) throw new OperatorError(`${problems.join("; ")}.\n${usage}`);
  return { fresh: values.fresh === true, port };
}
