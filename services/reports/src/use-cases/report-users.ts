import type { Caller } from "@aerotage/core/lambda/caller";
import type { HandlerRequest } from "@aerotage/core/lambda/pipeline";
import { dateIn } from "@aerotage/core/time/zones";
import { companySettings } from "@aerotage/kernel/persistence/organization";
import type { getUserReport, UserReport } from "../contract/user-report.js";
import { periodOf } from "../domain/period.js";
import { userReport } from "../domain/user-report.js";
import { pageRows } from "./page-rows.js";
import { peopleReader } from "./read-time.js";

type Query = HandlerRequest<typeof getUserReport>["query"];

/** Reports what people have recorded, and what they have not submitted. */
export async function reportUsers(query: Query, caller: Caller, now: Date): Promise<UserReport> {
  const { limit, cursor, notSubmitted, ...filters } = query;
  const [{ weekStart, holidays }, reader] = await Promise.all([companySettings(), peopleReader(caller, filters)]);
  const context = { holidays, today: dateIn(caller.timezone, now) };
  const period = periodOf(filters, { today: context.today, weekStart });
  const cells = await reader.read(period);
  const { rows, summary } = userReport(
    { workers: reader.workers, cells, passes: reader.passes, period, context },
    (row) => notSubmitted === undefined || row.notSubmitted === notSubmitted,
  );
  const page = await pageRows(rows, {
    limit,
    cursor,
    query: { report: "users", callerId: caller.id, ...filters, notSubmitted, period },
    placeOf: ({ userId, name }) => ({ name, id: userId }),
  });
  return { period, summary, ...page };
}
