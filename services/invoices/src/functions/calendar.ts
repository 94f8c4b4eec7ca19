import { askForFaults } from "@aerotage/core/runtime/faults";
import { logger } from "@aerotage/core/runtime/logger";
import type { Context } from "aws-lambda";
import { remindAll } from "../use-cases/remind.js";
import { runRecurring } from "../use-cases/run-recurring.js";

/** Makes recurring invoices, and reminds clients. Tests say which fault it is to run into. */
export const handler = async (event: { readonly faults?: string }, context: Context): Promise<void> => {
  askForFaults(event.faults);
  const deadline = Date.now() + context.getRemainingTimeInMillis();
  const results = [
    await settled(runRecurring(new Date(), { deadline, faults: event.faults })),
    await settled(remindAll(new Date(), deadline)),
  ];
  const errors = results.flatMap((error) => error ?? []);
  for (const error of errors) logger.error("A part of the calendar's work failed", error);
  // Lambda tries again, then writes a dead letter.
  if (errors.length > 0) throw new AggregateError(errors, "Parts of the calendar's work failed.");
};

async function settled(task: Promise<void>): Promise<Error | undefined> {
  try {
    await task;
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
