/**
 * What the exports look like that can be imported: of each product the names of its columns, by what they hold. The rest of the import
 * knows no product. Pure.
 *
 * All of them are detailed reports, one row per entry. Products rename columns and let people choose which there are, so a column has
 * several names, and few are required. Names are in English here; `headers.ts` has the other languages.
 */
import { ApiError } from "@aerotage/core/contract/errors";
import { type ImportFormat, importFormats, unknownFormat } from "../../contract/import.js";
import { comparableName } from "./comparable-names.js";
import { columnNameOf, isMoney } from "./headers.js";

const fieldNames = [
  "email",
  "name",
  "account",
  "client",
  "project",
  "task",
  "description",
  "billable",
  "tags",
  "kind",
  "break",
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

/** The content of a column that is no field of an entry. */
export interface NamedText {
  /** The name of the column, as the file has it. */
  readonly column: string;
  readonly text: string;
}

interface Format {
  /** A file has at least one column of each list. */
  readonly has: readonly (readonly string[])[];
  /**
   * The columns of each field: the first that is filled in counts. Columns with a plus between them are read together. Date and time
   * may stand in one column.
   */
  readonly columns: Partial<Readonly<Record<Field, readonly string[]>>>;
  /** Columns that are left out on purpose, beside those of rates and amounts: docs/import.md lists them. */
  readonly leftOut: readonly string[];
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
    leftOut: [
      "project code",
      "hours rounded",
      "invoiced?",
      "approved?",
      "employee id",
      "employee?",
      "roles",
      "department",
      "cost rate",
      "cost amount",
    ],
  },
  solidtime: {
    has: [["start"], ["end", "duration"], ["project", "project_id"], ["user", "user_id", "user_name"]],
    columns: {
      email: ["email", "user_email"],
      name: ["user", "user_name", "user_id"],
      account: ["member_id"],
      client: ["client"],
      project: ["project", "project_id"],
      task: ["task"],
      description: ["description"],
      billable: ["billable"],
      tags: ["tags"],
      kind: ["type"],
      break: ["break"],
      startDate: ["start"],
      startTime: ["start"],
      endDate: ["end"],
      endTime: ["end"],
      duration: ["duration", "duration (decimal)"],
    },
    leftOut: [
      "id",
      "billable_rate",
      "organization_id",
      "client_id",
      "is_imported",
      "still_active_email_sent_at",
      "created_at",
      "updated_at",
    ],
  },
  kimai: {
    has: [["date"], ["from", "begin"], ["to", "end", "duration"], ["project"]],
    columns: {
      email: ["email"],
      name: ["name", "alias"],
      account: ["user", "username"],
      client: ["customer", "client"],
      project: ["project"],
      task: ["activity", "task"],
      description: ["description"],
      billable: ["billable"],
      tags: ["tags"],
      kind: ["category"],
      startDate: ["date"],
      startTime: ["from", "begin"],
      endTime: ["to", "end"],
      duration: ["duration", "duration (decimal)"],
    },
    leftOut: [
      "id",
      "type",
      "exported",
      "break",
      "internal rate",
      "total price",
      "internal price",
      "hourly price",
      "fixed price",
      "account",
      "account number",
      "staff number",
      "number",
      "customer number",
      "project number",
      "activity number",
      "order number",
      "purchase order",
      "vat id",
    ],
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
      tags: ["tags"],
      kind: ["type"],
      startDate: ["start date"],
      startTime: ["start time"],
      endDate: ["end date"],
      endTime: ["end time"],
      duration: ["duration (h)", "duration (decimal)"],
    },
    leftOut: [
      "group",
      "kiosk",
      "approval",
      "approved by",
      "invoiced",
      "invoice id",
      "cost rate",
      "cost amount",
      "profit",
      "date of creation",
    ],
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
    leftOut: ["id", "group", "labor cost", "labor rate", "profit", "created at"],
  },
};

/** What products write where there is nothing: Toggl, and the archive of solidtime for a list. */
const nothing: ReadonlySet<string> = new Set(["", "-", "[]"]);
/** The most characters of a header that a message quotes. */
const maxQuotedLength = 300;

/** The format of a file. @param requestedFormat what it is said to be @throws `UNKNOWN_FORMAT` quoting the header */
export function formatOf(header: readonly string[], requestedFormat: ImportFormat | undefined): ImportFormat {
  const names = new Set(header.map(columnNameOf));
  const candidates = requestedFormat === undefined ? (Object.keys(formats) as ImportFormat[]) : [requestedFormat];
  const found = candidates.find((format) =>
    formats[format].has.every((some) => some.some((name) => names.has(comparableName(name)))),
  );
  if (found !== undefined) return found;
  const quoted = header.join(", ").slice(0, maxQuotedLength);
  throw new ApiError(
    unknownFormat,
    `The header of the file is not that of a detailed export of ${requestedFormat ?? importFormats.join(", ")}: "${quoted}".`,
  );
}

/** The content of a row, by what the header says. */
export interface RowContent {
  readonly fields: Fields;
  /** The content of columns that are no field and are not left out. */
  readonly beside: readonly NamedText[];
  /** The cells with content for which the header has no column. */
  readonly beyond: readonly string[];
}

/** Fields of which a second column says the same in another notation. */
const notations: ReadonlySet<Field> = new Set(["startDate", "startTime", "endDate", "endTime", "duration"]);

/** The columns of a file. */
export class Columns {
  readonly #header: readonly string[];
  /** Of each field the positions that are read for it, the preferred ones first. */
  readonly #positions: readonly (readonly [Field, readonly (readonly number[])[]])[];
  /** Columns that are no field. */
  readonly #beside: readonly number[];
  readonly #leftOut: readonly number[];

  constructor(format: ImportFormat, header: readonly string[]) {
    this.#header = header;
    const names = header.map(columnNameOf);
    const { columns } = formats[format];
    const known = new Map(names.map((name, position) => [name, position] as const).reverse());
    if (format === "clockify") for (const [name, position] of renamedColumns(header)) known.set(name, position);
    this.#positions = fieldNames.map((field) => {
      const together = (columns[field] ?? []).map((column) => column.split(" + ").map(comparableName));
      const positions = together.map((some) => some.flatMap((name) => known.get(name) ?? []));
      return [field, positions.filter(({ length }) => length > 0)] as const;
    });
    const read = new Set(this.#positions.flatMap(([, positions]) => positions.flat()));
    const rest = header.map((_, position) => position).filter((position) => !read.has(position));
    const leftOut = new Set(formats[format].leftOut.map(comparableName));
    const isLeftOut = (position: number) => leftOut.has(names[position] ?? "") || isMoney(header[position] ?? "");
    this.#leftOut = rest.filter(isLeftOut);
    this.#beside = rest.filter((position) => !isLeftOut(position));
  }

  /** True if the file has a column for a field. */
  has(field: Field): boolean {
    return this.#of(field).length > 0;
  }

  /** What the file calls a field; its name here if the file has no column for it. */
  labelOf(field: Field): string {
    const position = this.#of(field).flat()[0];
    return position === undefined ? field : this.#nameOf(position);
  }

  /** The content of a row. */
  read(cells: readonly string[]): RowContent {
    const beside: NamedText[] = [];
    const fields = this.#positions.map(([field, positions]) => {
      const filled = positions.flatMap((together) => {
        const text = textOf(together, cells);
        return text === "" ? [] : [{ column: this.#nameOf(together[0] ?? 0), text }];
      });
      const [first, ...others] = filled;
      // The same in another notation, such as hours with decimals, is no other text.
      if (!notations.has(field)) beside.push(...others.filter(({ text }) => text !== first?.text));
      return [field, first?.text ?? ""] as const;
    });
    for (const position of this.#beside) {
      const text = textOf([position], cells);
      if (text !== "") beside.push({ column: this.#nameOf(position), text });
    }
    const beyond = cells.slice(this.#header.length).filter((cell) => !nothing.has(cell));
    return { fields: Object.fromEntries(fields) as Fields, beside, beyond };
  }

  /** The names of the columns with content that are left out on purpose. */
  leftOutOf(rows: readonly (readonly string[])[]): string[] {
    const filled = this.#leftOut.filter((position) => rows.some((cells) => !nothing.has(cells[position] ?? "")));
    return [...new Set(filled.map((position) => this.#nameOf(position)))];
  }

  #of(field: Field): readonly (readonly number[])[] {
    return this.#positions.find(([name]) => name === field)?.[1] ?? [];
  }

  #nameOf(position: number): string {
    return (this.#header[position] ?? "").replace(/\s+/g, " ") || `Column ${position + 1}`;
  }
}

/** The text of some columns together. */
function textOf(positions: readonly number[], cells: readonly string[]): string {
  return positions
    .map((position) => cells[position] ?? "")
    .filter((cell) => !nothing.has(cell))
    .join(" ");
}

/**
 * A workspace of Clockify may call projects, clients and tasks something else. Their columns are known by their places then: the project
 * first, the client before the description, the task after it.
 */
function renamedColumns(header: readonly string[]): Map<string, number> {
  const names = header.map(columnNameOf);
  const { columns, leftOut } = formats.clockify;
  const known = new Set([...Object.values(columns).flat(), ...leftOut].map(comparableName));
  const description = names.indexOf("description");
  const found = new Map<string, number>();
  if (description === -1) return found;
  const columnsOfName = [
    ["project", 0],
    ["client", description - 1],
    ["task", description + 1],
  ] as const;
  for (const [field, position] of columnsOfName) {
    const name = names[position] ?? "";
    const isFree = name !== "" && !known.has(name) && !isMoney(header[position] ?? "");
    if (isFree && !names.includes(field) && ![...found.values()].includes(position)) found.set(field, position);
  }
  return found;
}
