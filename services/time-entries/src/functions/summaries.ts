import { httpRoutes } from "@aerotage/core/lambda/routes";
import { route } from "@aerotage/kernel/http-handler";
import { getDailySummary, getWeeklyOverview } from "../contract/summaries.js";
import { summarizeDays, summarizeWeek } from "../use-cases/summarize-time.js";

export const handler = httpRoutes(
  route(getDailySummary, async ({ query, caller, now }) => {
    const { startDate, endDate, ...options } = query;
    return { data: await summarizeDays(startDate, endDate, { ...options, caller, now }) };
  }),
  route(getWeeklyOverview, async ({ query, caller, now }) => {
    const { weekStartDate, userId, includeComparison: compare = false } = query;
    return { data: await summarizeWeek(weekStartDate, { userId, compare, caller, now }) };
  }),
);
