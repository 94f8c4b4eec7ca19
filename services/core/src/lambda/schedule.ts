/** Functions that a schedule calls. */
import { askForFaults } from "../runtime/faults.js";
import { logger } from "../runtime/logger.js";

/** The event of a schedule. In test builds it may ask for faults. */
export interface ScheduleEvent {
  readonly faults?: string;
}

/** Makes the function of a schedule. Lambda retries after an error, then writes a dead letter. */
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
