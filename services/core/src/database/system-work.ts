/** Units of work that nobody asked for: of schedules, queues and streams. */
import { type Actor, systemActor } from "../audit/activity.js";
import { httpVariables, requiredNumber } from "../runtime/environment.js";
import { newId } from "../runtime/ids.js";
import { type Database, database } from "./client.js";
import { UnitOfWork } from "./unit-of-work.js";

/** Who acts, where it is not the system itself, and which tables it writes. */
export interface SystemWorkOptions {
  /** Somebody who has asked for what is done later. @default the system */
  readonly actor?: Actor;
  readonly tables?: Database;
  /** After this moment (epoch milliseconds) nothing is written any more. */
  readonly deadline?: number;
}

/** A unit of work outside a request. Its function's manifest names putting into UserActivity. */
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
