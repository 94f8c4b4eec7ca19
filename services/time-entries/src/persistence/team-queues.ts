/** The queues of submitted entries, one per team. */
import { getItem } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { partition, queryPages } from "@aerotage/core/database/query";
import { updateWhere } from "@aerotage/core/database/update-where";
import type { UserItem } from "@aerotage/kernel/domain/users";
import { type Entry, noTeam } from "../domain/entry.js";

/** The team that a user belongs to, read consistently; `noTeam` where there is none. */
export async function teamOf(userId: string, tables: Database = database): Promise<string> {
  return (await getItem<UserItem>(tables, "Users", userId))?.teamId ?? noTeam;
}

/** The entries in the queue of a team, page by page. The index lags behind the table. */
export function queuePages(teamId: string, tables: Database = database) {
  const query = {
    table: "TimeEntries",
    IndexName: "TeamApprovalIndex",
    ...partition("approvalTeamId", teamId),
  } as const;
  return queryPages<Pick<Entry, "id" | "userId">>(query, tables);
}

/**
 * Moves an entry to the queue of another team. An entry that was decided on or moved in the meantime stays. It is no change of the
 * entry, so its version stays.
 */
export async function moveToQueue(
  id: string,
  { from, to }: { readonly from: string; readonly to: string },
  tables: Database = database,
): Promise<void> {
  const where = { condition: "approvalTeamId = :from", values: { ":from": from } };
  await updateWhere(tables, "TimeEntries", id, { set: { approvalTeamId: to } }, where);
}
