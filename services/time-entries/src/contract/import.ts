import type { ErrorDefinition } from "@aerotage/core/contract/errors";
import { defineOperation } from "@aerotage/core/contract/operation";
import { timeZoneSchema, ulidSchema, userIdSchema } from "@aerotage/core/contract/schemas";
import { projectNotFound, userNotFound } from "@aerotage/kernel/contract/errors";
import * as z from "zod/mini";

export const unknownFormat = {
  status: 422,
  code: "UNKNOWN_FORMAT",
  description: "The header line of the file is not that of an export which can be imported; the message quotes it.",
} as const satisfies ErrorDefinition;

export const invalidCsv = {
  status: 422,
  code: "INVALID_CSV",
  description: "The file is not well-formed CSV; the message says in which line.",
} as const satisfies ErrorDefinition;

export const ambiguousDates = {
  status: 422,
  code: "AMBIGUOUS_DATES",
  description:
    "The file does not tell whether its dates begin with the day, the month or a year of two digits; `dateFormat` has to.",
} as const satisfies ErrorDefinition;

/** The products whose exports can be imported. */
export const importFormats = ["toggl", "clockify", "harvest", "solidtime", "kimai"] as const;
const importFormatSchema = z.enum(importFormats);
export type ImportFormat = z.output<typeof importFormatSchema>;

/** How an export writes dates. Years may have two digits, but not in front of dots. */
export const dateFormats = ["YYYY-MM-DD", "DD/MM/YYYY", "MM/DD/YYYY", "DD.MM.YYYY"] as const;
const dateFormatSchema = z.enum(dateFormats);
export type DateFormat = z.output<typeof dateFormatSchema>;

/** Codes of rows that are no entries, beside those of recording by hand. */
export const personNotMapped = "PERSON_NOT_MAPPED";
export const projectNotMapped = "PROJECT_NOT_MAPPED";
/** A break, a holiday or time off. */
export const notWorked = "NOT_WORKED";

/** The most characters of a file: in JSON it has to fit into a body of 1 MB. */
const maxContentLength = 900_000;
/** The most names of a mapping. */
const maxMappedNames = 1000;
/** The most characters of a name in a file that can be mapped. */
export const maxNameLength = 300;
/** The most refused rows, and the most names, of an answer. */
export const maxReported = 1000;

/** What names of the file stand for. */
function mappingTo<Id extends z.ZodMiniType<string, string>>(id: Id) {
  return z.record(z.string().check(z.maxLength(maxNameLength)), id).check(
    z.refine((names) => Object.keys(names).length <= maxMappedNames, {
      error: `must have at most ${maxMappedNames} names`,
    }),
  );
}

const importSchema = z
  .object({
    /** Found by the header line without it. */
    format: z.optional(importFormatSchema),
    /** The text of the file. */
    content: z.string().check(z.minLength(1), z.maxLength(maxContentLength)),
    /** The zone of the file's clock; the company's without it. */
    timezone: z.optional(timeZoneSchema),
    /** Found by the dates themselves without it, where they tell. */
    dateFormat: z.optional(dateFormatSchema),
    /** User ids by address or name, regardless of case; `""` stands for rows that name nobody. */
    people: z.optional(mappingTo(userIdSchema)),
    /** Project ids by `client / project` or `project`, regardless of case; `""` stands for rows without a project. */
    projects: z.optional(mappingTo(ulidSchema)),
    /** True to be told what would become of each row: nothing is written. */
    dryRun: z.optional(z.boolean()),
  })
  .register(z.globalRegistry, { id: "TimeEntriesImport", description: "A file of time entries from another product." });
export type ImportBody = z.output<typeof importSchema>;

const countSchema = z.int().check(z.nonnegative());

/** What became of the rows of a file. */
export const importResultSchema = z
  .strictObject({
    dryRun: z.boolean(),
    format: importFormatSchema,
    /** False if the time was up before all rows were looked at: the same upload goes on where this one ended. */
    complete: z.boolean(),
    /** Rows of the file, without its header. */
    rows: countSchema,
    /** In a dry run: that would be. */
    created: countSchema,
    /** Imported before. */
    skipped: countSchema,
    /** Rows of no time, such as `0:00:00`: they are no entries, and not refused. */
    zeroDuration: countSchema,
    refused: z
      .array(z.strictObject({ line: z.int().check(z.minimum(1)), code: z.string(), message: z.string() }))
      .check(z.maxLength(maxReported)),
    /** All of them: the list has the first ones. */
    refusedCount: countSchema,
    /** What the mappings lack, as the file has it. */
    unmapped: z.strictObject({
      people: z.array(z.string()).check(z.maxLength(maxReported)),
      projects: z.array(z.string()).check(z.maxLength(maxReported)),
    }),
    /** Columns with content that are no field of an entry, each once, as the file has them. */
    columns: z.strictObject({
      /** Their content is kept in the notes of the entries, as `Column: value`. */
      inNotes: z.array(z.string()).check(z.maxLength(maxReported)),
      /** They are left out on purpose, such as rates and amounts. */
      leftOut: z.array(z.string()).check(z.maxLength(maxReported)),
    }),
    /** Of the entries that were created. */
    createdMinutes: countSchema,
  })
  .register(z.globalRegistry, { id: "TimeEntriesImportResult", description: "What became of the rows of a file." });
export type ImportResponse = z.infer<typeof importResultSchema>;

export const importTimeEntries = defineOperation({
  id: "importTimeEntries",
  method: "POST",
  path: "/time-entries/import",
  token: "access",
  roles: ["admin"],
  tag: "Time entries",
  summary: "Import time entries from another product",
  description:
    "Takes the CSV text of a detailed export of Toggl Track, Clockify, Harvest, solidtime (also `time_entries.csv` of an archive) or Kimai, in any of eleven languages. Each row becomes a draft by the rules of recording, also on projects that are no longer active and for people who are no members. People are found by `people` or their address, projects by `projects` or their name. Rows are recognized by what the file says, whatever the zone: a row that was imported before is skipped, so a file may be sent again, to go on where the time was up, or after a row was put right. Text that an entry has no field for is kept in its notes, or the row is refused; rows of no time are counted in `zeroDuration`.",
  request: { body: importSchema },
  response: {
    status: 200,
    description: "Every row is an entry, was imported before, or has no time.",
    partly: "Some rows were refused, or the time was up before all were looked at.",
    data: importResultSchema,
  },
  errors: [unknownFormat, invalidCsv, ambiguousDates, userNotFound, projectNotFound],
});
