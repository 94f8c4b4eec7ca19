import type { PublishedEvent } from "@aerotage/core/activity";
import { queueHandler } from "@aerotage/core/lambda/queue";
import { followTeam, type TeamMove } from "../routing/following.js";

export const handler = queueHandler(async ({ body }) => {
  await followTeam((body as PublishedEvent).data as unknown as TeamMove);
});
