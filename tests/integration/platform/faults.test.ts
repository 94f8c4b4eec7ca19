/**
 * The product while its database fails as networks and busy tables do: 1 % of calls are throttled, 5 % of answers are lost after the
 * call was done, 5 % of keys are left unread. No outcome may be wrong, nothing may be done twice, and no error may be unexplained.
 */
import { randomUUID } from "node:crypto";
import { createClient, listClients } from "@aerotage/clients/contract";
import { getProject } from "@aerotage/projects/contract";
import {
  approveTimeEntries,
  createTimeEntry,
  deleteTimeEntry,
  listTimeEntries,
  submitTimeEntries,
  updateTimeEntry,
} from "@aerotage/time-entries/contract/time-entries";
import { createInvitation } from "@aerotage/users/contract/invitations";
import { completeUpload, createUpload } from "@aerotage/users/contract/profiles";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call, newPerson, type Person, person } from "../../support/api.js";
import { behave, takesBehaviour } from "../../support/emulator.js";
import { activitiesOf, itemOf, mailsTo, newAddress } from "../../support/people.js";
import { clock, daysAgo, newProject } from "../../support/time.js";

const faults = { throttled: 0.01, lost: 0.05, unprocessed: 0.05 };
let admin: Person;
let employee: Person;
beforeAll(async () => {
  [admin, employee] = await Promise.all([person("admin"), person("employee")]);
  await Promise.all([admin, employee].map((who) => call(listTimeEntries, who)));
});
afterAll(() => (takesBehaviour ? behave({}) : undefined));

/** Repeats a request with one idempotency key as long as it is asked to, as a careful client does. */
async function untilResponded<T extends { status: number; text: string }>(
  send: (headers: Record<string, string>) => Promise<T>,
): Promise<T> {
  const headers = { "idempotency-key": randomUUID() };
  for (let round = 0; round < 10; round += 1) {
    const answer = await send(headers);
    if (answer.status === 500) throw new Error(`An unexplained error: ${answer.text}`);
    if (answer.status !== 503 && !answer.text.includes("REQUEST_IN_PROGRESS")) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("The request never came through.");
}

describe.runIf(takesBehaviour)("with a database that fails now and then", () => {
  it("time is recorded, changed, submitted, approved and deleted once, and all sums are right", async () => {
    const projectId = await newProject({ budget: { type: "hours", value: 1000 } });
    await behave(faults);
    const made = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        untilResponded((headers) =>
          call(createTimeEntry, employee, {
            headers,
            body: { projectId, date: daysAgo(1 + (index % 4)), duration: 30, description: `Work ${index}` },
          }),
        ),
      ),
    );
    expect(made.map(({ status }) => status)).toEqual(Array.from({ length: 40 }, () => 201));
    const ids = made.map(({ data }) => data.id);
    expect(new Set(ids).size).toBe(40);

    const [changed, deleted, rest] = [ids.slice(0, 10), ids.slice(10, 20), ids.slice(20)];
    for (const id of changed) {
      const { status } = await untilResponded(() =>
        call(updateTimeEntry, employee, { path: { id }, body: { duration: 60 } }),
      );
      expect(status).toBe(200);
    }
    for (const id of deleted) {
      const { status } = await untilResponded(() => call(deleteTimeEntry, employee, { path: { id } }));
      // A deletion that was sent again after a lost answer finds nothing.
      expect([200, 404]).toContain(status);
    }
    for (const [operation, who] of [
      [submitTimeEntries, employee],
      [approveTimeEntries, admin],
    ] as const) {
      const { status, data } = await untilResponded((headers) =>
        call(operation, who, { headers, body: { timeEntryIds: rest } }),
      );
      expect(status).toBe(200);
      expect(data.successful).toHaveLength(20);
    }
    await behave({});

    const { data } = await call(listTimeEntries, admin, { query: { projectId } });
    expect(data.items.map(({ id }) => id).toSorted()).toEqual([...changed, ...rest].toSorted());
    expect((await call(getProject, admin, { path: { id: projectId } })).data.budget?.spent).toBe(20);
    for (const day of [1, 2, 3, 4]) {
      const timesheet = (await itemOf("TimeEntries", { id: `day#${employee.id}#${daysAgo(day)}` }))?.entries ?? {};
      const minutes = Object.values(timesheet as Record<string, { minutes: number }>).map((one) => one.minutes);
      const listed = data.items.filter(({ date }) => date === daysAgo(day)).map(({ duration }) => duration);
      expect(minutes.toSorted()).toEqual(listed.toSorted());
    }
    for (const id of rest) {
      const types = (await activitiesOf(id)).map(({ activityType }) => activityType);
      expect(types).toEqual(["time-entry.created", "time-entry.submitted", "time-entry.approved"]);
    }
  }, 180_000);

  it("of overlapping entries exactly one is recorded", async () => {
    const projectId = await newProject();
    await behave(faults);
    for (let round = 0; round < 5; round += 1) {
      const date = daysAgo(20 + round);
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          untilResponded((headers) =>
            call(createTimeEntry, employee, {
              headers,
              body: {
                projectId,
                date,
                startTime: clock(600 - index),
                endTime: clock(601 + index),
                description: "Raced",
              },
            }),
          ),
        ),
      );
      const codes = answers.map(({ status, error }) => error?.code ?? String(status)).toSorted();
      expect(codes).toEqual(["201", ...Array.from({ length: 9 }, () => "TIME_OVERLAP")]);
    }
    await behave({});
    expect((await call(listTimeEntries, admin, { query: { projectId } })).data.items).toHaveLength(5);
  }, 180_000);

  it("a key makes one client, and an address gets one invitation", async () => {
    await behave(faults);
    const [key, name, email] = [randomUUID(), `Client ${randomUUID()}`, newAddress()];
    const clients = await Promise.all(
      Array.from({ length: 10 }, () =>
        call(createClient, admin, { body: { name }, headers: { "idempotency-key": key } }),
      ),
    );
    for (const { status, error } of clients) expect([201, 409, 503], error?.code).toContain(status);
    const invitations = await Promise.all(
      Array.from({ length: 10 }, () => call(createInvitation, admin, { body: { email, role: "employee" } })),
    );
    for (const { status, error } of invitations) expect([201, 409, 503], error?.code).toContain(status);
    await behave({});
    const found = await call(listClients, admin, { query: { search: name } });
    expect(found.data.items).toHaveLength(1);
    expect(invitations.filter(({ status }) => status === 201).length).toBeLessThanOrEqual(1);
    expect((await mailsTo(email)).length).toBeLessThanOrEqual(1);
  }, 120_000);
});

describe.runIf(takesBehaviour)("with connections that the far side has closed", () => {
  it("a picture is taken over, and an address is looked up, at the second try", async () => {
    const one = await newPerson("employee");
    await call(listTimeEntries, one);
    const png = Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
      "base64",
    );
    const path = { id: one.id };
    const begun = await call(createUpload, one, {
      path,
      body: { purpose: "profilePicture", fileName: "me.png", contentType: "image/png", sizeBytes: png.length },
    });
    const { url, method, headers, uploadId } = begun.data;
    await fetch(url, { method, headers, body: new Uint8Array(png) });
    await behave({ closed: ["s3", "dynamodb"] });
    expect((await call(completeUpload, one, { path, body: { uploadId } })).status).toBe(201);
    await behave({ closed: ["cognito-idp"] });
    const invited = await call(createInvitation, admin, { body: { email: newAddress(), role: "employee" } });
    expect(invited.status).toBe(201);
  }, 60_000);
});
