/** Whose invoices managers see and make: those of the clients of their projects. Employees see none (access.test.ts). */
import { sendInvoice, updateInvoice, updateInvoiceStatus } from "@aerotage/invoices/contract/change";
import { createInvoice, previewInvoice } from "@aerotage/invoices/contract/create";
import { getInvoice, getInvoicePdf, getInvoiceXml, listInvoices } from "@aerotage/invoices/contract/read";
import { listTimeEntries } from "@aerotage/time-entries/contract/time-entries";
import { beforeAll, describe, expect, it } from "vitest";
import { call, newPerson, type Person, person } from "../../support/api.js";
import { approved, invoiced, newBilled } from "../../support/invoicing.js";
import { newProject } from "../../support/time.js";

let admin: Person;
let manager: Person;
let own: { clientId: string; projectId: string };
let foreign: { clientId: string; projectId: string };

beforeAll(async () => {
  [admin, manager] = await Promise.all([person("admin"), newPerson("manager")]);
  const employee = await person("employee");
  // Their first calls make their rows.
  await Promise.all([admin, manager, employee].map((who) => call(listTimeEntries, who)));
  own = await newBilled({}, { teamMembers: [manager.id, employee.id] });
  foreign = await newBilled();
});

const additionalLineItems = [{ type: "fixed", description: "Licence", rate: 10 }];

describe("a manager", () => {
  it("bills time of their own projects, and sees all invoices of these projects' clients", async () => {
    const timeEntryIds = await approved(own.projectId, [60]);
    const { status, data } = await call(createInvoice, manager, { body: { clientId: own.clientId, timeEntryIds } });
    expect(status).toBe(201);
    const other = await invoiced(admin, { clientId: own.clientId, additionalLineItems });
    const hidden = await invoiced(admin, { clientId: foreign.clientId, additionalLineItems });
    const { data: listed } = await call(listInvoices, manager);
    const ids = listed.items.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([data.id, other.id]));
    expect(ids).not.toContain(hidden.id);
    for (const query of [{ clientId: foreign.clientId }, { status: "draft", clientId: foreign.clientId }])
      expect((await call(listInvoices, manager, { query })).data.items).toEqual([]);
    const byNumber = { invoiceNumber: hidden.invoiceNumber ?? "" };
    expect((await call(listInvoices, manager, { query: byNumber })).data.items).toEqual([]);
  });

  it("does not know of other clients, projects and time", async () => {
    const [timeEntryId = ""] = await approved(foreign.projectId, [60]);
    const create = async (body: object) => (await call(createInvoice, manager, { body })).error;
    expect((await create({ clientId: foreign.clientId, timeEntryIds: [timeEntryId] })).code).toBe("CLIENT_NOT_FOUND");
    expect((await create({ clientId: foreign.clientId, additionalLineItems })).code).toBe("CLIENT_NOT_FOUND");
    // A project of their client that they are no member of.
    const others = await newProject({ clientId: own.clientId, defaultHourlyRate: 60, teamMembers: [admin.id] });
    expect((await create({ clientId: own.clientId, projectIds: [others] })).code).toBe("PROJECT_NOT_FOUND");
    const hidden = await create({ clientId: own.clientId, timeEntryIds: [timeEntryId] });
    expect(hidden.details?.[0]?.message).toContain("NOT_FOUND");
    const preview = await call(previewInvoice, manager, {
      body: { clientId: own.clientId, timeEntryIds: [timeEntryId] },
    });
    expect(preview.data.excluded).toEqual([
      { timeEntryId, reason: "NOT_FOUND", message: "There is no such time entry." },
    ]);
  });

  it("is told of no invoice of another client, whatever they do with it", async () => {
    const { id } = await invoiced(admin, { clientId: foreign.clientId, additionalLineItems });
    const path = { id };
    const answers = [
      await call(getInvoice, manager, { path }),
      await call(getInvoicePdf, manager, { path }),
      await call(getInvoiceXml, manager, { path }),
      await call(updateInvoice, manager, { path, body: { notes: "Mine" } }),
      await call(sendInvoice, manager, { path, body: { recipientEmails: [manager.email] } }),
      await call(updateInvoiceStatus, manager, { path, body: { status: "cancelled" } }),
    ];
    for (const { status, error } of answers) expect([status, error.code]).toEqual([404, "INVOICE_NOT_FOUND"]);
    expect((await call(getInvoice, admin, { path })).data).toMatchObject({ status: "draft", version: 1 });
  });
});
