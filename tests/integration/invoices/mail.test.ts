/** Mailing invoices: what goes out, what is stored before and after it, and the link to the document. */
import { sendInvoice, updateInvoice, updateInvoiceStatus } from "@aerotage/invoices/contract/change";
import { getInvoice, getInvoicePdf, listInvoices, viewInvoice } from "@aerotage/invoices/contract/read";
import { beforeAll, describe, expect, it } from "vitest";
import { call, eventually, type Person, person, send } from "../../support/api.js";
import { invoiced, key, killed, newBilled } from "../../support/invoicing.js";
import { activitiesOf, mailsTo, mailTo, newAddress, tokenIn } from "../../support/people.js";

let admin: Person;
beforeAll(async () => {
  admin = await person("admin");
  await call(listInvoices, admin);
});

const additionalLineItems = [{ type: "fixed", description: "Licence", rate: 100, taxRate: 0.19 }];

/** A draft of a client with an address of its own. */
async function draft(language = "en") {
  const email = newAddress("client");
  const { clientId } = await newBilled({ contactInfo: { email }, language });
  const invoice = await invoiced(admin, { clientId, additionalLineItems });
  return { email, path: { id: invoice.id }, invoice };
}

const follow = (token: string) => send(viewInvoice, undefined, { path: { token } });
const bytesOf = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer());
const isPdf = (bytes: Buffer) => bytes.subarray(0, 5).toString() === "%PDF-";

describe("an invoice that is mailed", () => {
  it("goes to the client with its document and a link, and a copy to the caller", async () => {
    const { email, path, invoice } = await draft();
    const body = { message: "Thank you for your trust.", sendCopy: true };
    const { status, data } = await call(sendInvoice, admin, { path, body });
    expect(status).toBe(200);
    expect(data).toMatchObject({
      success: true,
      status: "sent",
      invoiceNumber: invoice.invoiceNumber,
      delivery: { status: "accepted", recipients: [email] },
      deliveryUncertain: false,
    });
    expect(data.sentAt).toBeDefined();
    const mail = await mailTo(email);
    expect(mail.to).toEqual([email]);
    expect(mail.cc).toEqual([admin.email]);
    expect(mail.subject).toContain(invoice.invoiceNumber);
    expect(mail.text).toMatch(/^Thank you for your trust\.\n/);
    const [attachment] = mail.attachments;
    expect(attachment).toMatchObject({ fileName: `${invoice.invoiceNumber}.pdf`, contentType: "application/pdf" });
    const attached = Buffer.from(attachment?.content ?? []);
    expect(isPdf(attached)).toBe(true);
    const { data: read } = await call(getInvoice, admin, { path });
    const stored = await bytesOf(read.pdfUrl ?? "");
    expect(stored.equals(attached)).toBe(true);
  });

  it("is viewed once its link is opened, and the link is revoked when it is cancelled", async () => {
    const { email, path } = await draft();
    await call(sendInvoice, admin, { path, body: {} });
    const token = tokenIn(await mailTo(email));
    const opened = await follow(token);
    expect(opened.status).toBe(302);
    expect(isPdf(await bytesOf(opened.headers.get("location") ?? ""))).toBe(true);
    const { data: viewed } = await call(getInvoice, admin, { path });
    expect(viewed).toMatchObject({ status: "viewed" });
    expect(viewed.viewedAt).toBeDefined();
    await follow(token);
    expect((await call(getInvoice, admin, { path })).data.version).toBe(viewed.version);
    await call(updateInvoiceStatus, admin, { path, body: { status: "cancelled" } });
    const revoked = await follow(token);
    expect(revoked.status).toBe(410);
    expect(revoked.error?.code).toBe("INVOICE_LINK_REVOKED");
    expect((await follow("x".repeat(43))).status).toBe(404);
  });

  it("is mailed again as it is, with the same document", async () => {
    const { email, path } = await draft("de");
    await call(sendInvoice, admin, { path, body: {} });
    const first = await mailTo(email);
    const again = await call(sendInvoice, admin, { path, body: { recipientEmails: [email] } });
    expect(again.data).toMatchObject({ success: true, status: "sent" });
    const second = await mailTo(email, 2);
    expect(second.attachments[0]?.content).toEqual(first.attachments[0]?.content);
    expect(second.subject).toContain("Rechnung");
  });

  it("goes out once for a key", async () => {
    const { email, path } = await draft();
    const headers = key();
    const first = await call(sendInvoice, admin, { path, body: {}, headers });
    const again = await call(sendInvoice, admin, { path, body: {}, headers });
    expect(again.text).toBe(first.text);
    expect(await mailsTo(email)).toHaveLength(1);
  });

  it("needs an address", async () => {
    const { clientId } = await newBilled();
    const { id } = await invoiced(admin, { clientId, additionalLineItems });
    expect((await call(sendInvoice, admin, { path: { id }, body: {} })).error.code).toBe("NO_RECIPIENT");
    const wrong = await call(sendInvoice, admin, { path: { id }, body: { recipientEmails: ["nobody"] } });
    expect(wrong.error.details?.[0]?.path).toBe("recipientEmails.0");
  });
});

describe("a mail that is refused", () => {
  it("leaves the invoice as it was, with the reason", async () => {
    const { path, invoice } = await draft();
    const body = { recipientEmails: [newAddress("refused")] };
    const { status, error } = await call(sendInvoice, admin, { path, body });
    expect([status, error.code]).toEqual([422, "MAIL_REFUSED"]);
    const { data } = await call(getInvoice, admin, { path });
    expect(data).toMatchObject({ status: "draft", delivery: { status: "refused" }, deliveryUncertain: false });
    expect(data.delivery?.reason).toBeTruthy();
    expect(data.sentAt).toBeUndefined();
    const changed = await call(updateInvoice, admin, { path, body: { clientNotes: "Corrected" } });
    expect(changed.status).toBe(200);
    const types = (await activitiesOf(invoice.id)).map(({ activityType }) => activityType);
    expect(types).toEqual(["invoice.created", "invoice.sending", "invoice.mail-refused", "invoice.updated"]);
  });
});

describe("a function that dies while it mails", () => {
  it.each(["before-mail", "after-mail"])(
    "at %s leaves an invoice that is never mailed again by itself",
    async (step) => {
      const { email, path } = await draft();
      await killed(sendInvoice, admin, step, { path, body: {}, headers: key() });
      const running = await call(updateInvoice, admin, { path, body: { notes: "Meanwhile" } });
      expect(running.error.code).toBe("DELIVERY_IN_PROGRESS");
      await eventually(
        "the end of the function's time",
        async () => ((await call(getInvoice, admin, { path })).data.deliveryUncertain ? true : undefined),
        60,
      );
      const mails = step === "after-mail" ? 1 : 0;
      expect(await mailsTo(email)).toHaveLength(mails);
      expect((await call(sendInvoice, admin, { path, body: {} })).error.code).toBe("DELIVERY_UNCERTAIN");
      expect((await call(updateInvoice, admin, { path, body: { notes: "Late" } })).error.code).toBe("INVOICE_LOCKED");
      expect(await mailsTo(email)).toHaveLength(mails);
      if (step === "after-mail") {
        const { data } = await call(updateInvoiceStatus, admin, { path, body: { status: "sent" } });
        expect(data).toMatchObject({ status: "sent", deliveryUncertain: false });
      } else {
        const { data } = await call(sendInvoice, admin, { path, body: { resend: true } });
        expect(data).toMatchObject({ status: "sent", deliveryUncertain: false });
      }
      expect(await mailsTo(email)).toHaveLength(1);
    },
    120_000,
  );
});

describe("a document", () => {
  it("of a draft is marked, and that of an invoice marked as sent is made when it is asked for", async () => {
    const { path, invoice } = await draft();
    const early = await call(getInvoicePdf, admin, { path });
    expect(early.data.fileName).toBe(`${invoice.invoiceNumber}.pdf`);
    expect(isPdf(await bytesOf(early.data.downloadUrl))).toBe(true);
    await call(updateInvoiceStatus, admin, { path, body: { status: "sent" } });
    const [one, two] = [
      await bytesOf((await call(getInvoicePdf, admin, { path })).data.downloadUrl),
      await bytesOf((await call(getInvoicePdf, admin, { path })).data.downloadUrl),
    ];
    expect(isPdf(one)).toBe(true);
    expect(one.equals(two)).toBe(true);
  });
});
