/**
 * Optimistic writes. Some records are decided on as a whole (a person's day) and written on condition that they still are what was
 * read. Who loses against another request reads again, decides again and tries again.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, unavailable } from "../errors.js";

/** The first pause before a repetition, and the longest, in milliseconds; each is drawn between nothing and that. */
const basePause = 20;
const longestPause = 600;
/** Repetitions where no deadline ends them. */
const maxRepetitions = 60;

/** Thrown where what was read is no longer there to be replaced: the decision must be made again. */
export class Contended extends Error {
  constructor() {
    super("What was read has changed in the meantime.");
    this.name = "Contended";
  }
}

export interface ContentionOptions {
  /** Epoch milliseconds, after which nothing is tried any more. */
  readonly deadline?: number | undefined;
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}

/**
 * Does something, again with jitter as long as others get ahead of it.
 * @throws what `attempt` throws; `SERVICE_UNAVAILABLE` once the time or the repetitions are used up
 */
export async function untilUncontended<T>(
  attempt: () => Promise<T>,
  { deadline = Number.POSITIVE_INFINITY, pause = sleep }: ContentionOptions = {},
): Promise<T> {
  for (let round = 1; ; round += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Contended)) throw error;
      const milliseconds = Math.random() * Math.min(basePause * 2 ** round, longestPause);
      if (round > maxRepetitions || Date.now() + milliseconds >= deadline) {
        throw new ApiError(unavailable, "Too many changes at once touch the same records. Repeat the request.", {
          retryAfterSeconds: 1,
          cause: error,
        });
      }
      await pause(milliseconds);
    }
  }
}
