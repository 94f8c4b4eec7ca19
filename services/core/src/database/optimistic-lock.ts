/**
 * Optimistic locks. Some records are decided on as a whole, such as a user's day. They are written on the condition that they did not
 * change since they were read. A request that loses reads again and decides again. DynamoDB cancels a transaction that meets another one
 * on the same item (`TransactionConflict`); such a transaction is sent again.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, unavailable } from "../contract/errors.js";

/** The limits of the first pause before a retry and of the longest one, in milliseconds. Each pause is random below its limit. */
const basePause = 20;
const longestPause = 600;
/** The time for retries without a deadline, in milliseconds. */
const defaultPatience = 5000;

/** Thrown when a record has changed since it was read. The decision must be made again. */
export class OptimisticLockError extends Error {
  constructor() {
    super("A record has changed since it was read.");
    this.name = "OptimisticLockError";
  }
}

export interface RetryOptions {
  /** Epoch milliseconds after which no retry begins. @default 5 seconds from the first attempt */
  readonly deadline?: number | undefined;
  readonly pause?: ((milliseconds: number) => Promise<unknown>) | undefined;
}

/** A random pause before a retry, in milliseconds. Its limit doubles with each retry. */
export function pauseBefore(retry: number): number {
  return Math.random() * Math.min(basePause * 2 ** retry, longestPause);
}

/** The retries of one piece of work. Their number depends on the time that is left. */
export class Retries {
  readonly #deadline: number;
  readonly #pause: (milliseconds: number) => Promise<unknown>;
  #failed = 0;

  constructor({ deadline = Date.now() + defaultPatience, pause = sleep }: RetryOptions = {}) {
    this.#deadline = deadline;
    this.#pause = pause;
  }

  /** Pauses before the next retry. Returns `SERVICE_UNAVAILABLE` at once if the pause would end after the deadline. */
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
 * Runs `attempt`, and runs it again after an optimistic lock error, with random pauses.
 * @throws what `attempt` throws; `SERVICE_UNAVAILABLE` when the time is used up
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
