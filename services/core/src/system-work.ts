/** Units of work that nobody asked for: of schedules, queues and streams. */
import { systemActor } from "./activity.js";
import { type Database, database } from "./database/client.js";
import { UnitOfWork } from "./database/unit-of-work.js";
import { httpVariables, requiredNumber } from "./environment.js";
import { newId } from "./ids.js";

/** A unit of work of the system. Its function's manifest names putting into UserActivity. */
export function systemWork(now: Date, tables: Database = database): UnitOfWork {
  return new UnitOfWork({
    actor: systemActor,
    now,
    requestId: newId(now),
    activityRetentionDays: requiredNumber(httpVariables.activityRetentionDays),
    database: tables,
  });
}
