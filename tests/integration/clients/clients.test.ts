import { randomUUID } from "node:crypto";
import { createClient, deleteClient, getClient, listClients, updateClient } from "@aerotage/clients/contract";
import { createProject, updateProject } from "@aerotage/projects/contract";
import { PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, it } from "vitest";
import { call, dateFromNow, type Person, person, tableOf, tables } from "../../support/api.js";
import { itemOf } from "../../support/people.js";

let admin: Person;
let manager: Person;
let employee: Person;

beforeAll(async () => {
  [admin, manager, employee] = await Promise.all([person("admin"), person("manager"), person("employee")]);
});

const uniqueName = (prefix = "Client") => `${prefix} ${randomUUID()}`;

async function newClient(body: object = {}, caller = admin) {
  const { status, data } = await call(createClient, caller, { body: { name: uniqueName(), ...body } });
  expect(status).toBe(201);
  return data;
}

describe("creating a client", () => {
  it("answers the client with its version and address", async () => {
    const name = uniqueName();
    const answer = await call(createClient, admin, {
      body: {
        name: `  ${name} `,
        contactInfo: { email: "Billing@Example.com", phone: "+49 30 1" },
        address: { street: "Main St 1", city: "Berlin", postcode: "10115", country: "DE" },
        defaultHourlyRate: 99.95,
        currency: "EUR",
        taxRate: 0.19,
        unknown: "ignored",
      },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("etag")).toBe('"1"');
    expect(answer.headers.get("location")).toBe(`/clients/${answer.data.id}`);
    expect(answer.data).toMatchObject({
      name,
      contactInfo: { email: "billing@example.com", phone: "+49 30 1" },
      defaultHourlyRate: 99.95,
      rates: [{ effectiveFrom: "1970-01-01", amount: 99.95 }],
      currency: "EUR",
      taxRate: 0.19,
      isActive: true,
      createdBy: admin.id,
      version: 1,
    });
    expect(answer.data).not.toHaveProperty("unknown");
  });

  it("takes what the desktop client sends", async () => {
    const data = await newClient(
      { contactInfo: {}, billingAddress: "Street 1\n10115 Berlin", isActive: true },
      manager,
    );
    expect(data.contactInfo).toEqual({});
  });

  it("takes what invoices to it go by", async () => {
    const fields = {
      language: "de",
      buyerReference: "04011000-1234512345-06",
      purchaseOrder: "PO 4711",
      taxCategory: "exempt",
      taxReason: "Education is exempt.",
      taxRate: 0,
      timeRounding: { mode: "nearest", minutes: 6 },
    };
    const { id } = await newClient(fields, manager);
    for (const caller of [admin, manager])
      expect((await call(getClient, caller, { path: { id } })).data).toMatchObject(fields);
  });

  it("refuses languages, categories and roundings that there are not", async () => {
    const { status, error } = await call(createClient, admin, {
      body: {
        name: uniqueName(),
        language: "xx",
        buyerReference: "x".repeat(101),
        purchaseOrder: "Two\nlines",
        taxCategory: "reduced",
        taxReason: "x".repeat(301),
        timeRounding: { mode: "up", minutes: 7 },
      },
    });
    expect(status).toBe(400);
    expect(error.details?.map(({ path }) => path).sort()).toEqual([
      "buyerReference",
      "language",
      "purchaseOrder",
      "taxCategory",
      "taxReason",
      "timeRounding.minutes",
    ]);
  });

  it("refuses all violations at once", async () => {
    const { status, error } = await call(createClient, admin, {
      body: { name: "x", contactInfo: { email: "no" }, taxRate: 2, currency: "usd", isActive: "yes" },
    });
    expect(status).toBe(400);
    expect(error.details?.map(({ path }) => path).sort()).toEqual([
      "contactInfo.email",
      "currency",
      "isActive",
      "name",
      "taxRate",
    ]);
  });

  it("refuses a rate with more digits than its currency has, or above the limit", async () => {
    const body = { name: uniqueName(), currency: "JPY", defaultHourlyRate: 10.5 };
    const digits = await call(createClient, admin, { body });
    expect([digits.status, digits.error.details]).toEqual([
      400,
      [{ path: "defaultHourlyRate", message: "must have at most 0 fraction digits in JPY" }],
    ]);
    const limit = await call(createClient, admin, { body: { ...body, currency: "USD", defaultHourlyRate: 10_000.01 } });
    expect(limit.status).toBe(400);
  });

  it("refuses a name that differs in case and spacing only", async () => {
    const name = uniqueName("Ünique");
    await newClient({ name });
    const again = await call(createClient, manager, { body: { name: ` ${name.toUpperCase().replace(" ", "   ")} ` } });
    expect([again.status, again.error.code]).toEqual([409, "CLIENT_ALREADY_EXISTS"]);
  });

  it("refuses a name that another client has in other letters or with invisible characters", async () => {
    const mark = randomUUID();
    await newClient({ name: `Straße ${mark}` });
    for (const name of [`STRASSE ${mark}`, `stra\u200bsse\u00a0${mark}`, `Ｓtraße ${mark}`]) {
      const again = await call(createClient, admin, { body: { name } });
      expect([again.status, again.error.code]).toEqual([409, "CLIENT_ALREADY_EXISTS"]);
    }
    await newClient({ name: `Strasze ${mark}` });
  });

  it("refuses text that is no Unicode or has control characters, and takes lines where there may be some", async () => {
    const name = uniqueName();
    for (const [body, path] of [
      [{ name: `Half \ud83d ${name}` }, "name"],
      [{ name: `Two\nlines ${name}` }, "name"],
      [{ name: `Nul\u0000 ${name}` }, "name"],
      [{ name, notes: "bell\u0007" }, "notes"],
      [{ name, ignored: ["\udc00"] }, "ignored.0"],
    ] as const) {
      const { status, error } = await call(createClient, admin, { body });
      expect([status, error.details?.map((detail) => detail.path)]).toEqual([400, [path]]);
    }
    const notes = "First line\r\n\tsecond line";
    expect((await newClient({ name, notes })).notes).toBe(notes);
  });

  it("refuses an employee, and a rate from a manager", async () => {
    expect((await call(createClient, employee, { body: { name: uniqueName() } })).error.code).toBe("FORBIDDEN");
    const rate = await call(createClient, manager, { body: { name: uniqueName(), defaultHourlyRate: 1 } });
    expect([rate.status, rate.error.code]).toEqual([403, "FORBIDDEN"]);
    expect(rate.error.message).not.toContain("session");
  });

  it("makes one client of twenty at once with the same name", async () => {
    const name = uniqueName();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        call(createClient, admin, { body: { name: index % 2 ? name : name.toUpperCase() } }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(
      answers.filter(({ status, error }) => status === 409 && error.code === "CLIENT_ALREADY_EXISTS"),
    ).toHaveLength(19);
  });
});

describe("reading clients", () => {
  it("gives a client by its id, without the rate to others than administrators", async () => {
    const { id } = await newClient({ defaultHourlyRate: 80 });
    const [byAdmin, byManager, byEmployee] = await Promise.all(
      [admin, manager, employee].map((caller) => call(getClient, caller, { path: { id } })),
    );
    expect(byAdmin?.data.defaultHourlyRate).toBe(80);
    for (const field of ["defaultHourlyRate", "rates"])
      for (const answer of [byManager, byEmployee]) expect(answer?.data).not.toHaveProperty(field);
    expect(byAdmin?.headers.get("etag")).toBe('"1"');
  });

  it("answers 404 for an id that nobody has, 400 for one that is none", async () => {
    const unknown = await call(getClient, admin, { path: { id: "01ARZ3NDEKTSV4RRFFQ69G5FAV" } });
    expect([unknown.status, unknown.error.code]).toEqual([404, "CLIENT_NOT_FOUND"]);
    expect((await call(getClient, admin, { path: { id: "nope" } })).status).toBe(400);
  });

  it("hides inactive clients from employees", async () => {
    const { id, name } = await newClient({ isActive: false });
    expect((await call(getClient, employee, { path: { id } })).status).toBe(404);
    expect((await call(getClient, manager, { path: { id } })).status).toBe(200);
    const find = async (caller: Person, query: Record<string, string>) =>
      (await call(listClients, caller, { query: { search: name, ...query } })).data.items.length;
    expect(await find(employee, {})).toBe(0);
    expect(await find(employee, { isActive: "false" })).toBe(0);
    expect(await find(manager, {})).toBe(1);
    expect(await find(manager, { isActive: "false" })).toBe(1);
    expect(await find(manager, { isActive: "true" })).toBe(0);
  });

  it("lists all without parameters, newest first", async () => {
    const first = await newClient();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const second = await newClient();
    const { data } = await call(listClients, employee);
    const times = data.items.map(({ createdAt }) => createdAt);
    expect(times).toEqual([...times].sort().reverse());
    const ids = data.items.map(({ id }) => id);
    expect(ids.indexOf(second.id)).toBeLessThan(ids.indexOf(first.id));
    expect(data.items.every((item) => "contactInfo" in item)).toBe(true);
  });

  it("pages through a search by name, each client once, in both directions", async () => {
    const mark = randomUUID();
    const names = Array.from({ length: 7 }, (_, index) => `Paged ${mark} ${index}`);
    await Promise.all(names.map((name) => newClient({ name })));
    for (const sortOrder of ["asc", "desc"]) {
      const pages: string[][] = [];
      let cursor: string | undefined;
      do {
        const query = { search: mark.toUpperCase(), limit: "3", sortOrder, ...(cursor && { cursor }) };
        const { data } = await call(listClients, manager, { query });
        pages.push(data.items.map(({ name }) => name));
        cursor = data.pagination.nextCursor;
      } while (cursor !== undefined);
      expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
      expect(pages.flat()).toEqual(sortOrder === "asc" ? names : names.toReversed());
    }
  });

  it("finds names regardless of composition, accents and case", async () => {
    const mark = randomUUID();
    const { id } = await newClient({ name: `Café Straße ${mark}` });
    for (const search of [`Cafe\u0301 Stra`, "cafe strasse", "CAFÉ", "café  STRASSE"]) {
      const { data } = await call(listClients, admin, { query: { search } });
      expect(data.items.map((item) => item.id)).toContain(id);
    }
    for (const search of ["\u200b", "\u0301"])
      expect((await call(listClients, admin, { query: { search } })).data.items).toEqual([]);
  });

  it("sorts by creation where the list is short, by pages too", async () => {
    const mark = randomUUID();
    for (const letter of ["c", "a", "b"]) await newClient({ name: `Sorted ${letter} ${mark}` });
    const query = { search: mark, sortBy: "createdAt", limit: "2" };
    const first = await call(listClients, admin, { query });
    const second = await call(listClients, admin, {
      query: { ...query, cursor: first.data.pagination.nextCursor ?? "" },
    });
    const letters = [...first.data.items, ...second.data.items].map(({ name }) => name.split(" ")[1]);
    expect(letters).toEqual(["c", "a", "b"]);
    expect(first.data.pagination).toMatchObject({ hasMore: true, total: 3 });
  });

  it("refuses a cursor of another query, of another person, or altered", async () => {
    const mark = randomUUID();
    await Promise.all([0, 1].map((index) => newClient({ name: `Cursor ${index} ${mark}` })));
    const query = { search: mark, limit: "1" };
    const cursor = (await call(listClients, admin, { query })).data.pagination.nextCursor ?? "";
    expect((await call(listClients, admin, { query: { ...query, cursor } })).status).toBe(200);
    for (const [caller, refused] of [
      [admin, { ...query, search: "other", cursor }],
      [manager, { ...query, cursor }],
      [admin, { ...query, cursor: `A${cursor.slice(1)}` }],
    ] as const) {
      const { status, error } = await call(listClients, caller, { query: refused });
      expect([status, error.details?.[0]?.path]).toEqual([400, "cursor"]);
    }
  });

  it.each([{ limit: "0" }, { limit: "101" }, { limit: "x" }, { isActive: "maybe" }, { sortBy: "phone" }])(
    "refuses the query %o",
    async (query) => {
      expect((await call(listClients, admin, { query: query as Record<string, string> })).status).toBe(400);
    },
  );
});

describe("changing a client", () => {
  it("merges, clears with null, and counts versions", async () => {
    const { id } = await newClient({ notes: "old", vatId: "DE1", contactInfo: { email: "a@example.com" } });
    const { status, data, headers } = await call(updateClient, manager, {
      path: { id },
      body: { notes: null },
    });
    expect(status).toBe(200);
    expect(data).toMatchObject({ vatId: "DE1", contactInfo: { email: "a@example.com" }, version: 2 });
    expect(data).not.toHaveProperty("notes");
    expect(headers.get("etag")).toBe('"2"');
  });

  it("keeps tax category, reason and rate fitting together", async () => {
    const { id } = await newClient({ taxRate: 0.19 });
    const set = (body: object) => call(updateClient, manager, { path: { id }, body });
    const paths = async (body: object) => {
      const { status, error } = await set(body);
      return [status, error.code, error.details?.map(({ path }) => path)];
    };
    const invalid = (...names: string[]) => [400, "VALIDATION_ERROR", names];
    expect(await paths({ taxCategory: "outOfScope" })).toEqual(invalid("taxReason", "taxRate"));
    expect(await paths({ taxCategory: "reverseCharge" })).toEqual(invalid("taxRate"));
    expect((await set({ taxCategory: "outOfScope", taxReason: "Abroad", taxRate: null })).status).toBe(200);
    expect(await paths({ taxReason: null })).toEqual(invalid("taxReason"));
    expect(await paths({ taxRate: 0.07 })).toEqual(invalid("taxRate"));
    expect((await set({ taxCategory: "exempt" })).data).toMatchObject({ taxCategory: "exempt", taxReason: "Abroad" });
    const cleared = await set({ taxCategory: null, taxReason: null });
    expect(cleared.status).toBe(200);
    for (const name of ["taxCategory", "taxReason", "taxRate"]) expect(cleared.data).not.toHaveProperty(name);
  });

  it("takes the desktop client's whole form, which leaves out what was emptied in the contact info", async () => {
    const form = { name: `Formed ${randomUUID()}`, billingAddress: "Street 1", isActive: true };
    const { id } = await newClient({ ...form, contactInfo: { email: "a@example.com", phone: "1", address: "2" } });
    const send = async (contactInfo: object) =>
      (await call(updateClient, manager, { path: { id }, body: { ...form, contactInfo } })).data.contactInfo;
    expect(await send({ email: "a@example.com", address: "2" })).toEqual({ email: "a@example.com", address: "2" });
    expect(await send({})).toEqual({});
  });

  it("refuses a stale version with 412 and changes nothing", async () => {
    const { id, name } = await newClient();
    await call(updateClient, admin, { path: { id }, body: { notes: "first" }, headers: { "if-match": '"1"' } });
    const stale = await call(updateClient, admin, {
      path: { id },
      body: { notes: "lost" },
      headers: { "if-match": '"1"' },
    });
    expect([stale.status, stale.error.code]).toEqual([412, "PRECONDITION_FAILED"]);
    expect((await call(getClient, admin, { path: { id } })).data).toMatchObject({ name, notes: "first", version: 2 });
  });

  it("loses no change of many at once: each is either applied or refused", async () => {
    const { id } = await newClient();
    const answers = await Promise.all(
      Array.from({ length: 15 }, (_, index) =>
        call(updateClient, admin, { path: { id }, body: { notes: `note ${index}` } }),
      ),
    );
    const applied = answers.filter(({ status }) => status === 200);
    expect(answers.every(({ status, error }) => status === 200 || (status === 409 && error.code === "CONFLICT"))).toBe(
      true,
    );
    expect(applied.length).toBeGreaterThan(0);
    expect(new Set(applied.map(({ data }) => data.version)).size).toBe(applied.length);
    expect((await call(getClient, admin, { path: { id } })).data.version).toBe(1 + applied.length);
  });

  it("answers 412 to the losers of a race that named a version", async () => {
    const { id } = await newClient();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        call(updateClient, admin, { path: { id }, body: { notes: `note ${index}` }, headers: { "if-match": '"1"' } }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 412)]);
  });

  it("moves the name: the old one is free again, a taken one is refused", async () => {
    const [first, second] = await Promise.all([newClient(), newClient()]);
    const taken = await call(updateClient, admin, {
      path: { id: first.id },
      body: { name: second.name.toLowerCase() },
    });
    expect([taken.status, taken.error.code]).toEqual([409, "CLIENT_ALREADY_EXISTS"]);
    await call(updateClient, admin, { path: { id: first.id }, body: { name: uniqueName() } });
    await newClient({ name: first.name });
    const recased = await call(updateClient, admin, {
      path: { id: second.id },
      body: { name: second.name.toUpperCase() },
    });
    expect([recased.status, recased.data.name]).toEqual([200, second.name.toUpperCase()]);
  });

  it("lets a manager send the whole form back, but not another rate", async () => {
    const created = await newClient({ defaultHourlyRate: 80 });
    const same = await call(updateClient, manager, {
      path: { id: created.id },
      body: { ...created, notes: "by form" },
    });
    expect(same.status).toBe(200);
    const other = await call(updateClient, manager, { path: { id: created.id }, body: { defaultHourlyRate: 81 } });
    expect(other.status).toBe(403);
    expect((await call(getClient, admin, { path: { id: created.id } })).data.defaultHourlyRate).toBe(80);
  });

  it("has rates by date, whatever the order in which they are given", async () => {
    const { id } = await newClient({ defaultHourlyRate: 80, currency: "EUR" });
    const set = (body: object, caller = admin) => call(updateClient, caller, { path: { id }, body });
    expect((await set({ defaultHourlyRate: 90 })).data.defaultHourlyRate).toBe(90);
    await set({ defaultHourlyRate: 120, effectiveFrom: dateFromNow(30) });
    await set({ defaultHourlyRate: 85, effectiveFrom: dateFromNow(-30) });
    await set({ defaultHourlyRate: 86, effectiveFrom: dateFromNow(-30) });
    await set({ defaultHourlyRate: null, effectiveFrom: dateFromNow(60) });
    const rates = [
      { effectiveFrom: "1970-01-01", amount: 80 },
      { effectiveFrom: dateFromNow(-30), amount: 86 },
      { effectiveFrom: dateFromNow(), amount: 90 },
      { effectiveFrom: dateFromNow(30), amount: 120 },
      { effectiveFrom: dateFromNow(60) },
    ];
    expect((await call(getClient, admin, { path: { id } })).data).toMatchObject({ defaultHourlyRate: 90, rates });
    for (const caller of [admin, manager]) {
      const same = await set({ defaultHourlyRate: 90, currency: "EUR" }, caller);
      expect(same.status).toBe(200);
      expect((await call(getClient, admin, { path: { id } })).data.rates).toEqual(rates);
    }
    for (const body of [{ defaultHourlyRate: 80 }, { defaultHourlyRate: 90, effectiveFrom: dateFromNow(5) }])
      expect((await set(body, manager)).status).toBe(403);
    const gone = await set({ defaultHourlyRate: null });
    for (const field of ["defaultHourlyRate", "rates"]) expect(gone.data).not.toHaveProperty(field);
  });

  it("keeps its currency while it has amounts: refused with what exists, and changed when that is gone", async () => {
    const { id } = await newClient({ defaultHourlyRate: 80.5 });
    const set = (body: object, caller = admin) => call(updateClient, caller, { path: { id }, body });
    // Managers see no rate, but may change the currency.
    const rated = await set({ currency: "EUR" }, manager);
    expect([rated.status, rated.error.code]).toEqual([409, "CLIENT_HAS_AMOUNTS"]);
    expect(rated.error.details?.map(({ message }) => message)).toEqual(["is the currency of defaultHourlyRate"]);
    expect(rated.text).not.toContain("80.5");
    expect((await set({ currency: "EUR", defaultHourlyRate: null })).data.currency).toBe("EUR");
    const name = uniqueName();
    const project = await call(createProject, admin, { body: { name, clientId: id } });
    expect((await set({ currency: "JPY" })).status).toBe(200);
    const path = { id: project.data.id };
    await call(updateProject, admin, { path, body: { budget: { type: "amount", value: 500 } } });
    const budgeted = await set({ currency: "USD" });
    expect([budgeted.status, budgeted.error.code]).toEqual([409, "CLIENT_HAS_AMOUNTS"]);
    expect(budgeted.error.message).toContain(`rates or budgets of projects (${name})`);
    await call(updateProject, admin, { path, body: { budget: null } });
    expect((await set({ currency: "USD" })).status).toBe(200);
  });

  it("changes its currency or gets an amount, of both at once: never an amount in the old currency", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id } = await newClient({ currency: "EUR" });
      const project = await call(createProject, admin, { body: { name: uniqueName(), clientId: id } });
      const path = { id: project.data.id };
      const [currency, ...budgets] = await Promise.all([
        call(updateClient, admin, { path: { id }, body: { currency: "USD" } }),
        call(updateProject, admin, { path, body: { budget: { type: "amount", value: 500 } } }),
        call(createProject, admin, { body: { name: uniqueName(), clientId: id, defaultHourlyRate: 50 } }),
      ]);
      expect([200, 409]).toContain(currency.status);
      expect(budgets.map(({ status }) => status)).toEqual([200, 201]);
      const wanted = currency.status === 200 ? "USD" : "EUR";
      const items = await Promise.all(budgets.map(({ data }) => itemOf("Projects", { id: data.id })));
      expect(items[0]?.budget).toMatchObject({ amount: { currency: wanted } });
      expect(items[1]?.rates).toMatchObject([{ rate: { currency: wanted } }]);
    }
  });

  it("has a date with a rate only", async () => {
    const { id } = await newClient();
    const body = { effectiveFrom: dateFromNow() };
    const changed = await call(updateClient, admin, { path: { id }, body });
    const created = await call(createClient, admin, { body: { name: uniqueName(), ...body } });
    for (const { status, error } of [changed, created])
      expect([status, error.details?.map(({ path }) => path)]).toEqual([400, ["effectiveFrom"]]);
  });

  it("answers 404 for a client that is not there", async () => {
    const path = { id: "01ARZ3NDEKTSV4RRFFQ69G5FAV" };
    expect((await call(updateClient, admin, { path, body: { notes: "x" } })).error.code).toBe("CLIENT_NOT_FOUND");
    expect((await call(deleteClient, admin, { path })).error.code).toBe("CLIENT_NOT_FOUND");
  });
});

describe("deleting a client", () => {
  it("deactivates it, and says so if it was inactive already", async () => {
    const { id } = await newClient();
    const { data } = await call(deleteClient, admin, { path: { id } });
    expect(data).toMatchObject({ isActive: false, version: 2 });
    expect((await call(deleteClient, admin, { path: { id } })).data.version).toBe(2);
  });

  it("deletes it for good without projects and invoices, and frees its name", async () => {
    const { id, name } = await newClient();
    expect((await call(deleteClient, admin, { path: { id }, query: { hard: "true" } })).status).toBe(200);
    expect((await call(getClient, admin, { path: { id } })).status).toBe(404);
    await newClient({ name });
  });

  it.each([
    { projects: 1, invoices: 0 },
    { projects: 0, invoices: 1 },
  ])("refuses to delete one with %o", async (references) => {
    const { id } = await newClient();
    await tables.send(
      new PutCommand({ TableName: tableOf("Clients"), Item: { id: `references#${id}`, ...references } }),
    );
    const { status, error } = await call(deleteClient, admin, { path: { id }, query: { hard: "true" } });
    expect([status, error.code]).toEqual([409, "CLIENT_HAS_PROJECTS"]);
    expect((await call(getClient, admin, { path: { id } })).status).toBe(200);
  });

  it("honours the version", async () => {
    const { id } = await newClient();
    const stale = await call(deleteClient, admin, { path: { id }, headers: { "if-match": '"9"' } });
    expect(stale.status).toBe(412);
  });
});

describe("the audit trail of clients", () => {
  it("has who, what, before and after of every change, and nothing of refused ones", async () => {
    const created = await newClient({ notes: "old" });
    const { id } = created;
    await call(updateClient, manager, { path: { id }, body: { notes: "new", name: `${created.name} 2` } });
    await call(updateClient, manager, { path: { id }, body: { notes: "refused" }, headers: { "if-match": '"1"' } });
    await call(deleteClient, admin, { path: { id }, query: { hard: "true" } });
    const { Items = [] } = await tables.send(
      new QueryCommand({
        TableName: tableOf("UserActivity"),
        IndexName: "EntityIndex",
        KeyConditionExpression: "entityId = :id",
        ExpressionAttributeValues: { ":id": id },
      }),
    );
    expect(Items.map(({ activityType, userId }) => [activityType, userId])).toEqual([
      ["client.created", admin.id],
      ["client.updated", manager.id],
      ["client.deleted", admin.id],
    ]);
    expect(Items[1]).toMatchObject({
      changes: [
        { field: "name", before: created.name, after: `${created.name} 2` },
        { field: "notes", before: "old", after: "new" },
      ],
      requestId: expect.stringMatching(/.+/),
      sourceIp: expect.stringMatching(/.+/),
      actorRole: "manager",
    });
  });
});
