/** Units of work outside a request: of schedules, queues and streams. */
import { type Actor, systemActor } from "../audit/activity.js";
import { httpVariables, requiredNumber } from "../runtime/environment.js";
import { newId } from "../runtime/ids.js";
import { type Database, database } from "./client.js";
import { UnitOfWork } from "./unit-of-work.js";

/** The actor, the tables and the deadline of a unit of work outside a request. */
export interface SystemWorkOptions {
  /** The user whose earlier request caused the work. @default the system */
  readonly actor?: Actor;
  readonly tables?: Database;
  /** After this moment (epoch milliseconds) nothing is written any more. */
  readonly deadline?: number;
}

/** A unit of work outside a request. The manifest of its function must grant PutItem on UserActivity. */
export function systemWork(
  now: Date,
  { actor = systemActor, tables = database, deadline }: SystemWorkOptions = {},
): UnitOfWork {
  return new UnitOfWork({
    actor,
    now,
    requestId: newId(now),
    activityRetentionDays: requiredNumber(httpVariables.activityRetentionDays),
    database: tables,
    deadline,
  });
}
