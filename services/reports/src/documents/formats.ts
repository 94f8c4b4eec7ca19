/** The files that a table can become. */
import type { CsvOptions, ExportFormat } from "../contract/exports.js";
import type { ExportTable } from "../domain/export-table.js";
import { csvOf } from "./csv.js";
import { jsonOf } from "./json.js";
import { type PaperHeading, pdfOf } from "./pdf.js";
import { xlsxOf } from "./xlsx.js";

/** What a file is made of beside its rows. */
export interface DocumentOptions {
  readonly csv: CsvOptions;
  /** Read only for documents on paper. */
  readonly heading: () => Promise<PaperHeading>;
}

interface Format {
  readonly contentType: string;
  readonly write: (table: ExportTable, options: DocumentOptions) => AsyncIterable<string | Uint8Array>;
}

export const formats: Readonly<Record<ExportFormat, Format>> = {
  csv: {
    contentType: "text/csv; charset=utf-8",
    write: (table, { csv }) => csvOf(table, csv),
  },
  xlsx: {
    contentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    write: xlsxOf,
  },
  pdf: {
    contentType: "application/pdf",
    write: async function* (table, { heading }) {
      yield await pdfOf(table, await heading());
    },
  },
  json: { contentType: "application/json", write: jsonOf },
};
