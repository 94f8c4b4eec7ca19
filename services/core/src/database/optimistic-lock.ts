/**
 * Repetitions of what others got in the way of. Some records are decided on as a whole (a person's day) and written on condition that
 * they still are what was read: who loses against another request reads again, decides again and tries again. A transaction that
 * meets another one on the same item is cancelled by DynamoDB (`TransactionConflict`), and sent again.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, unavailable } from "../contract/errors.js";

/** The first pause before a repetition, and the longest, in milliseconds; each is drawn between nothing and that. */
const basePause = 20;
const longestPause = 600;
/** How long is tried where no deadline says it, in milliseconds. */
const defaultPatience = 5000;

/** Thrown where what was read is no longer there to be replaced: the decision must be made again. */
export class OptimisticLockError extends Error {
  constructor() {
    super("What was read has changed in the meantime.");
    this.name = "OptimisticLockError";
  }
}

export interface RetryOptions {
  /** Epoch milliseconds, after which nothing is tried any more. @default 5 seconds from the first try */
  readonly deadline?: number | undefined;
  readonly pause?: ((milliseconds: number) => Promise<unknown>) | undefined;
}

/** The milliseconds before a repetition: drawn between nothing and a limit that doubles with each one. */
export function pauseBefore(retry: number): number {
  return Math.random() * Math.min(basePause * 2 ** retry, longestPause);
}

/** The tries of one piece of work: how often is decided by the time that there is. */
export class Retries {
  readonly #deadline: number;
  readonly #pause: (milliseconds: number) => Promise<unknown>;
  #failed = 0;

  constructor({ deadline = Date.now() + defaultPatience, pause = sleep }: RetryOptions = {}) {
    this.#deadline = deadline;
    this.#pause = pause;
  }

  /** Pauses before the next try; returns `SERVICE_UNAVAILABLE` at once if the time would be over by then. */
  async next(cause: unknown): Promise<ApiError | undefined> {
    this.#failed += 1;
    const milliseconds = pauseBefore(this.#failed);
    if (Date.now() + milliseconds >= this.#deadline) {
      return new ApiError(unavailable, "Too many changes at once touch the same records. Repeat the request.", {
        retryAfterSeconds: 1,
        cause,
      });
    }
    await this.#pause(milliseconds);
    return undefined;
  }
}

/**
 * Does something, again with jitter as long as others get ahead of it.
 * @throws what `attempt` throws; `SERVICE_UNAVAILABLE` once the time is used up
 */
export async function retryOnConflict<T>(attempt: () => Promise<T>, options: RetryOptions = {}): Promise<T> {
  const tries = new Retries(options);
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof OptimisticLockError)) throw error;
      const over = await tries.next(error);
      if (over !== undefined) throw over;
    }
  }
}
