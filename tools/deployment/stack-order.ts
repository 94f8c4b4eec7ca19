/** Works on stacks that need each other: each as soon as those that it needs are done, side by side where they do not. */
import { InterruptedError, OperatorError } from "../command-line.js";
import type { Stack } from "./synthesis.js";

type Ordered = Pick<Stack, "name" | "needs">;

/** The work on stacks that is under way. */
export interface StackWork<T> {
  /** The result of one stack. @throws what its work, or that of a stack that it needs, has thrown */
  result(name: string): Promise<T>;
  /** The results of all stacks by name, once nothing is at work any more. @throws {OperatorError} with all failures */
  readonly all: Promise<Readonly<Record<string, T>>>;
}

/** A stack was not worked on, because one that it needs failed. */
class NotReachedError extends OperatorError {}

/**
 * Starts the work on stacks. A stack whose need failed is left alone; what is under way ends by itself.
 *
 * @param work is given the results of the stacks that a stack needs, by name
 */
export function workInOrder<S extends Ordered, T>(
  stacks: readonly S[],
  work: (stack: S, needed: Readonly<Record<string, T>>) => Promise<T>,
): StackWork<T> {
  const started = new Map<string, Promise<T>>();
  const start = (stack: S): Promise<T> => {
    const known = started.get(stack.name);
    if (known !== undefined) return known;
    const needed = stacks.filter(({ name }) => stack.needs.includes(name));
    const result = (async () => {
      const results = await Promise.allSettled(needed.map(start));
      const failed = needed.filter((_, index) => results[index]?.status === "rejected");
      if (failed.length > 0)
        throw new NotReachedError(`${stack.name} waits for ${failed.map(({ name }) => name).join(" and ")}.`);
      const values = results.map((one) => (one as PromiseFulfilledResult<T>).value);
      return await work(stack, Object.fromEntries(needed.map(({ name }, index) => [name, values[index] as T])));
    })();
    started.set(stack.name, result);
    return result;
  };
  const results = stacks.map(start);
  const all = Promise.allSettled(results).then((settled) => {
    const failures = settled.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
    if (failures.length > 0) throw combined(failures);
    return Object.fromEntries(
      stacks.map(({ name }, index) => [name, (settled[index] as PromiseFulfilledResult<T>).value]),
    );
  });
  // Whoever waits for a result sees its failure; whoever does not, sees it in `all`.
  all.catch(() => undefined);
  return {
    all,
    result: (name) => started.get(name) ?? Promise.reject(new RangeError(`There is no stack ${name}.`)),
  };
}

/** One error of several: a bug before all, else the messages of all failures. An interruption counts where nothing else has failed. */
function combined(failures: readonly unknown[]): unknown {
  const own = failures.filter((failure) => !(failure instanceof InterruptedError));
  const unexpected = own.find((failure) => !(failure instanceof OperatorError));
  if (unexpected !== undefined) return unexpected;
  const isInterrupted = own.length < failures.length;
  const counting = isInterrupted ? own.filter((failure) => !(failure instanceof NotReachedError)) : own;
  if (counting.length === 0) return failures.find((failure) => failure instanceof InterruptedError);
  if (counting.length === 1) return counting[0];
  return new OperatorError(counting.map((failure) => (failure as OperatorError).message).join("\n"));
}
