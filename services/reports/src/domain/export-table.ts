/** A report as a table: pure rules. */

/** What a cell of a column holds. */
export type CellKind =
  | "text"
  | "date"
  /** `HH:MM` */
  | "time"
  /** Whole minutes, which are shown as hours. */
  | "hours"
  /** Major units of the column's currency, or of the one in the row's column `currency`. */
  | "amount"
  | "decimal"
  | "count"
  /** A fraction: 0.9 is 90 %. */
  | "share"
  | "boolean";

export interface Column {
  /** The name of the field in JSON. */
  readonly field: string;
  readonly title: string;
  readonly kind: CellKind;
  /** ISO 4217, of all amounts of the column. */
  readonly currency?: string;
  /** The exact sum of the column, where sums make sense: of each entry once. */
  readonly sum?: number;
  /** False for a column that a document on paper leaves out. @default true */
  readonly isPrinted?: boolean;
}

export type Cell = string | number | boolean | null;

/** A sum over all entries of a table. */
export interface Total {
  readonly title: string;
  readonly kind: "hours" | "amount" | "count";
  /** ISO 4217, of an amount. */
  readonly currency?: string;
  readonly value: number;
}

/** A table whose rows are made one by one. */
export interface ExportTable {
  readonly columns: readonly Column[];
  readonly rowsTotal: number;
  /** Sums over all entries, each counted once: exact, whatever the rows round. */
  readonly totals: readonly Total[];
  /** False where an entry is in several rows, so that the rows do not add up to the totals. */
  readonly addsUp: boolean;
  /** Each as long as `columns`. */
  readonly rows: AsyncIterable<readonly Cell[]>;
  /** What a document on paper shows above the rows. */
  readonly chart?: Chart;
}

/** Hours over the period. */
export interface Chart {
  readonly title: string;
  readonly bars: readonly { readonly label: string; readonly value: number }[];
}
