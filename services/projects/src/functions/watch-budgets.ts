import { streamHandler } from "@aerotage/core/lambda/stream";
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import { watchBudget } from "../budget-watch.js";
import { projectToWatch, recordsToWatch } from "../stream-records.js";

const watch = streamHandler(async (change) => {
  const projectId = projectToWatch(change);
  if (projectId !== undefined) await watchBudget(projectId);
});

export const handler = ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
  watch({ Records: recordsToWatch(Records) });
