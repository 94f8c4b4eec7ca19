/** Reports that are saved under a name, and mailed at times. */

import { conflict, type ErrorDefinition, preconditionFailed } from "@aerotage/core/contract/errors";
import { defineOperation, roles } from "@aerotage/core/contract/operation";
import {
  clearable,
  dateSchema,
  instantSchema,
  listOf,
  pageParameters,
  recordFields,
  text,
  ulidSchema,
  userIdSchema,
} from "@aerotage/core/contract/schemas";
import { issuedStatuses } from "@aerotage/kernel/domain/invoices";
import * as z from "zod/mini";
import { csvSchema, exportFormats, exportTypes, filtersSchema } from "./exports.js";
import { presets, timeStatuses } from "./filters.js";
import { maxRecipients, scheduleInput, scheduleSchema } from "./schedule.js";
import { groupings } from "./time-report.js";

export const configNotFound = {
  status: 404,
  code: "REPORT_CONFIG_NOT_FOUND",
  description: "There is no such saved report, or it is somebody else's private one.",
} as const satisfies ErrorDefinition;

export const recipientRefused = {
  status: 422,
  code: "RECIPIENT_REFUSED",
  description: "A recipient is no active user, or may not see what the report shows; `details` names each one.",
} as const satisfies ErrorDefinition;

/** Who may read a saved report: its owner alone, or everybody who may have its type. */
export const visibilities = ["private", "shared"] as const;

/** States of a run: `incomplete` where some recipients got no mail, `failed` where none did. */
export const runStatuses = ["running", "completed", "incomplete", "failed"] as const;

/**
 * What became of the mail to a recipient. `pending`: not begun; `exported`: the file is requested; `mailing`: the mail is being handed over;
 * `uncertain`: nobody knows whether it went out, and it is not repeated; `refused`: the mail service refused it; `skipped`: the recipient may not
 * have the report any more; `failed`: there is no file.
 */
export const deliveryStatuses = [
  "pending",
  "exported",
  "mailing",
  "sent",
  "refused",
  "uncertain",
  "skipped",
  "failed",
] as const;

const nameSchema = text(1, 100);

const configInput = z
  .object({
    name: nameSchema,
    type: z.enum(exportTypes),
    /** @default csv */
    format: z.optional(z.enum(exportFormats)),
    /** A preset is reckoned anew for each run. */
    filters: z.optional(filtersSchema),
    csv: z.optional(csvSchema),
    /** @default private */
    visibility: z.optional(z.enum(visibilities)),
    schedule: z.optional(scheduleInput),
  })
  .register(z.globalRegistry, { id: "ReportConfigInput", description: "A report to save." });
export type ConfigInput = z.output<typeof configInput>;

const configChange = z
  .object({
    name: z.optional(nameSchema),
    type: z.optional(z.enum(exportTypes)),
    format: z.optional(z.enum(exportFormats)),
    /** They replace the stored ones as a whole. */
    filters: clearable(filtersSchema),
    csv: clearable(csvSchema),
    visibility: z.optional(z.enum(visibilities)),
    /** It replaces the stored one as a whole; null ends it. */
    schedule: clearable(scheduleInput),
  })
  .register(z.globalRegistry, { id: "ReportConfigChange", description: "What to change of a saved report." });
export type ConfigChange = z.output<typeof configChange>;

const manyOf = <Item extends z.ZodMiniType>(item: Item) => z.optional(z.array(item));

const storedFilters = z.strictObject({
  startDate: z.optional(dateSchema),
  endDate: z.optional(dateSchema),
  preset: z.optional(z.enum(presets)),
  userId: manyOf(z.string()),
  teamId: manyOf(z.string()),
  projectId: manyOf(z.string()),
  clientId: manyOf(z.string()),
  status: manyOf(z.enum([...timeStatuses, ...issuedStatuses])),
  isBillable: z.optional(z.boolean()),
  tag: manyOf(z.string()),
  groupBy: manyOf(z.enum(groupings)),
});

const lastRunSchema = z.strictObject({
  /** The moment that the run was planned for. */
  at: instantSchema,
  status: z.enum(runStatuses),
  /** The caller's own file. */
  exportId: z.optional(ulidSchema),
  deliveries: z.array(
    z.strictObject({ userId: userIdSchema, status: z.enum(deliveryStatuses), reason: z.optional(z.string()) }),
  ),
});

const { createdBy: _createdBy, ...storedFields } = recordFields;

const configSchema = z
  .strictObject({
    id: ulidSchema,
    name: z.string(),
    type: z.enum(exportTypes),
    format: z.enum(exportFormats),
    filters: storedFilters,
    csv: z.optional(csvSchema),
    visibility: z.enum(visibilities),
    /** For its owner and administrators. */
    schedule: z.optional(scheduleSchema),
    nextRunAt: z.optional(instantSchema),
    /** For its owner and administrators. */
    lastRun: z.optional(lastRunSchema),
    ownerId: userIdSchema,
    ...storedFields,
  })
  .register(z.globalRegistry, { id: "ReportConfig", description: "A saved report." });
export type ConfigResponse = z.output<typeof configSchema>;

const common = { token: "access", roles, tag: "Reports" } as const;
const configPath = z.object({ configId: ulidSchema });
const response = { status: 200, description: "The saved report.", data: configSchema, etag: true } as const;

export const listConfigs = defineOperation({
  ...common,
  id: "listReportConfigs",
  method: "GET",
  path: "/reports/configs",
  summary: "List saved reports",
  description: "One's own, and those that are shared and of a type that the caller may have, newest first.",
  request: { query: z.object(pageParameters) },
  response: { status: 200, description: "Saved reports.", data: listOf(configSchema) },
  errors: [],
  list: { index: "Settings.ListIndex" },
});

export const createConfig = defineOperation({
  ...common,
  id: "createReportConfig",
  method: "POST",
  path: "/reports/configs",
  summary: "Save a report",
  description: `With a \`schedule\`, up to ${maxRecipients} recipients get a mail with a link to a file at its times. Each file shows what its recipient may see. An employee saves reports of time, and mails them to themselves alone. Of runs that were missed, the latest is made up for.`,
  request: { body: configInput },
  response: { ...response, status: 201 },
  errors: [recipientRefused],
});

export const getConfig = defineOperation({
  ...common,
  id: "getReportConfig",
  method: "GET",
  path: "/reports/configs/{configId}",
  summary: "Get a saved report",
  request: { path: configPath },
  response,
  errors: [configNotFound],
});

export const updateConfig = defineOperation({
  ...common,
  id: "updateReportConfig",
  method: "PUT",
  path: "/reports/configs/{configId}",
  summary: "Change a saved report",
  description:
    "For its owner; administrators change shared ones too. Other times of the schedule hold from now on. A run that has begun is not changed.",
  request: { path: configPath, body: configChange },
  response,
  errors: [configNotFound, recipientRefused, conflict, preconditionFailed],
});

export const deleteConfig = defineOperation({
  ...common,
  id: "deleteReportConfig",
  method: "DELETE",
  path: "/reports/configs/{configId}",
  summary: "Delete a saved report",
  description: "For its owner; administrators delete shared ones too. A run that has begun goes on.",
  request: { path: configPath },
  response: { ...response, etag: false, description: "What was deleted." },
  errors: [configNotFound, conflict, preconditionFailed],
});
