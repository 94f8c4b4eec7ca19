/** What of an export's filters holds for its type: pure rules. */
import { issuedStatuses } from "@aerotage/kernel/domain/invoices";
import type { ExportFilters, ExportType } from "../contract/exports.js";
import { type ReportFilters, timeStatuses } from "../contract/filters.js";

/** Filters that say nothing of invoices and payments. */
const timeOnly = [
  "userId",
  "teamId",
  "isBillable",
  "tag",
  "groupBy",
] as const satisfies readonly (keyof ExportFilters)[];

/** The filters that do not apply to a type. */
const unfitFilters: Readonly<Partial<Record<ExportType, readonly (keyof ExportFilters)[]>>> = {
  invoices: timeOnly,
  payments: [...timeOnly, "status"],
};

/** What is wrong with the filters of an export of a type, and where. */
export function filterProblem(
  type: ExportType,
  filters: ExportFilters,
): { readonly path: string; readonly message: string } | undefined {
  const unfit = unfitFilters[type]?.find((name) => filters[name] !== undefined);
  if (unfit !== undefined) return { path: unfit, message: `does not apply to ${type}` };
  const known: readonly string[] = type === "invoices" ? issuedStatuses : timeStatuses;
  const unknown = filters.status?.findIndex((status) => !known.includes(status)) ?? -1;
  return unknown < 0 ? undefined : { path: `status.${unknown}`, message: `must be one of ${known.join(", ")}` };
}

/** The filters of an export of time. */
export function timeFilters({ groupBy: _groupBy, status, ...filters }: ExportFilters): ReportFilters {
  const statuses = timeStatuses.filter((each) => status?.includes(each));
  return { ...filters, status: status === undefined ? undefined : statuses };
}
