/** Commands that clean up when a person (Ctrl-C) or the system ends them. */

/** An expected failure: its message says what was wrong and what to do, so no stack trace is printed. */
export class OperatorError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "OperatorError";
  }
}

/** The reason of an interrupted command's signal. */
export class InterruptedError extends Error {
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`Interrupted (${signal}).`);
    this.name = "InterruptedError";
    this.signal = signal;
  }
}

const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Runs a command. The first SIGINT, SIGTERM or SIGHUP aborts `signal`: the command ends what it has started and rejects, and only
 * then does this process exit. The second one aborts `force`. Sets the exit code.
 */
export async function runCommandLine(
  command: (signal: AbortSignal, force: AbortSignal) => Promise<void>,
  onInterrupt = "ending what was started …",
): Promise<void> {
  const controller = new AbortController();
  const forcing = new AbortController();
  for (const name of Object.keys(signals) as (keyof typeof signals)[]) {
    process.on(name, () => {
      if (controller.signal.aborted) return forcing.abort(new InterruptedError(name));
      console.error(`\nInterrupted (${name}): ${onInterrupt}`);
      controller.abort(new InterruptedError(name));
    });
  }
  try {
    await command(controller.signal, forcing.signal);
    process.exitCode ??= 0;
  } catch (error) {
    if (controller.signal.aborted) {
      const { reason } = controller.signal;
      if (error !== reason && !(error instanceof Error && error.name === "AbortError")) printError(error);
      process.exitCode = reason instanceof InterruptedError ? signals[reason.signal as keyof typeof signals] : 1;
    } else {
      printError(error);
      process.exitCode = 1;
    }
  }
  // Handlers of the signals and idle connections must not keep a finished command alive.
  process.exit();
}

function printError(error: unknown): void {
  if (error instanceof OperatorError) console.error(`\n✗ ${error.message}\n`);
  else console.error(error);
}
