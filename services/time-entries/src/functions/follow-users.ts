import type { PublishedEvent } from "@aerotage/core/audit/activity";
import { queueHandler } from "@aerotage/core/lambda/queue";
import { endTimer } from "../use-cases/end-timer.js";
import { followTeam, type TeamMove } from "../use-cases/follow-team.js";

export const handler = queueHandler(async ({ body }) => {
  const { type, data, occurredAt } = body as PublishedEvent;
  const move = data as unknown as TeamMove;
  await followTeam(move);
  if (type === "user.deactivated") await endTimer(move.userId, new Date(occurredAt));
});
