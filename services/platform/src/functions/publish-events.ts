import { streamBatchHandler } from "@aerotage/core/lambda/stream";
import { publishEvents } from "../outbox.js";

export const handler = streamBatchHandler((changes) => publishEvents(changes));
