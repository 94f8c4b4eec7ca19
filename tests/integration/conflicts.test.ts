/**
 * Transactions that meet on one item: DynamoDB cancels all but one of them, and refuses single writes of the item meanwhile. The
 * requests behind them must come through all the same, or be told what is in their way; none may be sent away with 503.
 */
import { randomUUID } from "node:crypto";
import { deleteClient } from "@aerotage/clients/contract";
import { createProject, getProject } from "@aerotage/projects/contract";
import { createTeam, getTeam } from "@aerotage/teams/contract";
import { approveTimeEntries, createTimeEntry, submitTimeEntries } from "@aerotage/time-entries/contract";
import { updateUser } from "@aerotage/users/contract";
import { DynamoDBClient, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, it } from "vitest";
import { call, cloud, type Person, person, tableOf } from "./api.js";
import { newUserRows } from "./people.js";
import { daysAgo, newClient, newProject, recorded } from "./time.js";

let admin: Person;
beforeAll(async () => {
  admin = await person("admin");
});

/** How often each status was answered. */
function statuses(answers: readonly { status: number }[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

const times = <T>(count: number, make: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));

describe("the emulator", () => {
  const once = DynamoDBDocumentClient.from(new DynamoDBClient({ ...cloud, maxAttempts: 1 }));
  const TableName = tableOf("Clients");

  it("cancels a transaction, and refuses a write, on an item of a transaction that is under way", async () => {
    const id = `conflict#${randomUUID()}`;
    const outcomes = await times(8, async (index) => {
      const put = { TableName, Item: { id, index } };
      const other = { Put: { TableName, Item: { id: `${id}#${index}` } } };
      const write =
        index === 7
          ? once.send(new PutCommand(put))
          : once.send(new TransactWriteCommand({ TransactItems: [other, { Put: put }] }));
      return write.then(
        () => "written",
        (error: Error) =>
          error instanceof TransactionCanceledException
            ? error.CancellationReasons?.map(({ Code }) => Code).join()
            : error.name,
      );
    });
    expect(outcomes).toContain("written");
    expect(outcomes).toContain("None,TransactionConflict");
    expect(new Set(outcomes).size).toBeLessThanOrEqual(3);
    for (const outcome of outcomes)
      expect(["written", "None,TransactionConflict", "TransactionConflictException"]).toContain(outcome);
  });
});

describe("many requests that write one item", () => {
  it("come through as the first entries of fifty people on a new project", async () => {
    const [projectId, people] = await Promise.all([
      newProject({ budget: { type: "hours", value: 1000 } }),
      newUserRows(50),
    ]);
    const body = { projectId, date: daysAgo(1), duration: 30, description: "First" };
    const answers = await times(50, (index) =>
      call(createTimeEntry, admin, { body: { ...body, userId: people[index] } }),
    );
    expect(statuses(answers)).toEqual({ 201: 50 });
    expect((await call(getProject, admin, { path: { id: projectId } })).data.budget?.spent).toBe(25);
  }, 120_000);

  it("come through as twenty people who are put into one team", async () => {
    const [team, people] = await Promise.all([
      call(createTeam, admin, { body: { name: `Team ${randomUUID()}` } }),
      newUserRows(20),
    ]);
    const { id } = team.data;
    const answers = await times(20, (index) =>
      call(updateUser, admin, { path: { id: people[index] ?? "" }, body: { teamId: id } }),
    );
    expect(statuses(answers)).toEqual({ 200: 20 });
    expect((await call(getTeam, admin, { path: { id } })).data.memberIds.toSorted()).toEqual(people.toSorted());
  }, 120_000);

  it("come through as twenty projects of one client", async () => {
    const clientId = await newClient();
    const answers = await times(20, (index) =>
      call(createProject, admin, { body: { clientId, name: `Project ${index} ${randomUUID()}` } }),
    );
    expect(statuses(answers)).toEqual({ 201: 20 });
    const refused = await call(deleteClient, admin, { path: { id: clientId } });
    expect([refused.status, refused.error.code]).toEqual([409, "CLIENT_HAS_PROJECTS"]);
  }, 120_000);

  it("come through as eight approvals of entries of one person, each of its own", async () => {
    const [owner, projectId] = [await person("employee"), await newProject()];
    const entries = await times(8, (index) => recorded(owner, { projectId, date: daysAgo(1), duration: 10 + index }));
    const ids = entries.map(({ id }) => id);
    await call(submitTimeEntries, owner, { body: { timeEntryIds: ids } });
    const answers = await times(8, (index) =>
      call(approveTimeEntries, admin, { body: { timeEntryIds: [ids[index]] } }),
    );
    expect(statuses(answers)).toEqual({ 200: 8 });
    expect(answers.flatMap(({ data }) => data.successful).toSorted()).toEqual(ids.toSorted());
  }, 120_000);
});
