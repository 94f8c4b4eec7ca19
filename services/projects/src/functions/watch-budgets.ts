import { streamHandler } from "@aerotage/core/lambda/stream";
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import { projectToWatch, recordsToWatch } from "../persistence/budget-changes.js";
import { watchBudget } from "../use-cases/watch-budget.js";

const watch = streamHandler(async (change) => {
  const projectId = projectToWatch(change);
  if (projectId !== undefined) await watchBudget(projectId);
});

export const handler = ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
  watch({ Records: recordsToWatch(Records) });
