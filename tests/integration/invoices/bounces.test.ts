/** Mails of invoices that fail after SES took them: the emulator publishes what SES would, and the invoice shows it. */
import { sendInvoice } from "@aerotage/invoices/contract/change";
import { getInvoice, listInvoices } from "@aerotage/invoices/contract/read";
import { createUser } from "@aerotage/users/contract/users";
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { beforeAll, describe, expect, it } from "vitest";
import { call, cloud, eventually, type Person, person } from "../../support/api.js";
import { takesBehaviour } from "../../support/emulator.js";
import { invoiced, newBilled } from "../../support/invoicing.js";
import { bounceOf, complaintOf, publishMailEvent } from "../../support/mail-events.js";
import { activitiesOf, mailTo, newAddress, seen } from "../../support/people.js";

const sqs = new SQSClient(cloud);
let admin: Person;
beforeAll(async () => {
  admin = await person("admin");
  await call(listInvoices, admin);
});

const additionalLineItems = [{ type: "fixed", description: "Licence", rate: 100 }];

/** An invoice that is mailed to an address. */
async function mailed(address: string, body: Record<string, unknown> = {}): Promise<string> {
  const { clientId } = await newBilled();
  const { id } = await invoiced(admin, { clientId, additionalLineItems });
  await sendTo(id, address, body);
  return id;
}

async function sendTo(id: string, address: string, body: Record<string, unknown> = {}): Promise<void> {
  const sent = await call(sendInvoice, admin, { path: { id }, body: { recipientEmails: [address], ...body } });
  expect([sent.status, sent.data.delivery?.status]).toEqual([200, "accepted"]);
}

const read = async (id: string) => (await call(getInvoice, admin, { path: { id } })).data;

const marked = (id: string, status: string) =>
  eventually(`the delivery ${status}`, async () => {
    const invoice = await read(id);
    return invoice.delivery?.status === status ? invoice : undefined;
  });

const changesOf = async (id: string) => (await activitiesOf(id)).map(({ activityType }) => activityType);

/** The event of a mail that was sent, as SES may deliver it again. */
async function again(event: ReturnType<typeof bounceOf | typeof complaintOf>, address: string, id: string, count = 1) {
  const { id: messageId } = await mailTo(address, count);
  const tags = { ...event.mail.tags, invoiceId: [id] };
  return { ...event, mail: { ...event.mail, messageId, tags } };
}

/** Waits until what was published before is handled: a later event has left its mark. */
async function handled(): Promise<void> {
  await marked(await mailed(newAddress("bounce")), "bounced");
}

describe.runIf(takesBehaviour)("an invoice whose mail failed", () => {
  it("shows a bounce with its reason, once in the audit trail", async () => {
    const address = newAddress("bounce");
    const id = await mailed(address);
    const invoice = await marked(id, "bounced");
    expect(invoice).toMatchObject({ status: "sent", deliveryUncertain: false });
    expect(invoice.delivery).toMatchObject({
      recipients: [address],
      reason: `${address}: smtp; 550 5.1.1 user unknown`,
    });
    // SNS and SQS deliver at least once.
    await publishMailEvent(await again(bounceOf(address), address, id));
    await publishMailEvent(await again(complaintOf(address), address, id));
    await handled();
    expect((await read(id)).version).toBe(invoice.version);
    expect(await changesOf(id)).toEqual(["invoice.created", "invoice.sending", "invoice.sent", "invoice.mail-bounced"]);
  });

  it("shows a complaint", async () => {
    const address = newAddress("complain");
    const id = await mailed(address);
    const { status, delivery } = await marked(id, "complained");
    expect(status).toBe("sent");
    expect(delivery?.reason).toContain(address);
    expect(await changesOf(id)).toContain("invoice.mail-complained");
  });

  it("shows that a later mail was accepted, whatever comes of the one before", async () => {
    const [wrong, right] = [newAddress("bounce"), newAddress("client")];
    const id = await mailed(wrong);
    await marked(id, "bounced");
    await sendTo(id, right);
    await publishMailEvent(await again(bounceOf(wrong), wrong, id));
    await handled();
    const { delivery } = await read(id);
    expect(delivery).toMatchObject({ status: "accepted", recipients: [right] });
    expect(delivery?.reason).toBeUndefined();
  });
});

describe.runIf(takesBehaviour)("a failure that is not of an invoice's last mail for good", () => {
  it("changes no invoice: a passing bounce, and the bounce of a user's mail to the same address", async () => {
    const address = newAddress("client");
    const id = await mailed(address);
    await publishMailEvent(await again(bounceOf(address, "Transient"), address, id));
    await publishMailEvent(bounceOf(address));
    await publishMailEvent("Successfully validated SNS topic for Amazon SES event publishing.");
    await handled();
    expect((await read(id)).delivery?.status).toBe("accepted");
  });

  it("marks the user alone whose welcome bounced, and leaves no dead letters", async () => {
    const body = { email: newAddress("bounce"), name: "Nora New" };
    const { id } = (await call(createUser, admin, { body })).data;
    await eventually("the mark of the user", async () => {
      const user = await seen(admin, id);
      return user.mailStatus === "bounced" ? user : undefined;
    });
    const { QueueUrl } = await sqs.send(
      new GetQueueUrlCommand({ QueueName: "aerotage-local-invoices-follow-mail-dead-letters" }),
    );
    const AttributeNames = ["ApproximateNumberOfMessages" as const];
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    expect(Attributes?.ApproximateNumberOfMessages).toBe("0");
  });
});
