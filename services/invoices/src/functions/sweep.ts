import { logger } from "@aerotage/core/runtime/logger";
import type { Context } from "aws-lambda";
import { markOverdue } from "../use-cases/mark-overdue.js";
import { runLeftTasks } from "../use-cases/run-task.js";

/** Goes on with what somebody who died has left, and marks what is overdue. */
export const handler = async (_event: unknown, context: Context): Promise<void> => {
  const deadline = Date.now() + context.getRemainingTimeInMillis();
  const results = await Promise.allSettled([runLeftTasks({ deadline }), markOverdue(new Date())]);
  const errors = results.flatMap((result) => (result.status === "rejected" ? [result.reason as Error] : []));
  for (const error of errors) logger.error("A part of the sweep failed", error);
  // Lambda tries again, then writes a dead letter.
  if (errors.length > 0) throw new AggregateError(errors, "Parts of the sweep failed.");
};
