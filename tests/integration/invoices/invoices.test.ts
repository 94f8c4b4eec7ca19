/** Making, reading, changing and settling invoices. */
import { randomUUID } from "node:crypto";
import { updateClient } from "@aerotage/clients/contract";
import { updateInvoice, updateInvoiceStatus } from "@aerotage/invoices/contract/change";
import { createInvoice, previewInvoice } from "@aerotage/invoices/contract/create";
import { getInvoice, listInvoices } from "@aerotage/invoices/contract/read";
import { getTimeEntry, reopenTimeEntries } from "@aerotage/time-entries/contract/time-entries";
import { beforeAll, describe, expect, it } from "vitest";
import { call, type Person, person } from "../../support/api.js";
import { approved, invoiced, key, newBilled } from "../../support/invoicing.js";
import { activitiesOf } from "../../support/people.js";
import { daysAgo, newProject, recorded } from "../../support/time.js";

let admin: Person;
beforeAll(async () => {
  admin = await person("admin");
  await call(listInvoices, admin);
});

const missing = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
const entry = async (id: string) => (await call(getTimeEntry, admin, { path: { id } })).data;

describe("an invoice of time entries", () => {
  it("bills exactly these, at the rates that their approval has frozen", async () => {
    const { clientId, projectId } = await newBilled();
    const [first = "", second = "", other = ""] = await approved(projectId, [90, 30, 60]);
    const { status, data, headers } = await call(createInvoice, admin, {
      body: { clientId, timeEntryIds: [first, second] },
    });
    expect(status).toBe(201);
    expect(headers.get("location")).toBe(`/invoices/${data.id}`);
    expect(data).toMatchObject({
      status: "draft",
      clientId,
      projectIds: [projectId],
      timeEntryCount: 2,
      currency: "USD",
      subtotal: 120,
      totalAmount: 120,
      balance: 120,
      amountPaid: 0,
    });
    expect(data.invoiceNumber).toMatch(/^[A-Z0-9-]+-\d{4}-\d{4,}$/);
    expect(data.timeEntryIds.toSorted()).toEqual([first, second].toSorted());
    expect(data.lineItems).toHaveLength(1);
    expect(data.lineItems[0]).toMatchObject({ type: "time", minutes: 120, quantity: 2, rate: 60, amount: 120 });
    expect(await entry(first)).toMatchObject({ status: "invoiced", invoiceId: data.id });
    expect(await entry(other)).toMatchObject({ status: "approved" });
    const types = (await activitiesOf(first)).map(({ activityType }) => activityType);
    expect(types.at(-1)).toBe("time-entry.invoiced");
    const read = await call(getInvoice, admin, { path: { id: data.id } });
    expect(read.data).toEqual(data);
  });

  it("is refused where some cannot be billed, and names each with its reason", async () => {
    const { clientId, projectId } = await newBilled();
    const other = await newBilled();
    const [good = "", billed = ""] = await approved(projectId, [60, 60]);
    const [foreign = ""] = await approved(other.projectId, [60]);
    const [free = ""] = await approved(projectId, [60], { isBillable: false });
    const unrated = await newProject({ clientId });
    const [rateless = ""] = await approved(unrated, [60]);
    const draft = await recorded(await person("employee"), { projectId, date: daysAgo(2), duration: 10 });
    await invoiced(admin, { clientId, timeEntryIds: [billed] });
    const timeEntryIds = [good, billed, foreign, free, rateless, draft.id, missing];
    const { status, error } = await call(createInvoice, admin, { body: { clientId, timeEntryIds } });
    expect(status).toBe(422);
    expect(error.code).toBe("TIME_ENTRIES_NOT_BILLABLE");
    const reasons = Object.fromEntries(
      (error.details ?? []).map(({ path, message }) => [path, message.split(": ").slice(0, 2).join(" ")]),
    );
    expect(reasons).toEqual({
      "timeEntryIds.1": `${billed} ALREADY_BILLED`,
      "timeEntryIds.2": `${foreign} OTHER_CLIENT`,
      "timeEntryIds.3": `${free} NOT_BILLABLE`,
      "timeEntryIds.4": `${rateless} NO_RATE`,
      "timeEntryIds.5": `${draft.id} NOT_APPROVED`,
      "timeEntryIds.6": `${missing} NOT_FOUND`,
    });
    expect(await entry(good)).toMatchObject({ status: "approved" });
  });

  it("keeps its time from being re-opened, and frees it when it is cancelled", async () => {
    const { clientId, projectId } = await newBilled();
    const ids = await approved(projectId, [60, 30]);
    const invoice = await invoiced(admin, { clientId, timeEntryIds: ids });
    const body = { timeEntryIds: ids, reason: "Wrong" };
    expect((await call(reopenTimeEntries, admin, { body })).status).toBe(422);
    const path = { id: invoice.id };
    const { status, data } = await call(updateInvoiceStatus, admin, { path, body: { status: "cancelled" } });
    expect(status).toBe(200);
    expect(data).toMatchObject({ status: "cancelled", invoiceNumber: invoice.invoiceNumber, balance: 0 });
    for (const id of ids) {
      const freed = await entry(id);
      expect(freed).toMatchObject({ status: "approved", hourlyRate: 60 });
      expect(freed.invoiceId).toBeUndefined();
    }
    const again = await invoiced(admin, { clientId, timeEntryIds: ids });
    expect(again.invoiceNumber).not.toBe(invoice.invoiceNumber);
    const twice = await call(updateInvoiceStatus, admin, { path, body: { status: "cancelled" } });
    expect(twice.error.code).toBe("INVALID_STATUS_TRANSITION");
    expect(await entry(ids[0] ?? "")).toMatchObject({ invoiceId: again.id });
  });
});

describe("an invoice of projects", () => {
  it("bills all approved, billable time that is on no invoice, of a period where one is asked for", async () => {
    const { clientId, projectId } = await newBilled();
    const [earlier = ""] = await approved(projectId, [60]);
    const [later = ""] = await approved(projectId, [30]);
    await approved(projectId, [60], { isBillable: false });
    const { date } = await entry(later);
    const period = { periodStart: date, periodEnd: date };
    const one = await invoiced(admin, { clientId, projectIds: [projectId], ...period });
    expect(one).toMatchObject({ ...period, timeEntryIds: [later], totalAmount: 30 });
    const rest = await invoiced(admin, { clientId, projectIds: [projectId] });
    expect(rest.timeEntryIds).toEqual([earlier]);
    const nothing = await call(createInvoice, admin, { body: { clientId, projectIds: [projectId] } });
    expect(nothing.error.code).toBe("NO_BILLABLE_TIME_ENTRIES");
  });

  it("is shown by the preview with the reason for all that is left out, and nothing is written", async () => {
    const { clientId, projectId } = await newBilled();
    const [billable = ""] = await approved(projectId, [45]);
    const [free = ""] = await approved(projectId, [60], { isBillable: false });
    const draft = await recorded(await person("employee"), { projectId, date: daysAgo(1), duration: 10 });
    const body = { clientId, projectIds: [projectId], discountRate: 0.1 };
    const { status, data } = await call(previewInvoice, admin, { body });
    expect(status).toBe(200);
    expect(data).toMatchObject({ timeEntryCount: 1, subtotal: 45, discountAmount: 4.5, totalAmount: 40.5 });
    expect(data.lineItems[0]?.timeEntryIds).toEqual([billable]);
    const reasons = data.excluded.map(({ timeEntryId, reason }) => [timeEntryId, reason]);
    expect(Object.fromEntries(reasons)).toEqual({ [free]: "NOT_BILLABLE", [draft.id]: "NOT_APPROVED" });
    expect(data.hasMoreExcluded).toBe(false);
    expect((await call(listInvoices, admin, { query: { clientId } })).data.items).toEqual([]);
    expect(await entry(billable)).toMatchObject({ status: "approved" });
  });

  it("is refused for projects of other clients, unknown ones, and an unknown client", async () => {
    const { clientId } = await newBilled();
    const other = await newBilled();
    for (const projectIds of [[other.projectId], [missing]])
      expect((await call(createInvoice, admin, { body: { clientId, projectIds } })).error.code).toBe(
        "PROJECT_NOT_FOUND",
      );
    const unknown = await call(createInvoice, admin, { body: { clientId: missing, projectIds: [other.projectId] } });
    expect(unknown.error.code).toBe("CLIENT_NOT_FOUND");
  });
});

describe("the request for an invoice", () => {
  it("is refused with the path of what is wrong", async () => {
    const { clientId } = await newBilled();
    const line = { type: "fixed", description: "Licence", quantity: 1, rate: 10 };
    const wrong: readonly (readonly [Record<string, unknown>, string])[] = [
      [{ taxRate: 1.5 }, "taxRate"],
      [{ discountRate: -0.1 }, "discountRate"],
      [{ periodStart: "2026-01-01" }, "periodEnd"],
      [{ periodStart: "2026-02-01", periodEnd: "2026-01-01" }, "periodEnd"],
      [{ dueDate: "2000-01-01" }, "dueDate"],
      [{ additionalLineItems: [{ ...line, quantity: -1 }] }, "additionalLineItems.0.quantity"],
      [{ additionalLineItems: [{ ...line, taxRate: 1.5 }] }, "additionalLineItems.0.taxRate"],
      [{ additionalLineItems: [{ ...line, currency: "EUR" }] }, "additionalLineItems.0.currency"],
      [{ additionalLineItems: [{ ...line, taxCategory: "exempt" }] }, "additionalLineItems.0.taxReason"],
      [{ additionalLineItems: [line, { ...line, amount: 11 }] }, "additionalLineItems.1.amount"],
      [{ additionalLineItems: [{ ...line, rate: 1.234 }] }, "additionalLineItems.0.rate"],
    ];
    for (const [body, path] of wrong) {
      const all = { clientId, additionalLineItems: [line], ...body };
      const { status, error } = await call(createInvoice, admin, { body: all });
      expect([status, error?.details?.map((detail) => detail.path)], JSON.stringify(body)).toEqual([400, [path]]);
    }
    expect((await call(listInvoices, admin, { query: { clientId } })).data.items).toEqual([]);
  });

  it("gets the first response again with its key, and another body with the key is refused", async () => {
    const { clientId, projectId } = await newBilled();
    const timeEntryIds = await approved(projectId, [60]);
    const headers = key();
    const first = await call(createInvoice, admin, { body: { clientId, timeEntryIds }, headers });
    const again = await call(createInvoice, admin, { body: { clientId, timeEntryIds }, headers });
    expect(again.text).toBe(first.text);
    const other = await call(createInvoice, admin, { body: { clientId, projectIds: [projectId] }, headers });
    expect(other.error.code).toBe("IDEMPOTENCY_KEY_REUSED");
  });
});

describe("a draft", () => {
  it("is changed with its sums, and keeps its time", async () => {
    const { clientId, projectId } = await newBilled();
    const timeEntryIds = await approved(projectId, [60]);
    const draft = await invoiced(admin, { clientId, timeEntryIds, taxRate: 0.1, notes: "Internal" });
    const path = { id: draft.id };
    const body = {
      discountRate: 0.5,
      taxRate: 0.2,
      notes: null,
      clientNotes: "Thank you",
      buyerReference: "R-7",
      paymentTerms: "Net 7",
      lineItems: [{ id: draft.lineItems[0]?.id, description: "Work in November" }],
      additionalLineItems: [
        { type: "expense", description: "Train", quantity: 2, rate: 10, taxRate: 0.07 },
        { type: "discount", description: "Friends", quantity: 1, rate: 20, taxRate: 0.2 },
      ],
    };
    const { status, data } = await call(updateInvoice, admin, { path, body, headers: { "if-match": '"1"' } });
    expect(status).toBe(200);
    expect(data).toMatchObject({
      version: 2,
      subtotal: 60,
      discountAmount: 30,
      taxes: [
        { category: "standard", rate: 0.2, taxable: 20, tax: 4 },
        { category: "standard", rate: 0.07, taxable: 10, tax: 0.7 },
      ],
      taxAmount: 4.7,
      totalAmount: 34.7,
      clientNotes: "Thank you",
      buyerReference: "R-7",
      timeEntryIds,
    });
    expect(data.notes).toBeUndefined();
    expect(data.lineItems[0]?.description).toBe("Work in November");
    expect(Date.parse(data.dueDate) - Date.parse(data.issueDate)).toBe(7 * 86_400_000);
    expect((await call(getInvoice, admin, { path })).data).toEqual(data);
    const stale = await call(updateInvoice, admin, { path, body: {}, headers: { "if-match": '"1"' } });
    expect(stale.status).toBe(412);
    const without = await call(updateInvoice, admin, { path, body: { additionalLineItems: [], discountRate: null } });
    expect(without.data).toMatchObject({ subtotal: 60, taxAmount: 12, totalAmount: 72 });
  });

  it("is refused a year of issue that is not its number's, lines that it does not have, and discounts above it", async () => {
    const { clientId } = await newBilled();
    const line = { type: "fixed", description: "Licence", rate: 10 };
    const draft = await invoiced(admin, { clientId, additionalLineItems: [line] });
    const path = { id: draft.id };
    const change = async (body: object) => (await call(updateInvoice, admin, { path, body })).error;
    const otherYear = `${Number(draft.issueDate.slice(0, 4)) - 1}${draft.issueDate.slice(4)}`;
    expect((await change({ issueDate: otherYear })).details?.[0]?.path).toBe("issueDate");
    expect((await change({ lineItems: [{ id: missing }] })).details?.[0]?.path).toBe("lineItems.0.id");
    const discount = { type: "discount", description: "All", rate: 11 };
    expect((await change({ additionalLineItems: [line, discount] })).code).toBe("INVOICE_TOTAL_NEGATIVE");
    expect((await call(getInvoice, admin, { path })).data.version).toBe(1);
  });

  it("is locked once it is sent", async () => {
    const { clientId } = await newBilled();
    const additionalLineItems = [{ type: "fixed", description: "Licence", rate: 10 }];
    const draft = await invoiced(admin, { clientId, additionalLineItems });
    const path = { id: draft.id };
    const sent = await call(updateInvoiceStatus, admin, { path, body: { status: "sent" } });
    expect(sent.data).toMatchObject({ status: "sent", sentDate: expect.any(String) });
    const changed = await call(updateInvoice, admin, { path, body: { notes: "Late" } });
    expect(changed.error.code).toBe("INVOICE_LOCKED");
  });
});

describe("payments", () => {
  it("of parts, refunds and voided ones come to the balance", async () => {
    const { clientId } = await newBilled();
    const additionalLineItems = [{ type: "fixed", description: "Licence", rate: 100 }];
    const { id } = await invoiced(admin, { clientId, additionalLineItems });
    const change = async (body: object) => call(updateInvoiceStatus, admin, { path: { id }, body });
    expect((await change({ operation: "recordPayment", amount: 1 })).error.code).toBe("INVALID_STATUS_TRANSITION");
    await change({ status: "sent" });
    const part = await change({ operation: "recordPayment", amount: 40, paymentMethod: "bank", reference: "A" });
    expect(part.data).toMatchObject({ status: "sent", amountPaid: 40, balance: 60, payment: { amount: 40 } });
    expect(part.data.invoice).toMatchObject({ id, balance: 60 });
    const above = await change({ operation: "recordPayment", amount: 60.01 });
    expect([above.status, above.error.code]).toEqual([422, "PAYMENT_EXCEEDS_BALANCE"]);
    const early = await change({ operation: "recordPayment", amount: 1, paymentDate: "2000-01-01" });
    expect(early.error.details?.[0]?.path).toBe("paymentDate");
    const rest = await change({ status: "paid" });
    expect(rest.data).toMatchObject({ status: "paid", balance: 0, amountPaid: 100, payment: { amount: 60 } });
    const voided = await change({ operation: "voidPayment", paymentId: rest.data.payment?.id, reason: "Twice" });
    expect(voided.data).toMatchObject({ status: "sent", balance: 60 });
    await change({ status: "paid" });
    const back = await change({ operation: "recordRefund", amount: 25 });
    expect(back.data).toMatchObject({ status: "paid", amountPaid: 75, balance: 25 });
    const all = await change({ status: "refunded" });
    expect(all.data).toMatchObject({ status: "refunded", amountPaid: 0, balance: 0 });
    expect((await change({ status: "cancelled" })).error.code).toBe("INVALID_STATUS_TRANSITION");
  });

  it("that come in at the same time are all recorded, and never more than is open", async () => {
    const { clientId } = await newBilled();
    const additionalLineItems = [{ type: "fixed", description: "Licence", rate: 100 }];
    const { id } = await invoiced(admin, { clientId, additionalLineItems });
    const path = { id };
    await call(updateInvoiceStatus, admin, { path, body: { status: "sent" } });
    const body = { operation: "recordPayment", amount: 30 };
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => call(updateInvoiceStatus, admin, { path, body })),
    );
    const codes = answers.map(({ status, error }) => error?.code ?? String(status)).toSorted();
    expect(codes.filter((code) => code === "200")).toHaveLength(3);
    expect(codes.filter((code) => code === "PAYMENT_EXCEEDS_BALANCE")).toHaveLength(3);
    const { data } = await call(getInvoice, admin, { path });
    expect(data).toMatchObject({ amountPaid: 90, balance: 10 });
    expect(data.payments).toHaveLength(3);
  });
});

describe("lists of invoices", () => {
  it("are filtered, paged in order, and the same under both names", async () => {
    const { clientId, projectId } = await newBilled();
    const other = await newBilled();
    const additionalLineItems = [{ type: "fixed", description: "Licence", rate: 10, projectId }];
    const made: string[] = [];
    for (const dueDate of ["2026-12-10", "2026-12-05", "2026-12-20"])
      made.push((await invoiced(admin, { clientId, additionalLineItems, dueDate: nextYear(dueDate) })).id);
    const foreign = await invoiced(admin, { clientId: other.clientId, additionalLineItems: [additionalLineItems[0]] });
    const listed = async (query: Record<string, string>) => (await call(listInvoices, admin, { query })).data;
    const all = await listed({ clientId });
    expect(all.items.map(({ id }) => id)).toEqual(made.toReversed());
    expect(all.invoices).toEqual(all.items);
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listed({ clientId, limit: "2", sortOrder: "asc", ...(cursor !== undefined && { cursor }) });
      paged.push(...page.items.map(({ id }) => id));
      cursor = page.pagination.nextCursor;
    } while (cursor !== undefined);
    expect(paged).toEqual(made);
    const due = { clientId, dueDateFrom: nextYear("2026-12-06"), dueDateTo: nextYear("2026-12-15") };
    expect((await listed(due)).items.map(({ id }) => id)).toEqual([made[0]]);
    const byProject = (await listed({ projectId })).items.map(({ id }) => id);
    expect(byProject.toSorted()).toEqual([...made, foreign.id].toSorted());
    const [first] = all.items;
    const byNumber = await listed({ invoiceNumber: first?.invoiceNumber ?? "" });
    expect(byNumber.items.map(({ id }) => id)).toEqual([first?.id]);
    const drafts = (await listed({ status: "draft", clientId })).items.map(({ id }) => id);
    expect(drafts.toSorted()).toEqual(made.toSorted());
    expect((await listed({ status: "paid", clientId })).items).toEqual([]);
    const everything = await listed({ limit: "100" });
    expect(everything.items.some(({ id }) => id === foreign.id)).toBe(true);
  });

  /** A due date that is not before today. */
  function nextYear(date: string): string {
    return `${Number(date.slice(0, 4)) + 1}${date.slice(4)}`;
  }
});

describe("a client with an invoice", () => {
  it("keeps its currency", async () => {
    const { clientId } = await newBilled({ name: `Billed ${randomUUID()}` }, { defaultHourlyRate: undefined });
    const additionalLineItems = [{ type: "fixed", description: "Licence", rate: 10 }];
    await invoiced(admin, { clientId, additionalLineItems });
    const { error } = await call(updateClient, admin, { path: { id: clientId }, body: { currency: "EUR" } });
    expect(error.code).toBe("CLIENT_HAS_AMOUNTS");
  });
});
