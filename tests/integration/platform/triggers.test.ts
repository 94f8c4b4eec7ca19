/** Streams, queues and schedules: the outbox reaches the topic, the topic a queue, the queue its function or its dead letters. */
import { randomUUID } from "node:crypto";
import { createClient, updateClient } from "@aerotage/clients/contract";
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openMailbox } from "../../../local/mailbox.js";
import { call, cloud, eventually, person, stack, tableOf, tables } from "../../support/api.js";
import { type EventListener, listenToEvents } from "../../support/events.js";
import { probeMail } from "../../support/probe/src/contract.js";

const sqs = new SQSClient(cloud);

let listener: EventListener;
beforeAll(async () => {
  listener = await listenToEvents();
});
afterAll(() => listener.close());
const eventsOf = (entityId: string, count: number) => listener.eventsOf(entityId, count);

async function newClient(name = `Event ${randomUUID()}`) {
  const { data } = await call(createClient, await person("admin"), { body: { name } });
  return data;
}

describe("the outbox", () => {
  it("publishes an event of each change, in order, with an id of its own", async () => {
    const admin = await person("admin");
    const client = await newClient();
    await call(updateClient, admin, { path: { id: client.id }, body: { isActive: false } });
    const events = await eventsOf(client.id, 2);
    expect(events.map(({ type }) => type)).toEqual(["client.created", "client.deactivated"]);
    expect(events[0]).toEqual({
      id: expect.stringMatching(/^[0-9A-Z]{26}-0$/),
      type: "client.created",
      version: 1,
      occurredAt: client.createdAt,
      entityType: "client",
      entityId: client.id,
      actorId: admin.id,
      data: { clientId: client.id, name: client.name, isActive: true },
    });
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
  });
});

describe("a queue's function", () => {
  it("is given the event types that its manifest names", async () => {
    const client = await newClient();
    const [created] = await eventsOf(client.id, 1);
    const item = await eventually("the event in the probe's inbox", async () => {
      const key = { id: `probe#event#${created?.id}` };
      return (await tables.send(new GetCommand({ TableName: tableOf("Settings"), Key: key }))).Item;
    });
    expect(item.event).toEqual(created);
  });

  it("leaves what it cannot handle to the dead letters", async () => {
    const client = await newClient(`Poison ${randomUUID()}`);
    const { QueueUrl } = await sqs.send(
      new GetQueueUrlCommand({ QueueName: "aerotage-local-probe-inbox-dead-letters" }),
    );
    const letter = await eventually(
      "the dead letter",
      async () => {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 1 }),
        );
        return Messages.find(({ Body }) => Body?.includes(client.id));
      },
      150,
    );
    expect(letter.Body).toContain("client.created");
  }, 180_000);
});

describe("a schedule's function", () => {
  it("is called at its times", async () => {
    const item = await eventually(
      "the time that the probe's clock notes",
      async () =>
        (await tables.send(new GetCommand({ TableName: tableOf("Settings"), Key: { id: "probe#clock" } }))).Item,
      120,
    );
    expect(Date.parse(item.time)).toBeGreaterThan(Date.now() - 600_000);
  }, 150_000);
});

describe("a mail", () => {
  it("is sent from the environment's identity", async () => {
    const [to, subject] = [`mail-${randomUUID()}@example.com`, `Ünïcode ${randomUUID()}`];
    const { data } = await call(probeMail, await person("admin"), { body: { to, subject, text: "Grüße" } });
    expect(data.messageId).not.toBe("");
    const mailbox = await openMailbox(stack.endpoint);
    const [mail] = await eventually("the mail", async () => {
      const mails = await mailbox.messagesTo(to);
      return mails.length > 0 ? mails : undefined;
    });
    expect(mail).toMatchObject({ subject, text: "Grüße", from: "time@aerotage.test" });
  });
});
