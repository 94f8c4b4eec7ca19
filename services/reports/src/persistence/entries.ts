/** Where reports read entries one by one: for what totals do not tell, such as descriptions. */
import { type Database, database } from "@aerotage/core/database/client";
import { merged, type Source } from "@aerotage/core/database/merged";
import { monthShardsOf } from "@aerotage/core/time/month-shards";
import type { TimeEntryItem } from "@aerotage/kernel/domain/time-entries";
import { daysBetween, entrySource } from "@aerotage/kernel/persistence/time-entries";
import type { Period } from "../contract/filters.js";
import { monthsOf } from "../domain/period.js";

/** Where entries are found; an entry that is found in several places is there once. */
export type EntrySources =
  | {
      readonly userIds?: readonly string[];
      readonly projectIds?: readonly string[];
      readonly clientIds?: readonly string[];
    }
  | "everywhere";

/** Which entries of a period are read. */
export interface EntryPage {
  /** The `dateOrder` of an entry: only those behind it. */
  readonly after?: string | undefined;
  /** About how many entries are going to be taken. */
  readonly wanted: number;
}

/** The entries of a period in the order of date, start and creation; those without times stand at the end of their day. */
export async function* entriesOf(
  sources: EntrySources,
  period: Period,
  { after, wanted }: EntryPage,
  tables: Database = database,
): AsyncGenerator<TimeEntryItem, void, undefined> {
  const first = after?.slice(0, period.startDate.length) ?? period.startDate;
  // Each month is a partition of its own where all entries are read.
  const parts: Source[][] =
    sources === "everywhere"
      ? monthsOf({ startDate: first, endDate: period.endDate }).map((month) =>
          monthShardsOf(month).map((shard) => entrySource("MonthIndex", "monthShard", shard)),
        )
      : [sourcesOf(sources)];
  const bounds = daysBetween(period.startDate, period.endDate);
  for (const sources of parts) {
    const range = {
      sortKey: "dateOrder",
      ...bounds,
      ...(after !== undefined && { from: after }),
      descending: false,
      wanted,
    } as const;
    for await (const entry of merged<"dateOrder", TimeEntryItem>(tables, sources, range))
      if (entry.dateOrder !== after) yield entry;
  }
}

function sourcesOf({ userIds = [], projectIds = [], clientIds = [] }: Exclude<EntrySources, "everywhere">): Source[] {
  return [
    ...userIds.map((id) => entrySource("UserIndex", "userId", id)),
    ...projectIds.map((id) => entrySource("ProjectIndex", "projectId", id)),
    ...clientIds.map((id) => entrySource("ClientIndex", "clientId", id)),
  ];
}
