/** Electronic invoices: what blocks them, what a mail has, and what is kept. */
import { updateClient } from "@aerotage/clients/contract";
import { sendInvoice, updateInvoiceStatus } from "@aerotage/invoices/contract/change";
import { getInvoice, getInvoicePdf, getInvoiceXml } from "@aerotage/invoices/contract/read";
import { updateSettings } from "@aerotage/organization/contract/organization";
import { beforeAll, describe, expect, it } from "vitest";
import { call, type Person, person, withoutConflict } from "../../support/api.js";
import { invoiced, newBilled } from "../../support/invoicing.js";
import { mailTo, newAddress } from "../../support/people.js";

const address = { street: "Long Street 5", postcode: "10115", city: "Berlin", country: "DE" };
const additionalLineItems = [{ type: "fixed", description: "Licence", rate: 100, taxRate: 0.19 }];

let admin: Person;
beforeAll(async () => {
  admin = await person("admin");
  const electronicAddress = { scheme: "EM", id: "billing@example.com" };
  const body = { legalName: "Sellers GmbH", address, vatId: "DE123456789", electronicAddress };
  const { status } = await withoutConflict(() => call(updateSettings, admin, { body }));
  expect(status).toBe(200);
});

/** A draft of a client with an address of its own. */
async function draft(client: Record<string, unknown>) {
  const email = newAddress("client");
  const { clientId } = await newBilled({ contactInfo: { email }, currency: "EUR", ...client });
  const invoice = await invoiced(admin, { clientId, additionalLineItems });
  return { email, clientId, path: { id: invoice.id } };
}

const bytesOf = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer());

/** What the link to an electronic invoice leads to. */
async function xmlOf(path: { readonly id: string }) {
  const { status, data, text } = await call(getInvoiceXml, admin, { path });
  expect(status, text).toBe(200);
  return { fileName: data.fileName, xml: (await bytesOf(data.downloadUrl)).toString() };
}

describe("a client that gets UBL", () => {
  it("has its invoice blocked while a field is missing, and then gets both files", async () => {
    const { email, clientId, path } = await draft({ eInvoice: "ubl" });
    const refused = await Promise.all([
      call(sendInvoice, admin, { path, body: {} }),
      call(updateInvoiceStatus, admin, { path, body: { status: "sent" } }),
      call(getInvoiceXml, admin, { path }),
    ]);
    for (const { status, error } of refused) {
      expect(status).toBe(422);
      expect(error).toMatchObject({ code: "E_INVOICE_INCOMPLETE" });
      expect(error?.details).toEqual([
        { path: "client.address", message: expect.stringContaining("PUT /clients/{id}") },
      ]);
    }
    expect((await call(getInvoice, admin, { path })).data.status).toBe("draft");
    await call(updateClient, admin, { path: { id: clientId }, body: { address } });
    expect((await xmlOf(path)).xml).toContain("<cbc:Note>DRAFT</cbc:Note>");
    const { status, data } = await call(sendInvoice, admin, { path, body: {} });
    expect(status).toBe(200);
    const [document, electronic, ...others] = (await mailTo(email)).attachments;
    expect(others).toEqual([]);
    expect(document).toMatchObject({ fileName: `${data.invoiceNumber}.pdf`, contentType: "application/pdf" });
    const { fileName, xml } = await xmlOf(path);
    expect(electronic).toMatchObject({ fileName, contentType: "application/xml" });
    expect(Buffer.from(electronic?.content ?? []).toString()).toBe(xml);
    expect(xml).toContain('<cbc:EndpointID schemeID="EM">');
    expect(xml).not.toContain("DRAFT");
  });
});

describe("a client that gets Factur-X", () => {
  it("gets one file, which stays a Factur-X file whatever the client gets later", async () => {
    const { clientId, path } = await draft({ eInvoice: "facturX", address });
    const draftPdf = await call(getInvoicePdf, admin, { path });
    expect((await bytesOf(draftPdf.data.downloadUrl)).includes("factur-x.xml")).toBe(false);
    await call(updateInvoiceStatus, admin, { path, body: { status: "sent" } });
    await call(updateClient, admin, { path: { id: clientId }, body: { eInvoice: "none", address: null } });
    const { data } = await call(getInvoicePdf, admin, { path });
    const pdf = await bytesOf(data.downloadUrl);
    expect(pdf.includes("<pdfaid:part>3</pdfaid:part>")).toBe(true);
    const { fileName, xml } = await xmlOf(path);
    expect(fileName).toMatch(/\.xml$/);
    expect(xml).toContain("<rsm:CrossIndustryInvoice");
  });
});

describe("a client that gets no electronic invoices", () => {
  it("is never blocked, and has none", async () => {
    const { email, path } = await draft({ currency: "KWD" });
    const before = await call(getInvoiceXml, admin, { path });
    expect([before.status, before.error?.code]).toEqual([409, "E_INVOICE_DISABLED"]);
    expect((await call(sendInvoice, admin, { path, body: {} })).status).toBe(200);
    expect((await mailTo(email)).attachments).toHaveLength(1);
    const after = await call(getInvoiceXml, admin, { path });
    expect([after.status, after.error?.code]).toEqual([409, "E_INVOICE_DISABLED"]);
  });
});
