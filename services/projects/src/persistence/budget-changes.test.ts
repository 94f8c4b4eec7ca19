import type { ItemChange } from "@aerotage/core/lambda/stream";
import type { DynamoDBRecord } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { projectToWatch, recordsToWatch } from "./budget-changes.js";

const record = (id: string): DynamoDBRecord => ({ dynamodb: { Keys: { id: { S: id } } } });
const change = (
  before: Record<string, unknown> | undefined,
  after: Record<string, unknown> | undefined,
): ItemChange => ({
  kind: "MODIFY",
  before,
  after,
});

describe("the changes of a batch", () => {
  it("are looked at once for all that was spent of a project, where it comes last", () => {
    const batch = ["spent#a#x", "spent#b#x", "spent#a#y", "a", "spent#b#x", "a"].map(record);
    expect(recordsToWatch(batch)).toEqual([batch[2], batch[3], batch[4], batch[5]]);
    expect(recordsToWatch(batch).map((one) => batch.indexOf(one))).toEqual([2, 3, 4, 5]);
  });
});

describe("a change concerns the budget", () => {
  it("of the project that somebody spent of, also where that is over", () => {
    const item = { id: "spent#a#x", projectId: "a" };
    expect(projectToWatch(change(undefined, item))).toBe("a");
    expect(projectToWatch(change(item, undefined))).toBe("a");
  });

  it("of a project that has another one", () => {
    const project = { id: "a", kind: "project", budget: { type: "hours", hours: 1 } };
    expect(projectToWatch(change(project, { ...project, budget: { type: "hours", hours: 2 } }))).toBe("a");
    expect(projectToWatch(change(project, { ...project, name: "New" }))).toBeUndefined();
    expect(projectToWatch(change(undefined, project))).toBeUndefined();
    expect(projectToWatch(change(project, undefined))).toBeUndefined();
  });

  it("of none where other items change", () => {
    expect(projectToWatch(change(undefined, { id: "recorders#a" }))).toBeUndefined();
    expect(projectToWatch(change({ id: "budget#a" }, { id: "budget#a" }))).toBeUndefined();
  });
});
