/** Functions called at times. */
import { askForFaults } from "../runtime/faults.js";
import { logger } from "../runtime/logger.js";

/** What a schedule sends. In test builds it may ask for faults. */
export interface ScheduleEvent {
  readonly faults?: string;
}

/** Makes a function of what is to be done at a time. An error goes to Lambda: it tries again, then writes a dead letter. */
export function scheduleHandler(run: (now: Date) => Promise<void>): (event: ScheduleEvent) => Promise<void> {
  return async (event) => {
    askForFaults(event.faults);
    try {
      await run(new Date());
    } catch (error) {
      logger.error("The scheduled run failed", error as Error);
      throw error;
    }
  };
}
