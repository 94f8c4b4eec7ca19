/** Python environments as the commands use them. */
import { OperatorError } from "../command-line.js";
import { CommandError, run } from "../commands.js";
import {
  isEnvironmentReady,
  makeEnvironmentCommand,
  PythonMissingError,
  programsOf,
  type VirtualEnvironment,
} from "./environment.mjs";

/**
 * Makes sure that a virtual environment holds exactly its pinned requirements, and returns its folder of programs.
 *
 * @throws {OperatorError} if there is no usable Python, or the packages cannot be had
 */
export async function ensureEnvironment(
  name: VirtualEnvironment,
  options: { readonly signal?: AbortSignal; readonly note?: (text: string) => void } = {},
): Promise<string> {
  const { signal, note = console.log } = options;
  if (isEnvironmentReady(name)) return programsOf(name);
  note(`Installing ${name} into .local/venv-${name} …`);
  try {
    const { program, args } = makeEnvironmentCommand(name);
    await run(program, args, { environment: process.env, signal });
  } catch (error) {
    if (error instanceof PythonMissingError) throw new OperatorError(error.message);
    if (!(error instanceof CommandError)) throw error;
    throw new OperatorError(
      `${name} could not be installed. Is the package index (pip's index-url) reachable? pip said:\n${error.output}`,
    );
  }
  return programsOf(name);
}
