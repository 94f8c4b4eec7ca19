/**
 * `npm run examples`: stores documents of the running local cloud's demo company in docs/examples/: the last month by project and person, as
 * a PDF and as a workbook, invoices in several languages, their electronic invoices, and a credit note.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { InvoiceResponse } from "@aerotage/invoices/contract/invoice";
import { getInvoicePdf, getInvoiceXml, listInvoices } from "@aerotage/invoices/contract/read";
import { createExport } from "@aerotage/reports/contract/exports";
import { ApiClient } from "../client/api-client.js";
import { OperatorError, runCommandLine } from "../tools/command-line.js";
import { root } from "../tools/paths.js";
import { runningCloud } from "./cloud.js";
import { demoAccessToken } from "./seed.js";

const folder = join(root, "docs", "examples");
/** Invoices of the demo company, by the names of their files. */
const invoices = { "invoice-de": "DEMO-1", "invoice-en": "DEMO-4", "invoice-draft-fr": "DEMO-7" };
/** Of the invoice that is cancelled. */
const creditNotes = { "credit-note-en": "DEMO-6" };
/** Those whose client gets electronic invoices: Factur-X, whose XML is within the PDF too, and UBL. */
const electronicInvoices = { "e-invoice-factur-x": "DEMO-1", "e-invoice-ubl": "DEMO-4" };

await runCommandLine(async (signal) => {
  const cloud = runningCloud();
  if (cloud === undefined) throw new OperatorError("The local cloud is not running: start it with `npm start`.");
  const administrator = cloud.users.find(({ role }) => role === "admin");
  if (administrator === undefined) throw new TypeError("The demo company has no administrator.");
  const tokens = { accessToken: await demoAccessToken(cloud, administrator) };
  const client = new ApiClient({ apiUrl: cloud.apiUrl, tokens, signal });
  await mkdir(folder, { recursive: true });
  for (const format of ["pdf", "xlsx"] as const) {
    const filters = { preset: "lastMonth", groupBy: ["project", "user"] } as const;
    const { data } = await client.call(createExport, { body: { type: "time", format, filters } });
    await store(`time-report.${format}`, data.downloadUrl ?? "");
  }
  const { items } = (await client.call(listInvoices)).data;
  const credited = (await client.call(listInvoices, { query: { type: "creditNote" } })).data;
  for (const [name, reference] of Object.entries(invoices))
    await storeLinked(`${name}.pdf`, getInvoicePdf, items, reference);
  for (const [name, reference] of Object.entries(creditNotes))
    await storeLinked(`${name}.pdf`, getInvoicePdf, credited.items, reference);
  for (const [name, reference] of Object.entries(electronicInvoices))
    await storeLinked(`${name}.xml`, getInvoiceXml, items, reference);

  async function storeLinked(
    name: string,
    operation: typeof getInvoicePdf | typeof getInvoiceXml,
    among: readonly InvoiceResponse[],
    reference: string,
  ): Promise<void> {
    const invoice = among.find(({ buyerReference }) => buyerReference === reference);
    if (invoice === undefined) throw new OperatorError(`The demo company has no invoice ${reference} of that kind.`);
    const { data } = await client.call(operation, { path: { id: invoice.id } });
    await store(name, data.downloadUrl);
  }

  async function store(name: string, url: string): Promise<void> {
    const file = join(folder, name);
    await writeFile(file, Buffer.from(await (await fetch(url, { signal })).arrayBuffer()));
    console.log(file);
  }
});
