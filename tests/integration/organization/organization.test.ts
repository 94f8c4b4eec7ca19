/**
 * The company's settings are one record that all test files share. This file is the one that changes them, and only what no other
 * file goes by: locks and holidays lie long ago, and currency, time zone, week, prefix and the like keep their values.
 */
import { randomUUID } from "node:crypto";
import { createClient } from "@aerotage/clients/contract";
import {
  getSettings,
  listActivity,
  listUserActivity,
  updateSettings,
} from "@aerotage/organization/contract/organization";
import { createProject } from "@aerotage/projects/contract";
import { approveTimeEntries, createTimeEntry, submitTimeEntries } from "@aerotage/time-entries/contract/time-entries";
import { DeleteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call, newPerson, type Person, person, tableOf, tables, withoutConflict } from "../../support/api.js";

const item = { TableName: tableOf("Settings"), Key: { id: "organization" } };

let admin: Person;
let manager: Person;
let employee: Person;
let original: Record<string, unknown> | undefined;

beforeAll(async () => {
  [admin, manager, employee] = await Promise.all([person("admin"), person("manager"), person("employee")]);
  original = (await tables.send(new GetCommand({ ...item, ConsistentRead: true }))).Item;
});

afterAll(async () => {
  if (original === undefined) await forget();
  else await tables.send(new PutCommand({ TableName: item.TableName, Item: original }));
});

/** Takes the settings away, as if nobody had ever set anything. */
const forget = () => tables.send(new DeleteCommand(item));

/** Changes the settings, again if somebody else did at the same time. */
function change(body: object, caller = admin) {
  return withoutConflict(() => call(updateSettings, caller, { body }));
}

const uniqueName = () => `Company ${randomUUID()}`;

/** Another file may write the settings between two steps of a test that counts versions. */
const undisturbed = { retry: 2 };

describe("settings that nobody has set", () => {
  it("are the defaults, in version 0", undisturbed, async () => {
    await forget();
    const { status, data, headers } = await call(getSettings, admin);
    expect([status, headers.get("etag")]).toEqual([200, '"0"']);
    expect(data).toEqual({
      currency: "USD",
      timezone: "UTC",
      weekStart: "monday",
      holidays: [],
      invoicePrefix: "INV",
      creditNotePrefix: "CN",
      selfApproval: false,
      budgetThresholds: [50, 80, 100],
      reminderDays: [7, 14, 30],
      version: 0,
    });
  });

  it("get their first version from a change, but not from one that changes nothing", undisturbed, async () => {
    await forget();
    const same = await call(updateSettings, admin, { body: { currency: "USD", vatId: null } });
    expect([same.status, same.data.version, JSON.parse(same.text).message]).toEqual([200, 0, "Nothing was changed."]);
    expect((await tables.send(new GetCommand({ ...item, ConsistentRead: true }))).Item).toBeUndefined();
    const legalName = uniqueName();
    const first = await call(updateSettings, admin, { body: { legalName }, headers: { "if-match": '"0"' } });
    expect([first.status, first.headers.get("etag")]).toEqual([200, '"1"']);
    expect(first.data).toMatchObject({ legalName, currency: "USD", version: 1, updatedBy: admin.id });
    expect((await call(getSettings, admin)).data).toEqual(first.data);
  });

  it("are set once by many at once that name version 0", undisturbed, async () => {
    await forget();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        call(updateSettings, admin, { body: { legalName: uniqueName() }, headers: { "if-match": '"0"' } }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 412)]);
  });

  it("lose no change of many at once: each is either applied or refused", undisturbed, async () => {
    await forget();
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => call(updateSettings, admin, { body: { legalName: uniqueName() } })),
    );
    const applied = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status, error }) => status === 409 && error.code === "CONFLICT");
    expect(applied.length + refused.length).toBe(12);
    expect(new Set(applied.map(({ data }) => data.version)).size).toBe(applied.length);
    const { data } = await call(getSettings, admin);
    expect(data.version).toBe(applied.length);
    const last = applied.find((answer) => answer.data.version === applied.length);
    expect(data.legalName).toBe(last?.data.legalName);
  });
});

describe("changing the settings", () => {
  const address = { street: "Main St 1", city: "Berlin", postcode: "10115", country: "DE" };

  it("takes them all, and gives managers and employees the public part", async () => {
    const legalName = uniqueName();
    const body = {
      legalName: ` ${legalName} `,
      address: { ...address, planet: "ignored" },
      vatId: "DE123456789",
      bankDetails: { accountHolder: "Acme", iban: "de89 3704 0044 0532 0130 00", bic: "cobadeff", bankName: "" },
      logo: "https://example.com/logo.svg",
      holidays: [
        { date: "1990-12-25", name: "Christmas" },
        { date: "1990-01-01", name: "New Year" },
      ],
      unknown: "ignored",
    };
    const { status, data } = await change(body);
    expect(status).toBe(200);
    const open = {
      legalName,
      address,
      logo: "https://example.com/logo.svg",
      holidays: [
        { date: "1990-01-01", name: "New Year" },
        { date: "1990-12-25", name: "Christmas" },
      ],
    };
    expect(data).toMatchObject({
      ...open,
      vatId: "DE123456789",
      bankDetails: { accountHolder: "Acme", iban: "DE89370400440532013000", bic: "COBADEFF" },
      updatedBy: admin.id,
    });
    expect(data.bankDetails).not.toHaveProperty("bankName");
    for (const caller of [manager, employee]) {
      const seen = await call(getSettings, caller);
      expect(seen.data).toMatchObject(open);
      expect(seen.headers.get("etag")).toBe(`"${seen.data.version}"`);
      for (const hidden of ["vatId", "bankDetails", "invoicePrefix", "budgetThresholds", "reminderDays", "updatedBy"])
        expect(seen.data).not.toHaveProperty(hidden);
    }
  });

  it("has a time at which people are reminded, for administrators to see and to turn off", async () => {
    const submissionReminder = { weekday: "tuesday", time: "09:30" };
    expect((await change({ submissionReminder })).data.submissionReminder).toEqual(submissionReminder);
    expect((await call(getSettings, admin)).data.submissionReminder).toEqual(submissionReminder);
    for (const caller of [manager, employee])
      expect((await call(getSettings, caller)).data).not.toHaveProperty("submissionReminder");
    const { status, error } = await change({ submissionReminder: { weekday: "tue", time: "9:30" } });
    expect(status).toBe(400);
    expect(error.details?.map(({ path }) => path).sort()).toEqual([
      "submissionReminder.time",
      "submissionReminder.weekday",
    ]);
    expect((await change({ submissionReminder: null })).data).not.toHaveProperty("submissionReminder");
  });

  it("merges, and clears with null", async () => {
    const legalName = uniqueName();
    await change({ legalName, vatId: "DE1", address, holidays: [{ date: "1990-01-01", name: "New Year" }] });
    const { data } = await change({ vatId: "DE2", address: null, holidays: null, currency: null });
    expect(data).toMatchObject({ legalName, vatId: "DE2", holidays: [], currency: "USD" });
    expect(data).not.toHaveProperty("address");
  });

  it("writes nothing for a whole form that comes back as it is", undisturbed, async () => {
    await change({ legalName: uniqueName(), lockedUntil: "2001-01-31", lockReason: `Closed ${randomUUID()}` });
    const { data } = await call(getSettings, admin);
    const { lockReason: _reason, ...form } = data;
    for (const body of [data, form]) {
      const again = await call(updateSettings, admin, { body });
      expect([again.status, again.data]).toEqual([200, data]);
    }
  });

  it("refuses a stale version with 412 and changes nothing", undisturbed, async () => {
    const { data } = await change({ legalName: uniqueName() });
    const match = { "if-match": `"${data.version}"` };
    const next = await call(updateSettings, admin, { body: { legalName: uniqueName() }, headers: match });
    expect([next.status, next.data.version]).toEqual([200, data.version + 1]);
    const stale = await call(updateSettings, admin, { body: { legalName: "Lost" }, headers: match });
    expect([stale.status, stale.error.code]).toEqual([412, "PRECONDITION_FAILED"]);
    expect((await call(getSettings, admin)).data.legalName).toBe(next.data.legalName);
  });

  it("refuses all violations at once", async () => {
    const body = {
      bankDetails: { accountHolder: "Acme", iban: "DE89370400440532013001" },
      logo: "http://example.com/logo.svg",
      currency: "usd",
      timezone: "Mars/Olympus",
      weekStart: "friday",
      holidays: [
        { date: "1990-01-01", name: "New Year" },
        { date: "1990-01-01", name: "Again" },
      ],
      invoicePrefix: "re 1",
      selfApproval: "yes",
      budgetThresholds: [80, 50],
      reminderDays: [91],
    };
    const { status, error } = await call(updateSettings, admin, { body });
    expect([status, error.code]).toEqual([400, "VALIDATION_ERROR"]);
    expect(error.details?.map(({ path }) => path).sort()).toEqual([
      "bankDetails.iban",
      "budgetThresholds",
      "currency",
      "holidays",
      "invoicePrefix",
      "logo",
      "reminderDays.0",
      "selfApproval",
      "timezone",
      "weekStart",
    ]);
  });

  it.each([
    ["manager", () => manager],
    ["employee", () => employee],
  ])("is refused to a %s", async (_role, caller) => {
    const { status, error } = await call(updateSettings, caller(), { body: { legalName: "Mine" } });
    expect([status, error.code]).toEqual([403, "FORBIDDEN"]);
  });
});

describe("settings of invoices", () => {
  const fields = {
    taxRate: 0.19,
    smallBusiness: { reason: "No VAT is charged (section 19 UStG)." },
    timeRounding: { mode: "up", minutes: 15 },
    paymentTerms: "Net 14",
  };
  const names = [...Object.keys(fields), "invoiceNumberStart"];

  it("are for administrators alone, and are cleared with null", async () => {
    const { status, data } = await change({ ...fields, timeRounding: { ...fields.timeRounding, unknown: 1 } });
    expect(status).toBe(200);
    expect(data).toMatchObject(fields);
    expect((await call(getSettings, admin)).data).toMatchObject(fields);
    for (const caller of [manager, employee])
      for (const name of names) expect((await call(getSettings, caller)).data).not.toHaveProperty(name);
    const none = await change({ timeRounding: { mode: "none" } });
    expect(none.data.timeRounding).toEqual({ mode: "none" });
    const cleared = await change(Object.fromEntries(names.map((name) => [name, null])));
    for (const name of names) expect(cleared.data).not.toHaveProperty(name);
  });

  it("are refused with all violations at once", async () => {
    const { status, error } = await change({
      taxRate: 19,
      smallBusiness: { reason: "" },
      timeRounding: { mode: "up" },
      paymentTerms: "x".repeat(201),
      invoiceNumberStart: { year: 1999, number: 0 },
    });
    expect(status).toBe(400);
    expect(error.details?.map(({ path }) => path).sort()).toEqual([
      "invoiceNumberStart.number",
      "invoiceNumberStart.year",
      "paymentTerms",
      "smallBusiness.reason",
      "taxRate",
      "timeRounding.minutes",
    ]);
  });
});

describe("the first number of a year's invoices", () => {
  const numbers = { TableName: tableOf("Invoices"), Key: { id: "numbers#invoice" } };
  /** No test issues invoices in these years. */
  const [year, otherYear, racedYear] = [2098, 2097, 2096];

  /** Gives a number of a year, as the invoices service does; takes them all back without one. */
  const give = (of: number, number?: number) =>
    tables.send(
      new UpdateCommand({
        ...numbers,
        UpdateExpression: number === undefined ? "REMOVE #year" : "SET #year = :number",
        ExpressionAttributeNames: { "#year": `y${of}` },
        ...(number !== undefined && { ExpressionAttributeValues: { ":number": number } }),
      }),
    );
  const start = (of: number, number: number) =>
    call(updateSettings, admin, { body: { invoiceNumberStart: { year: of, number } } });

  afterAll(async () => {
    await change({ invoiceNumberStart: null });
    for (const each of [year, racedYear]) await give(each);
  });

  it("is set and changed until a number of the year was given, and cleared at any time", undisturbed, async () => {
    await give(year);
    await change({ invoiceNumberStart: null });
    expect((await start(year, 100)).data.invoiceNumberStart).toEqual({ year, number: 100 });
    expect((await start(year, 200)).data.invoiceNumberStart).toEqual({ year, number: 200 });
    await give(year, 200);
    const changed = await start(year, 300);
    expect([changed.status, changed.error.code]).toEqual([409, "INVOICE_NUMBERS_GIVEN"]);
    expect(changed.error.details?.map(({ path }) => path)).toEqual(["invoiceNumberStart"]);
    expect((await start(year, 200)).status).toBe(200);
    expect((await start(otherYear, 5)).data.invoiceNumberStart).toEqual({ year: otherYear, number: 5 });
    expect((await change({ invoiceNumberStart: null })).data).not.toHaveProperty("invoiceNumberStart");
    expect((await start(year, 200)).error.code).toBe("INVOICE_NUMBERS_GIVEN");
  });

  it("is set or refused where a number is given at the same moment", undisturbed, async () => {
    for (let round = 0; round < 5; round += 1) {
      await give(racedYear);
      await change({ invoiceNumberStart: null });
      const [raced] = await Promise.all([start(racedYear, 10), give(racedYear, 1)]);
      expect(raced.status === 200 || raced.error.code === "INVOICE_NUMBERS_GIVEN").toBe(true);
      expect((await start(racedYear, 20)).error.code).toBe("INVOICE_NUMBERS_GIVEN");
    }
  });
});

describe("the lock", () => {
  const reasonMissing = async (body: object) => {
    const { status, error } = await change(body);
    expect([status, error.code, error.details?.map(({ path }) => path)]).toEqual([
      400,
      "VALIDATION_ERROR",
      ["lockReason"],
    ]);
  };

  it("moves with a reason only, forth, back and away, and everybody sees it", async () => {
    await change({ lockedUntil: null, lockReason: "Start anew" });
    await reasonMissing({ lockedUntil: "2001-01-31" });
    await change({ lockedUntil: "2001-01-31", lockReason: "January is closed" });
    expect((await call(getSettings, employee)).data).toMatchObject({
      lockedUntil: "2001-01-31",
      lockReason: "January is closed",
    });
    await reasonMissing({ lockedUntil: "2001-02-28" });
    await reasonMissing({ lockedUntil: "2000-12-31" });
    const earlier = await change({ lockedUntil: "2000-12-31", lockReason: "Late entries" });
    expect(earlier.data).toMatchObject({ lockedUntil: "2000-12-31", lockReason: "Late entries" });
    await reasonMissing({ lockedUntil: null });
    const open = await change({ lockedUntil: null, lockReason: "Opened again" });
    expect(open.status).toBe(200);
    expect(open.data).not.toHaveProperty("lockedUntil");
    expect(open.data).not.toHaveProperty("lockReason");
  });
});

describe("a lock that is set later", () => {
  it("is answered with what people have not finished in the days that it adds", async () => {
    const { data: client } = await call(createClient, admin, { body: { name: uniqueName() } });
    const project = await call(createProject, admin, { body: { name: uniqueName(), clientId: client.id } });
    const who = await newPerson("employee");
    const record = async (date: string) => {
      const body = { projectId: project.data.id, date, duration: 5, description: "Pending" };
      return (await call(createTimeEntry, who, { body })).data.id;
    };
    const [submitted] = [await record("2003-05-01"), await record("2003-05-31"), await record("2003-06-01")];
    await call(submitTimeEntries, who, { body: { timeEntryIds: [submitted] } });
    await change({ lockedUntil: null, lockReason: "Start anew" });
    const first = await change({ lockedUntil: "2003-04-30", lockReason: "April" });
    expect(first.data.pending).toMatchObject({ startDate: "2002-04-30", endDate: "2003-04-30" });
    const may = await change({ lockedUntil: "2003-05-31", lockReason: "May" });
    expect(may.data.pending).toMatchObject({ startDate: "2003-05-01", endDate: "2003-05-31" });
    expect(may.data.pending?.people.filter(({ userId }) => userId === who.id)).toEqual([
      { userId: who.id, name: expect.any(String), drafts: 1, submitted: 1, timers: 0 },
    ]);
    const decided = await call(approveTimeEntries, admin, { body: { timeEntryIds: [submitted] } });
    expect(decided.data.successful).toEqual([submitted]);
    const open = await change({ lockedUntil: null, lockReason: "Opened again" });
    expect(open.data).not.toHaveProperty("pending");
  });
});

describe("the audit trail of the settings", () => {
  it("has every change with before, after and reason, by person, entity, type and time", async () => {
    const own = await newPerson("admin");
    const [first, second] = [uniqueName(), uniqueName()];
    await change({ lockedUntil: null, lockReason: "Start anew" });
    await change({ legalName: first }, own);
    await change({ legalName: second, lockedUntil: "2001-03-31", lockReason: "March is closed" }, own);
    await call(updateSettings, own, { body: { legalName: second } });
    await call(updateSettings, own, { body: { lockedUntil: null } });
    await change({ lockedUntil: null, lockReason: "Opened again" }, own);

    const { data } = await call(listActivity, admin, { query: { userId: own.id, entityType: "settings" } });
    const expected = {
      type: "settings.updated",
      entityType: "settings",
      entityId: "organization",
      actorId: own.id,
      actorRole: "admin",
      requestId: expect.stringMatching(/.+/),
      sourceIp: expect.stringMatching(/.+/),
    };
    expect(data.items).toEqual([
      {
        ...expected,
        id: expect.any(String),
        timestamp: expect.any(String),
        reason: "Opened again",
        changes: [
          { field: "lockReason", before: "March is closed" },
          { field: "lockedUntil", before: "2001-03-31" },
        ],
      },
      {
        ...expected,
        id: expect.any(String),
        timestamp: expect.any(String),
        reason: "March is closed",
        changes: [
          { field: "legalName", before: first, after: second },
          { field: "lockReason", after: "March is closed" },
          { field: "lockedUntil", after: "2001-03-31" },
        ],
      },
      {
        ...expected,
        id: expect.any(String),
        timestamp: expect.any(String),
        changes: [expect.objectContaining({ field: "legalName", after: first })],
      },
    ]);

    const from = data.items.at(-1)?.timestamp ?? "";
    for (const query of [
      { entityId: "organization", from },
      { type: "settings.updated", from },
      { type: "settings.*", from },
      { entityType: "settings", from },
    ]) {
      const found = await call(listActivity, admin, { query });
      expect(found.data.items.filter(({ actorId }) => actorId === own.id)).toEqual(data.items);
    }
    expect((await call(listUserActivity, own, { path: { id: own.id } })).data.items).toEqual(data.items);
  });

  it("carries the event that tells others what was changed, and until when time is locked", async () => {
    const own = await newPerson("admin");
    await change({ lockedUntil: null, lockReason: "Start anew" });
    await change({ lockedUntil: "2001-03-31", lockReason: "March is closed" }, own);
    const { Items = [] } = await tables.send(
      new QueryCommand({
        TableName: tableOf("UserActivity"),
        KeyConditionExpression: "userId = :id",
        ExpressionAttributeValues: { ":id": own.id },
      }),
    );
    expect(Items.map(({ events }) => events)).toEqual([
      [
        expect.objectContaining({
          type: "settings.updated",
          version: 1,
          data: { changed: ["lockReason", "lockedUntil"], lockedUntil: "2001-03-31" },
        }),
      ],
    ]);
  });
});
