import type { PublishedEvent } from "@aerotage/core/activity";
import { streamHandler } from "@aerotage/core/lambda/stream";
import { publishEvents } from "../outbox.js";

export const handler = streamHandler(async ({ kind, after }) => {
  if (kind !== "INSERT" || after?.outbox !== true) return;
  await publishEvents(after.events as PublishedEvent[]);
});
