/** Functions called at times. */
import { logger } from "../logger.js";

/** Makes a function of what is to be done at a time. An error goes to Lambda: it tries again, then writes a dead letter. */
export function scheduleHandler(run: (now: Date) => Promise<void>): (event: unknown) => Promise<void> {
  return async () => {
    try {
      await run(new Date());
    } catch (error) {
      logger.error("The scheduled run failed", error as Error);
      throw error;
    }
  };
}
