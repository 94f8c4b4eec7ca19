import type { Mail } from "@aerotage/core/aws/mail";
import type { ExportRecord } from "./export-record.js";
import { deletionOf, fileNameOf } from "./export-record.js";
import type { ReportRun } from "./report-run.js";

/** What the mail of a scheduled report says. */
export interface ReportMailParts {
  readonly run: Pick<ReportRun, "name">;
  readonly file: Pick<ExportRecord, "type" | "period" | "format" | "createdAt">;
  readonly to: { readonly email: string; readonly name: string };
  readonly ownerName: string;
  readonly link: string;
}

/** The mail that tells a recipient of a report's file. It goes out once, so it is tried once. */
export function reportMail({ run, file, to, ownerName, link }: ReportMailParts): Mail {
  const { startDate, endDate } = file.period;
  return {
    to: [to.email],
    subject: `${run.name}: ${startDate} to ${endDate}`,
    text: [
      `Hello ${to.name},`,
      "",
      `the report "${run.name}" from ${startDate} to ${endDate} is ready. It shows what you may see.`,
      "",
      `${fileNameOf(file)}: ${link}`,
      "",
      `The link works until ${deletionOf(file).toISOString().slice(0, 10)}. Whoever has it gets the file, so keep it to yourself.`,
      `${ownerName} has this report mailed to you. Ask them to change or end it.`,
    ].join("\n"),
    tries: 1,
  };
}
