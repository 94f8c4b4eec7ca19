/** Credit notes: whole and in parts, and what becomes of the invoice and its time. */
import { sendInvoice, updateInvoice, updateInvoiceStatus } from "@aerotage/invoices/contract/change";
import { creditInvoice } from "@aerotage/invoices/contract/credit";
import { getInvoice, getInvoicePdf, listInvoices } from "@aerotage/invoices/contract/read";
import { getTimeEntry } from "@aerotage/time-entries/contract/time-entries";
import { beforeAll, describe, expect, it } from "vitest";
import { call, type Person, person } from "../../support/api.js";
import { readByPython } from "../../support/documents.js";
import { approved, invoiced, key, newBilled } from "../../support/invoicing.js";
import { mailTo, newAddress } from "../../support/people.js";

let admin: Person;
beforeAll(async () => {
  admin = await person("admin");
  await call(listInvoices, admin);
});

const lines = [
  { type: "fixed", description: "Licence", rate: 100, taxRate: 0.19 },
  { type: "expense", description: "Train", quantity: 3, rate: 10, taxRate: 0.07 },
];

/** An invoice that was sent. */
async function sent(body: Record<string, unknown> = {}) {
  const { clientId, projectId } = await newBilled();
  const invoice = await invoiced(admin, { clientId, additionalLineItems: lines, ...body });
  const path = { id: invoice.id };
  await call(updateInvoiceStatus, admin, { path, body: { status: "sent" } });
  return { invoice, path, clientId, projectId };
}

const statusOf = async (id: string) => (await call(getTimeEntry, admin, { path: { id } })).data.status;

describe("a credit note", () => {
  it("of a whole invoice cancels it, has a number of its own series, and is listed apart", async () => {
    const { invoice, path, clientId } = await sent({ discountRate: 0.1 });
    const { status, data, headers } = await call(creditInvoice, admin, { path, body: { reason: "Wrong client" } });
    expect(status).toBe(201);
    expect(headers.get("location")).toBe(`/invoices/${data.id}`);
    expect(data).toMatchObject({
      type: "creditNote",
      status: "sent",
      credits: { id: invoice.id, invoiceNumber: invoice.invoiceNumber },
      totalAmount: invoice.totalAmount,
      taxAmount: invoice.taxAmount,
      balance: 0,
      clientNotes: "Wrong client",
    });
    expect(data.invoiceNumber).toMatch(/^CN-\d{4}-\d{4,}$/);
    const { data: after } = await call(getInvoice, admin, { path });
    expect(after).toMatchObject({
      status: "cancelled",
      amountCredited: invoice.totalAmount,
      balance: 0,
      creditNoteIds: [data.id],
    });
    const listed = async (query: Record<string, string>) =>
      (await call(listInvoices, admin, { query: { clientId, ...query } })).data.items.map(({ id }) => id);
    expect(await listed({})).toEqual([invoice.id]);
    expect(await listed({ status: "sent" })).toEqual([]);
    expect(await listed({ type: "creditNote" })).toEqual([data.id]);
    expect(await listed({ type: "creditNote", status: "sent" })).toEqual([data.id]);
    const all = await call(listInvoices, admin);
    expect(all.data.invoices.some(({ id }) => id === data.id)).toBe(false);
    for (const operation of [updateInvoice, updateInvoiceStatus] as const) {
      const body = operation === updateInvoice ? { notes: "x" } : { status: "cancelled" };
      expect((await call(operation, admin, { path: { id: data.id }, body })).status).toBe(409);
    }
  });

  it("of lines leaves the rest open, and all of them come to the total", async () => {
    const { invoice, path } = await sent();
    const train = invoice.lineItems.find(({ description }) => description === "Train");
    const part = { lineItems: [{ id: train?.id, quantity: 1 }], reason: "One ticket" };
    const headers = key();
    const first = await call(creditInvoice, admin, { path, body: part, headers });
    expect(first.data).toMatchObject({ subtotal: 10, taxAmount: 0.7, totalAmount: 10.7 });
    const again = await call(creditInvoice, admin, { path, body: part, headers });
    expect(again.text).toBe(first.text);
    const open = (await call(getInvoice, admin, { path })).data;
    expect(open).toMatchObject({ status: "sent", amountCredited: 10.7, balance: invoice.totalAmount - 10.7 });
    const above = { lineItems: [{ id: train?.id, quantity: 3 }], reason: "Too much" };
    const refused = await call(creditInvoice, admin, { path, body: above });
    expect(refused.error.details?.[0]?.path).toBe("lineItems.0.quantity");
    const rest = await call(creditInvoice, admin, { path, body: { reason: "The rest" } });
    expect(first.data.totalAmount + rest.data.totalAmount).toBeCloseTo(invoice.totalAmount, 2);
    const nothing = await call(creditInvoice, admin, { path, body: { reason: "Again" } });
    expect(nothing.status).toBe(409);
  });

  it("of a paid invoice leaves something that is owed to the client, until it is refunded", async () => {
    const { invoice, path } = await sent();
    await call(updateInvoiceStatus, admin, { path, body: { status: "paid" } });
    await call(creditInvoice, admin, { path, body: { reason: "Returned" } });
    const paid = (await call(getInvoice, admin, { path })).data;
    expect(paid).toMatchObject({ status: "paid", balance: -invoice.totalAmount });
    const { data } = await call(updateInvoiceStatus, admin, { path, body: { status: "refunded" } });
    expect(data).toMatchObject({ status: "refunded", balance: 0 });
  });

  it("frees the time of its lines only where that is asked for", async () => {
    for (const releaseEntries of [false, true]) {
      const { clientId, projectId } = await newBilled();
      const [first = "", second = ""] = [...(await approved(projectId, [60])), ...(await approved(projectId, [30]))];
      const invoice = await invoiced(admin, { clientId, timeEntryIds: [first, second], groupBy: "entry" });
      const path = { id: invoice.id };
      await call(updateInvoiceStatus, admin, { path, body: { status: "sent" } });
      const line = invoice.lineItems.find(({ timeEntryIds }) => timeEntryIds?.includes(first));
      const body = { lineItems: [{ id: line?.id }], reason: "Not theirs", releaseEntries };
      expect((await call(creditInvoice, admin, { path, body })).status).toBe(201);
      expect(await statusOf(first)).toBe(releaseEntries ? "approved" : "invoiced");
      expect(await statusOf(second)).toBe("invoiced");
    }
  });

  it("is made where an invoice that was sent is cancelled, and frees its time", async () => {
    const { clientId, projectId } = await newBilled();
    const timeEntryIds = await approved(projectId, [60]);
    const invoice = await invoiced(admin, { clientId, timeEntryIds });
    const path = { id: invoice.id };
    await call(updateInvoiceStatus, admin, { path, body: { status: "sent" } });
    const { data } = await call(updateInvoiceStatus, admin, { path, body: { status: "cancelled", reason: "Twice" } });
    expect(data).toMatchObject({ status: "cancelled", amountCredited: 60, balance: 0 });
    const note = await call(getInvoice, admin, { path: { id: data.creditNoteIds?.[0] ?? "" } });
    expect(note.data).toMatchObject({ type: "creditNote", totalAmount: 60, clientNotes: "Twice" });
    expect(await statusOf(timeEntryIds[0] ?? "")).toBe("approved");
  });

  it("of a draft is refused", async () => {
    const { clientId } = await newBilled();
    const { id } = await invoiced(admin, { clientId, additionalLineItems: lines });
    const { error } = await call(creditInvoice, admin, { path: { id }, body: { reason: "Early" } });
    expect(error.code).toBe("INVALID_STATUS_TRANSITION");
  });

  it("has a document that names the invoice, and is mailed as invoices are", async () => {
    const { invoice, path } = await sent();
    const { data: note } = await call(creditInvoice, admin, { path, body: { reason: "Wrong" } });
    const email = newAddress("client");
    const mailed = await call(sendInvoice, admin, { path: { id: note.id }, body: { recipientEmails: [email] } });
    expect(mailed.data).toMatchObject({ success: true, status: "sent", type: "creditNote" });
    const mail = await mailTo(email);
    expect(mail.subject).toContain(note.invoiceNumber);
    expect(mail.subject).toMatch(/Credit note/);
    const { data } = await call(getInvoicePdf, admin, { path: { id: note.id } });
    const file = new Uint8Array(await (await fetch(data.downloadUrl)).arrayBuffer());
    const program = "import json, pypdf, sys\nprint(json.dumps(pypdf.PdfReader(sys.argv[1]).pages[0].extract_text()))";
    const text = await readByPython<string>(program, { "note.pdf": file });
    expect(text).toContain("Credit note");
    expect(text).toContain(invoice.invoiceNumber);
    expect(text).not.toContain("IBAN");
  });
});
