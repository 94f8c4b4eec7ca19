/**
 * The desktop client's calls about invoices, with its exact bodies and its way of unwrapping: if a response has both `success` and `data`, it
 * takes `data`. Its form repeats the entries as lines, with a rate of its own, and always says USD and 10 %.
 */
import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { newPerson, type Person, person } from "../../support/api.js";
import { type Json, send } from "../../support/desktop-client.js";
import { approved } from "../../support/invoicing.js";
import { newAddress } from "../../support/people.js";
import { newClient, newProject } from "../../support/time.js";

let admin: Person;
beforeAll(async () => {
  admin = await person("admin");
  await send(admin, "GET", "/invoices");
});

/** The body of the client's form: the lines repeat the entries. */
function invoiceForm(clientId: string, projectId: string, timeEntryIds: readonly string[]) {
  return {
    clientId,
    timeEntryIds,
    projectIds: [projectId],
    dueDate: new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10),
    notes: "Thank you",
    paymentTerms: "Net 30",
    currency: "USD",
    taxRate: 0.1,
    additionalLineItems: timeEntryIds.map((id) => ({
      type: "time",
      description: `Work of ${id}`,
      quantity: 1.5,
      rate: 75,
      amount: 112.5,
      taxable: true,
    })),
  };
}

describe("the desktop client", () => {
  it("lists invoices as an array under a name of its own", async () => {
    const { status, body } = await send(admin, "GET", "/invoices");
    expect(status).toBe(200);
    expect(Array.isArray(body.invoices)).toBe(true);
  });

  it("bills the entries once, in the client's currency, whatever its form says", async () => {
    const clientId = await newClient({ currency: "EUR", contactInfo: { email: newAddress("client") } });
    const projectId = await newProject({ clientId, defaultHourlyRate: 80 });
    const timeEntryIds = await approved(projectId, [90, 60]);
    const { status, body: made } = await send(
      admin,
      "POST",
      "/invoices",
      invoiceForm(clientId, projectId, timeEntryIds),
    );
    expect(status).toBe(201);
    expect(made).toMatchObject({ currency: "EUR", subtotal: 200, taxRate: 0.1, taxAmount: 20, totalAmount: 220 });
    expect(made.id).toBeTruthy();
    expect(made.invoiceNumber).toBeTruthy();
    expect(made.timeEntryIds.toSorted()).toEqual(timeEntryIds.toSorted());
    expect(made.lineItems.flatMap((line: Json) => line.timeEntryIds).toSorted()).toEqual(timeEntryIds.toSorted());

    // Sent twice by an impatient user, who has no idempotency key.
    const again = await send(admin, "POST", "/invoices", invoiceForm(clientId, projectId, timeEntryIds));
    expect([again.status, again.body.code]).toEqual([422, "TIME_ENTRIES_NOT_BILLABLE"]);
    expect(again.body.message).toBeTruthy();

    const sent = await send(admin, "POST", `/invoices/${made.id}/send`, { attachPdf: true, sendCopy: true });
    expect(sent.body.success).toBe(true);

    const paymentData = {
      amount: 220,
      paymentDate: new Date().toISOString().slice(0, 10),
      paymentMethod: "bank_transfer",
      reference: `REF-${randomUUID()}`,
      notes: "",
    };
    const paid = await send(admin, "PUT", `/invoices/${made.id}/status`, { status: "paid", paymentData });
    expect(paid.body).toMatchObject({ id: made.id, status: "paid", balance: 0 });

    const { body: listed } = await send(admin, "GET", "/invoices");
    const read = listed.invoices.find((invoice: Json) => invoice.id === made.id);
    expect(read).toMatchObject({ status: "paid", currency: "EUR", taxAmount: 20, lineItems: expect.any(Array) });
    for (const field of ["sentDate", "paidDate", "clientName"]) expect(read[field], field).toBeTruthy();
  });

  it("keeps its session where an employee's list of invoices is refused at start-up", async () => {
    const employee = await newPerson("employee");
    const { status, body } = await send(employee, "GET", "/invoices");
    expect(status).toBe(403);
    expect(JSON.stringify(body)).not.toMatch(/session/i);
  });
});
