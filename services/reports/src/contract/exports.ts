import type { ErrorDefinition } from "@aerotage/core/contract/errors";
import { defineOperation, roles } from "@aerotage/core/contract/operation";
import {
  dateSchema,
  instantSchema,
  listOf,
  pageParameters,
  text,
  ulidSchema,
  userIdSchema,
} from "@aerotage/core/contract/schemas";
import { issuedStatuses } from "@aerotage/kernel/domain/invoices";
import * as z from "zod/mini";
import { maxReportDays, periodSchema, presets, timeStatuses } from "./filters.js";
import { groupings, maxGroupLevels } from "./time-report.js";

export const exportNotFound = {
  status: 404,
  code: "EXPORT_NOT_FOUND",
  description:
    "There is no such export, it was somebody else's, or it has been deleted: exports are kept for seven days.",
} as const satisfies ErrorDefinition;

export const exportTooLarge = {
  status: 422,
  code: "EXPORT_TOO_LARGE",
  description:
    "The export would have more rows than a file of its format may have. Narrow it down, or choose another format.",
} as const satisfies ErrorDefinition;

/** What can be exported. */
export const exportTypes = ["time", "projects", "users", "invoices", "payments"] as const;
export type ExportType = (typeof exportTypes)[number];
export const exportFormats = ["csv", "xlsx", "pdf", "json"] as const;
export type ExportFormat = (typeof exportFormats)[number];
/** `preparing`: the file is being written; `failed`: it never will be. */
export const exportStatuses = ["preparing", "completed", "failed"] as const;

/** Rows that are written while the caller waits; more are written after the response. */
export const rowsAtOnce = 5000;
/**
 * The most rows of a file. A function has 512 MB for it, which 500,000 entries with long descriptions need. A document on paper is held in memory
 * as a whole, and nobody reads more of its pages.
 */
export const maxExportRows: Readonly<Record<ExportFormat, number>> = {
  csv: 500_000,
  xlsx: 500_000,
  pdf: 10_000,
  json: 500_000,
};
/** How long a file is kept: the bucket's rule deletes it then. */
export const exportRetentionDays = 7;
/** How long a link to a file is good, in seconds. */
export const exportLinkSeconds = 900;

const maxFilterValues = 100;

/** One value or several. */
function oneOrMore<Item extends z.ZodMiniType>(item: Item) {
  const many = z.array(item).check(z.minLength(1), z.maxLength(maxFilterValues));
  return z.optional(
    z.pipe(
      z.transform((value) => (value === undefined || Array.isArray(value) ? value : [value])),
      many,
    ),
  );
}

/** The filters of a report, as its query has them. */
export const filtersSchema = z.object({
  startDate: z.optional(dateSchema),
  endDate: z.optional(dateSchema),
  preset: z.optional(z.enum(presets)),
  userId: oneOrMore(userIdSchema),
  teamId: oneOrMore(ulidSchema),
  projectId: oneOrMore(ulidSchema),
  clientId: oneOrMore(ulidSchema),
  /** Of time entries; of invoices where these are exported. */
  status: oneOrMore(z.enum([...timeStatuses, ...issuedStatuses])),
  isBillable: z.optional(z.boolean()),
  tag: oneOrMore(text(1, 50)),
  /** Of time: one or two levels. Without it each entry is a row. */
  groupBy: z.optional(
    z.pipe(
      z.transform((value) => (typeof value === "string" ? value.split(",") : value)),
      z.array(z.enum(groupings)).check(z.minLength(1), z.maxLength(maxGroupLevels)),
    ),
  ),
});
export type ExportFilters = z.output<typeof filtersSchema>;

/** How numbers and columns are written in CSV. */
export const csvSchema = z.object({
  /** @default "," */
  separator: z.optional(z.enum([",", ";", "\t"])),
  /** @default "." */
  decimalMark: z.optional(z.enum([".", ","])),
  /** True for a byte order mark, by which Excel knows UTF-8. @default true */
  byteOrderMark: z.optional(z.boolean()),
});
export type CsvOptions = z.output<typeof csvSchema>;

const exportInput = z
  .object({
    /** A name of a format stands for time in that format. */
    type: z.enum([...exportTypes, ...exportFormats]),
    /** @default csv */
    format: z.optional(z.enum(exportFormats)),
    filters: z.optional(filtersSchema),
    csv: z.optional(csvSchema),
  })
  .register(z.globalRegistry, { id: "ExportRequest", description: "What to export." });
export type ExportInput = z.output<typeof exportInput>;

const exportSchema = z
  .strictObject({
    exportId: ulidSchema,
    type: z.enum(exportTypes),
    format: z.enum(exportFormats),
    period: periodSchema,
    status: z.enum(exportStatuses),
    fileName: z.string(),
    /** How many rows there are, and how many of them are written. */
    rowsTotal: z.int(),
    rowsWritten: z.int(),
    /** The same as `rowsTotal`, once the file is there. */
    rowCount: z.optional(z.int()),
    /** Bytes. */
    fileSize: z.optional(z.int()),
    /** Good for 15 minutes; each GET gives a new one. */
    downloadUrl: z.optional(z.string()),
    /** Until when the link is good. */
    expiresAt: z.optional(instantSchema),
    /** When the file is deleted. */
    deletedAt: instantSchema,
    createdAt: instantSchema,
  })
  .register(z.globalRegistry, { id: "Export", description: "A report as a file." });
export type ExportResponse = z.output<typeof exportSchema>;

const common = { token: "access", roles, tag: "Reports" } as const;
const exportPath = z.object({ exportId: ulidSchema });

export const createExport = defineOperation({
  ...common,
  id: "createExport",
  method: "POST",
  path: "/reports/export",
  summary: "Export a report",
  description: `A file of what the report of the same type and filters shows its caller; of invoices those that were issued in the period, by \`clientId\`, \`projectId\` and \`status\`; of payments those whose date is in the period, by \`clientId\` and \`projectId\`. Up to ${rowsAtOnce} rows the response has a link to it; more are written after the response, and \`GET /reports/exports/{exportId}\` tells how far that is. A range has at most ${maxReportDays} days.`,
  request: { body: exportInput },
  response: {
    status: 201,
    description: "The file is there.",
    accepted: "The file is being written.",
    data: exportSchema,
  },
  errors: [exportTooLarge],
});

export const listExports = defineOperation({
  ...common,
  id: "listExports",
  method: "GET",
  path: "/reports/exports",
  summary: "List one's own exports",
  description: "Those of the last seven days, newest first, without links.",
  request: { query: z.object(pageParameters) },
  response: { status: 200, description: "Exports.", data: listOf(exportSchema) },
  errors: [],
  list: { index: "Settings.ListIndex" },
});

export const getExport = defineOperation({
  ...common,
  id: "getExport",
  method: "GET",
  path: "/reports/exports/{exportId}",
  summary: "Get an export",
  description: "With a new link to its file, once that is there.",
  request: { path: exportPath },
  response: { status: 200, description: "The export.", data: exportSchema },
  errors: [exportNotFound],
});

export const deleteExport = defineOperation({
  ...common,
  id: "deleteExport",
  method: "DELETE",
  path: "/reports/exports/{exportId}",
  summary: "Delete an export",
  description: "With its file. One that is being written is given up.",
  request: { path: exportPath },
  response: { status: 200, description: "What was deleted.", data: exportSchema },
  errors: [exportNotFound],
});
