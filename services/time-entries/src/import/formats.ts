/**
 * What the exports look like that can be imported: of each product the names of its columns, by what they hold. The rest of the import
 * knows no product. Pure.
 *
 * All of them are detailed reports, one row an entry. Products rename columns and let people choose which there are, so a column has
 * several names, and few are required.
 */
import { ApiError } from "@aerotage/core/errors";
import { type ImportFormat, importFormats, unknownFormat } from "./contract.js";

const fieldNames = [
  "email",
  "name",
  "client",
  "project",
  "task",
  "description",
  "billable",
  "tags",
  "kind",
  "startDate",
  "startTime",
  "endDate",
  "endTime",
  "duration",
] as const;

/** What can be told of an entry. */
export type Field = (typeof fieldNames)[number];

/** What a row tells; empty where it says nothing. */
export type Fields = Readonly<Record<Field, string>>;

interface Format {
  /** A file has at least one column of each list. */
  readonly has: readonly (readonly string[])[];
  /**
   * The columns of each field, in lower case: the first that is filled in counts. Columns with a plus between them are read together.
   * Date and time may stand in one column.
   */
  readonly columns: Partial<Readonly<Record<Field, readonly string[]>>>;
}

/** In the order in which a header is held against them: Clockify has all columns of Toggl, and some that it alone has. */
const formats: Readonly<Record<ImportFormat, Format>> = {
  harvest: {
    has: [["date"], ["hours"], ["first name"], ["last name"]],
    columns: {
      email: ["email"],
      name: ["first name + last name"],
      client: ["client"],
      project: ["project"],
      task: ["task"],
      description: ["notes"],
      billable: ["billable?"],
      startDate: ["date"],
      duration: ["hours"],
    },
  },
  solidtime: {
    has: [["start"], ["end", "duration"], ["project"], ["user"]],
    columns: {
      email: ["email"],
      name: ["user"],
      client: ["client"],
      project: ["project"],
      task: ["task"],
      description: ["description"],
      billable: ["billable"],
      tags: ["tags"],
      kind: ["break"],
      startDate: ["start"],
      startTime: ["start"],
      endDate: ["end"],
      endTime: ["end"],
      duration: ["duration", "duration (decimal)"],
    },
  },
  clockify: {
    has: [["start date"], ["start time"], ["group", "duration (h)", "duration (decimal)"]],
    columns: {
      email: ["email"],
      name: ["user"],
      client: ["client"],
      project: ["project"],
      task: ["task"],
      description: ["description"],
      billable: ["billable"],
      tags: ["tags", "tag"],
      kind: ["type"],
      startDate: ["start date"],
      startTime: ["start time"],
      endDate: ["end date"],
      endTime: ["end time"],
      duration: ["duration (h)", "duration (decimal)"],
    },
  },
  toggl: {
    has: [["start date"], ["start time"], ["duration", "end time", "stop time"]],
    columns: {
      email: ["email"],
      name: ["user", "member"],
      client: ["client"],
      project: ["project"],
      task: ["task"],
      description: ["description"],
      billable: ["billable"],
      tags: ["tags"],
      startDate: ["start date"],
      startTime: ["start time"],
      endDate: ["end date", "stop date"],
      endTime: ["end time", "stop time"],
      duration: ["duration"],
    },
  },
};

/** What Toggl writes where there is nothing. */
const nothing = "-";
/** The most characters of a header that a message quotes. */
const maxQuotedLength = 300;

/** The format of a file. @param asked what it is said to be @throws `UNKNOWN_FORMAT` quoting the header */
export function formatOf(header: readonly string[], asked: ImportFormat | undefined): ImportFormat {
  const names = new Set(header.map(folded));
  const candidates = asked === undefined ? (Object.keys(formats) as ImportFormat[]) : [asked];
  const found = candidates.find((format) => formats[format].has.every((some) => some.some((name) => names.has(name))));
  if (found !== undefined) return found;
  const quoted = header.join(", ").slice(0, maxQuotedLength);
  throw new ApiError(
    unknownFormat,
    `The header of the file is not that of a detailed export of ${asked ?? importFormats.join(", ")}: "${quoted}".`,
  );
}

/** How the rows of a file are read. */
export function fieldReader(format: ImportFormat, header: readonly string[]): (cells: readonly string[]) => Fields {
  const positions = new Map(header.map((name, index) => [folded(name), index] as const).reverse());
  const { columns } = formats[format];
  const places = fieldNames.map((field) => {
    const names = (columns[field] ?? []).map((column) => column.split(" + "));
    return [field, names.map((together) => together.map((name) => positions.get(name) ?? absent))] as const;
  });
  return (cells) => Object.fromEntries(places.map(([field, among]) => [field, firstOf(among, cells)])) as Fields;
}

/** The position of a column that a file does not have. */
const absent = -1;

/** The first of some places that is filled in; each is the columns that are read together. */
function firstOf(places: readonly (readonly number[])[], cells: readonly string[]): string {
  for (const together of places) {
    const filled = together.map((position) => cells[position] ?? "").filter((cell) => cell !== "" && cell !== nothing);
    if (filled.length > 0) return filled.join(" ");
  }
  return "";
}

function folded(name: string): string {
  return name.replace(/\s+/g, " ").trim().toLowerCase();
}
