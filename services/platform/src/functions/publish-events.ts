import { streamBatchHandler } from "@aerotage/core/lambda/stream";
import { publishEvents } from "../use-cases/publish-events.js";

export const handler = streamBatchHandler((changes) => publishEvents(changes));
