/** Saved and scheduled reports: who may save and read them, and that each run is done once. */
import { createConfig, deleteConfig, getConfig, listConfigs, updateConfig } from "@aerotage/reports/contract/configs";
import { deleteExport, getExport } from "@aerotage/reports/contract/exports";
import { getReportFile } from "@aerotage/reports/contract/report-file";
import { updateUser } from "@aerotage/users/contract/users";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, it } from "vitest";
import { call, eventually, type Person, person, send } from "../../support/api.js";
import { activitiesOf, itemOf, mailsTo, mailTo, newUser, tokenIn } from "../../support/people.js";
import { claimRuns, deliverRun, endedRun, endLease, makeDue, newScheduled } from "../../support/scheduling.js";
import { daysAgo, newClient, newProject, recorded } from "../../support/time.js";

let admin: Person;
let manager: Person;
let ada: Person;
let projectId: string;

beforeAll(async () => {
  admin = await newUser(await person("admin"), { role: "admin", name: "Anna Admin" });
  manager = await newUser(admin, { role: "manager", name: "Mia Manager" });
  ada = await newUser(admin, { name: "Ada Lovelace" });
  projectId = await newProject({ clientId: await newClient() });
  await recorded(ada, { projectId, date: daysAgo(1), duration: 60 });
  await recorded(admin, { projectId, date: daysAgo(1), duration: 30 });
});

const follow = (token: string) => send(getReportFile, undefined, { path: { token } });

/** A moment at which a daily schedule of six o'clock in Berlin has run. */
const yesterday = `${daysAgo(1)}T05:00:00.000Z`;

describe("a saved report", () => {
  const body = {
    name: "Mine",
    type: "time",
    filters: { projectId: "01ARZ3NDEKTSV4RRFFQ69G5FAV", groupBy: "day,user" },
  };

  it("is its owner's, is changed by parts, and knows its versions", async () => {
    const made = await call(createConfig, ada, { body });
    expect([made.status, made.headers.get("etag")]).toEqual([201, '"1"']);
    expect(made.data).toMatchObject({
      name: "Mine",
      format: "csv",
      visibility: "private",
      filters: { projectId: [body.filters.projectId], groupBy: ["day", "user"] },
      ownerId: ada.id,
      version: 1,
    });
    const path = { configId: made.data.id };
    const changed = await call(updateConfig, ada, { path, body: { name: "Renamed" }, headers: { "if-match": '"1"' } });
    expect(changed.data).toMatchObject({ name: "Renamed", filters: made.data.filters, version: 2 });
    const late = await call(updateConfig, ada, { path, body: { name: "Late" }, headers: { "if-match": '"1"' } });
    expect(late.status).toBe(412);
    for (const other of [admin, manager]) {
      expect((await call(getConfig, other, { path })).error.code).toBe("REPORT_CONFIG_NOT_FOUND");
      expect((await call(deleteConfig, other, { path })).status).toBe(404);
    }
    expect((await call(deleteConfig, ada, { path })).status).toBe(200);
    expect((await call(getConfig, ada, { path })).status).toBe(404);
    const types = (await activitiesOf(made.data.id)).map(({ activityType }) => activityType);
    expect(types).toEqual(["report-config.created", "report-config.updated", "report-config.deleted"]);
  });

  it("is read by others once it is shared, if they may have its type, without whom it is mailed to", async () => {
    const schedule = { frequency: "monthly", dayOfMonth: 31, hour: 6, timezone: "UTC", recipients: [manager.email] };
    const shared = { ...body, name: "Shared", type: "projects", filters: {}, visibility: "shared", schedule };
    const { data } = await call(createConfig, manager, { body: shared });
    expect(data.schedule?.recipients).toEqual([manager.id]);
    const path = { configId: data.id };
    expect((await call(getConfig, admin, { path })).data.schedule).toEqual(data.schedule);
    expect((await call(getConfig, ada, { path })).status).toBe(404);
    await call(updateConfig, manager, { path, body: { type: "time" } });
    const seen = await call(getConfig, ada, { path });
    expect(seen.data).toMatchObject({ name: "Shared", type: "time" });
    expect(seen.data).not.toHaveProperty("schedule");
    expect((await call(updateConfig, ada, { path, body: { name: "Taken" } })).error.code).toBe("FORBIDDEN");
    const ended = await call(updateConfig, admin, { path, body: { schedule: null, visibility: "private" } });
    expect(ended.data).toMatchObject({ ownerId: manager.id, visibility: "private" });
    expect(ended.data).not.toHaveProperty("nextRunAt");
    expect(await itemOf("Settings", { id: `report-schedule#${data.id}` })).toBeUndefined();
    expect((await call(getConfig, ada, { path })).status).toBe(404);
  });

  it("is listed, one's own and what is shared, page by page", async () => {
    const mine = await newUser(admin, { name: "Lia List" });
    for (const visibility of ["private", "shared", "private"])
      await call(createConfig, mine, { body: { ...body, visibility } });
    const all = (await call(listConfigs, mine)).data.items;
    expect(all.filter(({ ownerId }) => ownerId === mine.id)).toHaveLength(3);
    const paged: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const query = { limit: "2", ...(cursor !== undefined && { cursor }) };
      const { items, pagination } = (await call(listConfigs, mine, { query })).data;
      paged.push(...items.map(({ id }) => id));
      cursor = pagination.nextCursor;
      if (cursor === undefined) break;
    }
    expect(paged).toEqual(all.map(({ id }) => id));
    const ofOthers = (await call(listConfigs, ada)).data.items.filter(({ ownerId }) => ownerId === mine.id);
    expect(ofOthers.map(({ visibility }) => visibility)).toEqual(["shared"]);
  });

  it("is refused where its type, its filters or its schedule do not fit", async () => {
    const refused = async (who: Person, more: object) => {
      const { status, error } = await call(createConfig, who, { body: { ...body, ...more } });
      return [status, error.details?.[0]?.path ?? error.code];
    };
    const schedule = { frequency: "weekly", hour: 6, timezone: "UTC", recipients: [admin.id] };
    expect(await refused(ada, { type: "users" })).toEqual([403, "FORBIDDEN"]);
    expect(await refused(admin, { filters: { startDate: "2026-01-01" } })).toEqual([400, "filters.endDate"]);
    expect(await refused(admin, { type: "invoices", filters: { tag: "a" } })).toEqual([400, "filters.tag"]);
    expect(await refused(admin, { schedule })).toEqual([400, "schedule.weekday"]);
    expect(await refused(admin, { schedule: { ...schedule, frequency: "monthly" } })).toEqual([
      400,
      "schedule.dayOfMonth",
    ]);
  });
});

describe("recipients without rights to the data", () => {
  it("are refused when a report is saved", async () => {
    const refused = async (who: Person, recipients: string[], more: object = {}) => {
      const schedule = { frequency: "daily", hour: 6, timezone: "UTC", recipients };
      const { status, error } = await call(createConfig, who, {
        body: { name: "To some", type: "time", schedule, ...more },
      });
      return status === 201 ? [] : [error.code, ...(error.details ?? []).map(({ path }) => path)];
    };
    expect(await refused(admin, [admin.id, "nobody@example.com", "unknown"])).toEqual([
      "RECIPIENT_REFUSED",
      "schedule.recipients.1",
      "schedule.recipients.2",
    ]);
    expect(await refused(admin, [ada.email], { type: "users" })).toEqual([
      "RECIPIENT_REFUSED",
      "schedule.recipients.0",
    ]);
    expect(await refused(admin, [ada.email], { filters: { userId: manager.id } })).toHaveLength(2);
    expect(await refused(admin, [manager.id], { type: "projects", filters: { projectId } })).toHaveLength(2);
    expect(await refused(ada, [admin.id])).toHaveLength(2);
    expect(await refused(ada, [ada.email])).toEqual([]);
  });

  it("are skipped when it is sent, and that is noted", async () => {
    const leaver = await newUser(admin, { role: "manager", name: "Lee Leaver" });
    const { id } = await newScheduled(admin, [leaver.id, admin.id], { type: "users" });
    await call(updateUser, admin, { path: { id: leaver.id }, body: { role: "employee" } });
    await makeDue(id, yesterday);
    await claimRuns();
    const run = await endedRun(admin, id);
    expect(run.status).toBe("incomplete");
    expect(run.deliveries).toContainEqual({
      userId: leaver.id,
      status: "skipped",
      reason: "may not have reports of users",
    });
    expect(run.exportId).toBeDefined();
  });
});

describe("a scheduled report that is due", () => {
  it("is mailed to each recipient with a link to a file of what they may see", async () => {
    const reader = await newUser(admin, { role: "admin", name: "Rea Reader" });
    const { id, nextRunAt } = await newScheduled(admin, [reader.id, ada.email]);
    expect(Date.parse(nextRunAt ?? "")).toBeGreaterThan(Date.now());
    await makeDue(id, yesterday);
    await claimRuns();
    const run = await endedRun(admin, id);
    expect(run).toMatchObject({ status: "completed" });
    expect(run.deliveries.map(({ status }) => status)).toEqual(["sent", "sent"]);
    const names = async (who: Person) => {
      const mail = await eventually("the mail of the report", async () =>
        (await mailsTo(who.email)).find(({ subject }) => subject.startsWith("Hours of the week")),
      );
      const followed = await follow(tokenIn(mail));
      expect(followed.status).toBe(302);
      const text = await (await fetch(followed.headers.get("location") ?? "")).text();
      const rows: Record<string, string>[] = parse(text, { columns: true, bom: true });
      return new Set(rows.map(({ Person: name }) => name));
    };
    expect(await names(reader)).toContain("Anna Admin");
    expect(await names(ada)).toEqual(new Set(["Ada Lovelace"]));
    const { data } = await call(getConfig, admin, { path: { configId: id } });
    expect(data.version).toBe(1);
    expect(Date.parse(data.nextRunAt ?? "")).toBeGreaterThan(Date.now());
  });

  it("has a link that ends with its file, or with the rights of its recipient", async () => {
    const reader = await newUser(admin, { role: "manager", name: "Ron Reader" });
    const { id } = await newScheduled(reader, [reader.id]);
    await makeDue(id, yesterday);
    await claimRuns();
    const { exportId = "" } = await endedRun(reader, id);
    const token = tokenIn(await mailTo(reader.email, 2));
    expect((await follow(token)).status).toBe(302);
    await call(updateUser, admin, { path: { id: reader.id }, body: { role: "employee" } });
    expect((await follow(token)).status).toBe(410);
    await call(updateUser, admin, { path: { id: reader.id }, body: { role: "manager" } });
    expect((await follow(token)).status).toBe(302);
    expect((await call(getExport, reader, { path: { exportId } })).data.status).toBe("completed");
    await call(deleteExport, reader, { path: { exportId } });
    const revoked = await follow(token);
    expect([revoked.status, revoked.error?.code]).toEqual([410, "REPORT_FILE_REVOKED"]);
    expect((await follow("x".repeat(43))).status).toBe(404);
  });

  it("runs once, however many begin and run it at once", async () => {
    const reader = await newUser(admin, { name: "Una Once" });
    const { id } = await newScheduled(reader, [reader.id]);
    await makeDue(id, yesterday);
    await Promise.all([claimRuns(), claimRuns(), claimRuns()]);
    const { lastRun } = (await call(getConfig, reader, { path: { configId: id } })).data;
    const plannedAt = lastRun?.at ?? "";
    await Promise.all([deliverRun(id, plannedAt), deliverRun(id, plannedAt)]);
    await endedRun(reader, id);
    await Promise.all([claimRuns(), deliverRun(id, plannedAt)]);
    const types = (await activitiesOf(id)).map(({ activityType }) => activityType);
    expect(types).toEqual(["report-config.created", "report.due", "report.delivered"]);
    // The first mail was the invitation.
    expect(await mailsTo(reader.email)).toHaveLength(2);
  });

  it.each(["before-commit", "after-commit"])("runs once where whoever begins it dies at %s", async (point) => {
    const reader = await newUser(admin, { name: "Bea Begun" });
    const { id } = await newScheduled(reader, [reader.id]);
    await makeDue(id, yesterday);
    await expect(claimRuns(`${point}=exit`)).rejects.toThrow();
    await claimRuns();
    await endedRun(reader, id);
    await claimRuns();
    const types = (await activitiesOf(id)).map(({ activityType }) => activityType);
    expect(types).toEqual(["report-config.created", "report.due", "report.delivered"]);
    expect(await mailsTo(reader.email)).toHaveLength(2);
  });

  it("is made up for once where many runs were missed", async () => {
    const reader = await newUser(admin, { name: "Mo Missed" });
    const { id } = await newScheduled(reader, [reader.id]);
    await makeDue(id, `${daysAgo(40)}T05:00:00.000Z`);
    await claimRuns();
    const { at } = await endedRun(reader, id);
    expect(Date.now() - Date.parse(at)).toBeLessThan(25 * 3_600_000);
    await claimRuns();
    expect((await activitiesOf(id)).filter(({ activityType }) => activityType === "report.due")).toHaveLength(1);
    expect(await mailsTo(reader.email)).toHaveLength(2);
  });
});

describe("a run whose function dies", () => {
  /** Begins a run that dies at fault points, one after another, and lets it be gone on with. */
  async function interrupted(points: readonly string[], meanwhile?: (id: string, reader: Person) => Promise<unknown>) {
    const reader = await newUser(admin, { name: "Ira Interrupted" });
    const faults = points.map((point) => `${point}=exit`).join(";");
    const { id } = await newScheduled(reader, [reader.id], {}, { "x-fault": faults });
    await makeDue(id, yesterday);
    await claimRuns();
    const plannedAt = (await call(getConfig, reader, { path: { configId: id } })).data.lastRun?.at ?? "";
    const key = { id: `report-run#${id}#${plannedAt}` };
    for (const [index] of points.entries()) {
      await eventually("a run that was begun", async () =>
        Number((await itemOf("Settings", key))?.attempts) > index ? true : undefined,
      );
      // It dies within a moment of the steps before it.
      await new Promise((resolve) => setTimeout(resolve, 3000));
      if (index === 0) await meanwhile?.(id, reader);
      await endLease(id, plannedAt);
      await claimRuns();
    }
    await eventually("the end of the run", async () => (await itemOf("Settings", key))?.endedAt as string | undefined);
    return { id, reader };
  }

  it("is gone on with, and mails once", async () => {
    const { id, reader } = await interrupted(["run-taken", "export-stored", "before-run-end"]);
    expect((await endedRun(reader, id)).status).toBe("completed");
    expect(await mailsTo(reader.email)).toHaveLength(2);
  }, 120_000);

  it.each([
    ["before-mail", 1],
    ["after-mail", 2],
  ])(
    "at %s never mails again",
    async (point, mails) => {
      const { id, reader } = await interrupted([point]);
      const { status, deliveries } = await endedRun(reader, id);
      expect([status, deliveries[0]?.status]).toEqual(["failed", "uncertain"]);
      expect(await mailsTo(reader.email)).toHaveLength(mails);
    },
    120_000,
  );

  it("ends as it was begun where its report is deleted meanwhile", async () => {
    const { reader } = await interrupted(["run-taken"], (id, reader) =>
      call(deleteConfig, reader, { path: { configId: id } }),
    );
    expect(await mailsTo(reader.email)).toHaveLength(2);
  }, 120_000);
});
