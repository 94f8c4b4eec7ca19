/** Which changes of the Projects table concern budgets. */

import type { ItemChange } from "@aerotage/core/lambda/stream";
import { canonicalJson } from "@aerotage/core/text/canonical-json";
import type { DynamoDBRecord } from "aws-lambda";
import { spentProjectId } from "./projects.js";

/**
 * The records of a batch that must be looked at, in their order: of those of what was spent the last one of each project, since all
 * of its sums are read anew; and all others. Where one fails, the stream delivers it and all after it again, so nothing is lost.
 */
export function recordsToWatch(records: readonly DynamoDBRecord[]): DynamoDBRecord[] {
  const projectOf = (record: DynamoDBRecord) => spentProjectId(record.dynamodb?.Keys?.id?.S ?? "");
  const last = new Map(records.map((record) => [projectOf(record), record]));
  return records.filter((record) => projectOf(record) === undefined || last.get(projectOf(record)) === record);
}

/** The project whose budget must be looked at after a change; nothing where the change does not concern it. */
export function projectToWatch({ before, after }: ItemChange): string | undefined {
  const item = after ?? before;
  const spentOf = spentProjectId(String(item?.id));
  if (spentOf !== undefined) return spentOf;
  const isProject = before?.kind === "project" && after?.kind === "project";
  return isProject && canonicalJson(before.budget) !== canonicalJson(after.budget) ? String(after.id) : undefined;
}
