/** The columns of exports, and tables of rows with sums: pure rules. */
import { timeStatuses } from "../contract/filters.js";
import type { Grouping } from "../contract/time-report.js";
import type { Cell, Column, ExportTable, Total } from "./export-table.js";
import { type OwnedCell, sumsOf } from "./sums.js";

const text = (field: string, title: string): Column => ({ field, title, kind: "text" });
/** A column that documents on paper leave out. */
const unprinted = (column: Column): Column => ({ ...column, isPrinted: false });

const levelTitles: Readonly<Record<Grouping, string>> = {
  day: "Date",
  date: "Date",
  week: "Week",
  month: "Month",
  user: "Person",
  project: "Project",
  client: "Client",
  team: "Team",
  billable: "Billable",
  status: "Status",
  tag: "Tag",
};

const statusTitles: Readonly<Record<(typeof timeStatuses)[number], string>> = {
  draft: "Drafts",
  submitted: "Submitted",
  approved: "Approved",
  rejected: "Rejected",
  invoiced: "Invoiced",
};

const entryCounts = timeStatuses.map((status) => ({
  status,
  ...unprinted({ field: status, title: statusTitles[status], kind: "count" }),
}));

/** The columns of each kind of table, without those of sums. */
export const columns = {
  level: (level: Grouping): Column => text(level, levelTitles[level]),
  entry: [
    { field: "date", title: "Date", kind: "date" },
    unprinted({ field: "startTime", title: "Start", kind: "time" }),
    unprinted({ field: "endTime", title: "End", kind: "time" }),
    text("person", "Person"),
    unprinted(text("team", "Team")),
    text("client", "Client"),
    text("project", "Project"),
    text("description", "Description"),
    unprinted(text("tags", "Tags")),
    unprinted({ field: "isBillable", title: "Billable", kind: "boolean" }),
    unprinted(text("status", "Status")),
    { field: "hours", title: "Hours", kind: "hours" },
    text("currency", "Currency"),
    { field: "amount", title: "Amount", kind: "amount" },
  ] satisfies Column[] as readonly Column[],
  entryCounts,
  user: [
    text("person", "Person"),
    text("team", "Team"),
    unprinted({ field: "isActive", title: "Active", kind: "boolean" }),
    { field: "targetHours", title: "Target hours", kind: "hours" },
    { field: "utilizationRate", title: "Utilization", kind: "share" },
    { field: "billableShare", title: "Billable share", kind: "share" },
    ...entryCounts,
    unprinted({ field: "meanApprovalHours", title: "Mean hours to approval", kind: "decimal" }),
    { field: "notSubmitted", title: "Not submitted", kind: "boolean" },
  ] satisfies Column[] as readonly Column[],
  invoice: [
    text("invoiceNumber", "Number"),
    { field: "issueDate", title: "Issued", kind: "date" },
    { field: "dueDate", title: "Due", kind: "date" },
    text("client", "Client"),
    text("status", "Status"),
    unprinted({ field: "sentDate", title: "Sent", kind: "date" }),
    unprinted({ field: "paidDate", title: "Paid on", kind: "date" }),
    text("currency", "Currency"),
    unprinted({ field: "subtotal", title: "Subtotal", kind: "amount" }),
    unprinted({ field: "discountAmount", title: "Discount", kind: "amount" }),
    { field: "taxAmount", title: "Tax", kind: "amount" },
    { field: "totalAmount", title: "Total", kind: "amount" },
    unprinted({ field: "amountPaid", title: "Paid", kind: "amount" }),
    { field: "balance", title: "Open", kind: "amount" },
  ] satisfies Column[] as readonly Column[],
  payment: [
    { field: "paymentDate", title: "Date", kind: "date" },
    text("kind", "Kind"),
    text("invoiceNumber", "Invoice"),
    text("client", "Client"),
    text("paymentMethod", "Method"),
    text("reference", "Reference"),
    text("currency", "Currency"),
    { field: "amount", title: "Amount", kind: "amount" },
  ] satisfies Column[] as readonly Column[],
  project: [
    text("project", "Project"),
    text("client", "Client"),
    text("status", "Status"),
    { field: "deadline", title: "Deadline", kind: "date" },
    unprinted({ field: "isOverdue", title: "Overdue", kind: "boolean" }),
    text("budgetUnit", "Budget in"),
    unprinted(text("budgetMonth", "Budget of month")),
    { field: "budget", title: "Budget", kind: "decimal" },
    { field: "spent", title: "Spent", kind: "decimal" },
    { field: "remaining", title: "Remaining", kind: "decimal" },
    { field: "completion", title: "Completion", kind: "share" },
    unprinted({ field: "burnPerWeek", title: "Per week", kind: "decimal" }),
    unprinted({ field: "exhaustedOn", title: "Exhausted on", kind: "date" }),
  ] satisfies Column[] as readonly Column[],
} as const;

/** The sums of a row, as reports answer them. */
export interface SumFields {
  readonly totalHours: number;
  readonly billableHours: number;
  readonly nonBillableHours: number;
  readonly unapprovedBillableHours: number;
  readonly entryCount: number;
  readonly amounts?: readonly { readonly currency: string; readonly amount: number }[] | undefined;
}

/** What all entries of a table come to. */
const sumColumns = [
  { field: "totalHours", title: "Hours", kind: "hours" },
  { field: "billableHours", title: "Billable hours", kind: "hours" },
  { field: "nonBillableHours", title: "Other hours", kind: "hours" },
  { field: "unapprovedBillableHours", title: "Billable hours not approved", kind: "hours" },
  { field: "entryCount", title: "Entries", kind: "count" },
] as const satisfies readonly Column[];
const unprintedSums: ReadonlySet<string> = new Set(["nonBillableHours", "unapprovedBillableHours"]);

/** A row: its own cells, and its sums. */
export interface Row<Sum extends SumFields> {
  readonly cells: readonly Cell[];
  readonly sums: Sum;
}

interface RowTableOptions {
  /** All time of the table, each entry once. */
  readonly totalsOf: readonly OwnedCell[];
  readonly withAmounts: boolean;
  /** How many of the rows' own columns stand before the sums. @default all */
  readonly sumsAfter?: number;
}

/** A table of rows in memory. Amounts have a column for each currency that there is: they are never added up. */
export function rowTable(
  own: readonly Column[],
  rows: readonly Row<SumFields>[],
  { totalsOf, withAmounts, sumsAfter = own.length }: RowTableOptions,
): ExportTable {
  const total: SumFields = sumsOf(totalsOf).fields(withAmounts);
  const currencies = [
    ...new Set(
      [total, ...rows.map(({ sums }) => sums)].flatMap(({ amounts = [] }) => amounts.map(({ currency }) => currency)),
    ),
  ].sort();
  const summed: Column[] = [
    ...sumColumns.map((column) => ({
      ...column,
      sum: sumCell(total, column),
      ...(unprintedSums.has(column.field) && { isPrinted: false }),
    })),
    ...currencies.map(
      (currency): Column => ({
        field: `amount${currency}`,
        title: `Amount ${currency}`,
        kind: "amount",
        currency,
        sum: amountOf(total, currency) ?? 0,
      }),
    ),
  ];
  const cellsOf = ({ cells, sums }: Row<SumFields>): Cell[] => [
    ...cells.slice(0, sumsAfter),
    ...sumColumns.map((column) => sumCell(sums, column)),
    ...currencies.map((currency) => amountOf(sums, currency)),
    ...cells.slice(sumsAfter),
  ];
  async function* each() {
    for (const row of rows) yield cellsOf(row);
  }
  return {
    columns: [...own.slice(0, sumsAfter), ...summed, ...own.slice(sumsAfter)],
    rows: each(),
    rowsTotal: rows.length,
    totals: totalsIn(summed),
    addsUp: true,
  };
}

function totalsIn(summed: readonly Column[]): Total[] {
  return summed.map(({ title, kind, currency, sum = 0 }) => ({
    title,
    kind: kind as Total["kind"],
    ...(currency !== undefined && { currency }),
    value: sum,
  }));
}

/** A sum as a cell: hours are minutes there. Hours of four decimals stand for whole minutes. */
function sumCell(sums: SumFields, { field, kind }: (typeof sumColumns)[number]): number {
  return kind === "hours" ? Math.round(sums[field] * 60) : sums[field];
}

function amountOf({ amounts = [] }: SumFields, currency: string): number | null {
  return amounts.find((amount) => amount.currency === currency)?.amount ?? null;
}
