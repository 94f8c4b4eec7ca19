/** Confirmation by typing a name. */
import { createInterface } from "node:readline/promises";
import { OperatorError } from "../command-line.js";

/** Asks for the name to be typed. @throws {OperatorError} for another answer, or without a terminal to ask at */
export async function confirmName(name: string, input = process.stdin): Promise<void> {
  if (!input.isTTY) {
    throw new OperatorError(
      `Destroying ${name} asks for its name to be typed; there is no terminal to ask at, so nothing was done.`,
    );
  }
  const terminal = createInterface({ input, output: process.stdout });
  try {
    const answer = await terminal.question(`This destroys ${name} with everything in it. Type its name to go on: `);
    if (answer.trim() !== name)
      throw new OperatorError(`${JSON.stringify(answer.trim())} is not ${name}; nothing was done.`);
  } finally {
    terminal.close();
  }
}
