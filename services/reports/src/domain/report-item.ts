/** A time entry in a report: pure rules. */
import { hoursOf } from "@aerotage/core/time/dates";
import { toMajor } from "@aerotage/kernel/domain/money";
import { entryAmount, type TimeEntryItem } from "@aerotage/kernel/domain/time-entries";
import type { TimeReportItem } from "../contract/time-report.js";
import type { GroupNames } from "./time-report.js";

/** An entry as it is answered. @param withAmounts false for people who see none */
export function reportItem(entry: TimeEntryItem, names: GroupNames, withAmounts: boolean): TimeReportItem {
  const { id, date, startTime, endTime, userId, projectId, clientId, teamId, description, tags, isBillable } = entry;
  const amount = entryAmount(entry);
  return {
    id,
    date,
    ...(startTime !== undefined && { startTime }),
    ...(endTime !== undefined && { endTime }),
    userId,
    userName: names.user?.get(userId) ?? "",
    projectId,
    projectName: names.project?.get(projectId) ?? "",
    clientId,
    clientName: names.client?.get(clientId) ?? "",
    ...(teamId !== undefined && { teamId }),
    description,
    tags: [...tags],
    isBillable,
    status: entry.status as TimeReportItem["status"],
    hours: hoursOf(entry.duration),
    ...(withAmounts && amount !== undefined && { amount: { currency: amount.currency, amount: toMajor(amount) } }),
  };
}
