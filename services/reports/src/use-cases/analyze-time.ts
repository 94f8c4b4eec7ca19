import type { Caller } from "@aerotage/core/lambda/caller";
import type { HandlerRequest } from "@aerotage/core/lambda/pipeline";
import { dateIn } from "@aerotage/core/time/zones";
import { companySettings } from "@aerotage/kernel/persistence/organization";
import type { Analytics, getAnalytics } from "../contract/analytics.js";
import { analyticsOf } from "../domain/analytics.js";
import { periodOf } from "../domain/period.js";
import { groupNames } from "./group-names.js";
import { timeReader } from "./read-time.js";

type Query = HandlerRequest<typeof getAnalytics>["query"];

/** The series of a period. */
export async function analyzeTime(query: Query, caller: Caller, now: Date): Promise<Analytics> {
  const [{ weekStart }, reader] = await Promise.all([companySettings(), timeReader(caller, query)]);
  const period = periodOf(query, { today: dateIn(caller.timezone, now), weekStart });
  const cells = (await reader.read(period)).filter(reader.passes);
  const names = await groupNames(["project", "client"], cells, reader);
  return analyticsOf(cells, period, { names, withAmounts: caller.role !== "employee" });
}
