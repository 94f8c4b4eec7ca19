/**
 * Whose turn it is: submitted time lies in the queue of its owner's team. Where somebody joins another team, what they have submitted
 * moves along. Who may decide does not depend on it: that follows from the teams themselves.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "@aerotage/core/database/client";
import { noTeam } from "../domain/entry.js";
import { moveToQueue, queuePages, teamOf } from "../persistence/team-queues.js";

/** What of an event about a user concerns queues. */
export interface TeamMove {
  readonly userId: string;
  /** There where the team changed; null where there was none. */
  readonly previousTeamId?: string | null;
}

/** After how long the index is read again: it follows its table within a fraction of a second, but without a promise. */
const secondLookMilliseconds = 5000;

/**
 * Moves what somebody has submitted to the queue of the team that they are in now. The index lags behind the table: what was submitted
 * just before they joined may be missing at first, so it is read twice.
 */
export async function followTeam(
  { userId, previousTeamId }: TeamMove,
  tables?: Database,
  pause: (milliseconds: number) => Promise<unknown> = sleep,
): Promise<void> {
  if (previousTeamId === undefined) return;
  const from = previousTeamId ?? noTeam;
  if (!(await moveWaiting(userId, from, tables))) return;
  await pause(secondLookMilliseconds);
  await moveWaiting(userId, from, tables);
}

/** Moves what waits in the queue of a team; false if its owner is in that team now. */
async function moveWaiting(userId: string, from: string, tables?: Database): Promise<boolean> {
  const to = await teamOf(userId, tables);
  if (from === to) return false;
  for await (const page of queuePages(from, tables))
    for (const { id, userId: ownerId } of page) if (ownerId === userId) await moveToQueue(id, { from, to }, tables);
  return true;
}
