/** Mails that fail: SES tells a topic, the topic a queue, the queue a function, and administrators see whose address takes no mail. */
import { listClients } from "@aerotage/clients/contract";
import { createTeam } from "@aerotage/teams/contract";
import { requestEmailChange, verifyEmailChange } from "@aerotage/users/contract/email-changes";
import { getProfile } from "@aerotage/users/contract/profiles";
import { getUser, listUsers, updateUser } from "@aerotage/users/contract/users";
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { beforeAll, describe, expect, it } from "vitest";
import { call, cloud, eventually, newPerson, type Person, person } from "../../support/api.js";
import { bounceOf, complaintOf, publishMailEvent } from "../../support/mail-events.js";
import { activitiesOf, itemOf, mailTo, newAddress, seen, tokenIn } from "../../support/people.js";

const sqs = new SQSClient(cloud);
let admin: Person;

beforeAll(async () => {
  admin = await person("admin");
  await call(listClients, admin);
});

/** Somebody who has called once, so that there is a row. */
async function someone(): Promise<Person> {
  const made = await newPerson("employee");
  await call(listClients, made);
  return made;
}

const marked = (id: string, status: string) =>
  eventually(`the mark ${status}`, async () => {
    const user = await seen(admin, id);
    return user.mailStatus === status ? user : undefined;
  });

async function bounced(): Promise<Person> {
  const made = await someone();
  await publishMailEvent(bounceOf(made.email));
  await marked(made.id, "bounced");
  return made;
}

describe("a mail that bounced for good", () => {
  it("marks whose address it was, whatever its case, with one record of the audit", async () => {
    const made = await someone();
    const at = new Date();
    const event = bounceOf(made.email.toUpperCase(), "Permanent", at);
    await publishMailEvent(event);
    const user = await marked(made.id, "bounced");
    expect(user.mailStatusAt).toBe(at.toISOString());
    // SNS and SQS deliver at least once.
    await publishMailEvent(event);
    await publishMailEvent(complaintOf(made.email, new Date(at.getTime() + 1000)));
    await marked(made.id, "complained");
    const records = (await activitiesOf(made.id)).filter(
      ({ activityType }) => activityType === "user.mailStatusChanged",
    );
    expect(records.map(({ userId, changes }) => [userId, changes])).toEqual([
      [
        "system",
        [
          { field: "mailStatus", after: "bounced" },
          { field: "mailStatusAt", after: at.toISOString() },
        ],
      ],
      ["system", expect.arrayContaining([{ field: "mailStatus", before: "bounced", after: "complained" }])],
    ]);
  });

  it("is seen by administrators in the list too, and by nobody else", async () => {
    const made = await bounced();
    const { data } = await call(listUsers, admin, { query: { search: made.email } });
    expect(data.items).toEqual([expect.objectContaining({ id: made.id, mailStatus: "bounced" })]);
    const manager = await newPerson("manager");
    await call(listClients, manager);
    const team = await call(createTeam, admin, {
      body: { name: "Bounced", managerId: manager.id, memberIds: [made.id] },
    });
    expect(team.status).toBe(201);
    const byManager = await call(getUser, manager, { path: { id: made.id } });
    expect(byManager.status).toBe(200);
    const own = await call(getUser, made, { path: { id: made.id } });
    const profile = await call(getProfile, made, { path: { id: made.id } });
    for (const { text } of [byManager, own, profile]) expect(text).not.toContain("mailStatus");
  });

  it("counts no more once the address is another one", async () => {
    const made = await bounced();
    const email = newAddress("mended");
    const { status, data } = await call(updateUser, admin, { path: { id: made.id }, body: { email } });
    expect([status, data.mailStatus, data.mailStatusAt]).toEqual([200, undefined, undefined]);
    expect(await itemOf("Users", { id: made.id })).not.toHaveProperty("mailStatus");
    // A late bounce of the former address is nobody's.
    await publishMailEvent(bounceOf(made.email));
    const witness = await bounced();
    expect((await seen(admin, witness.id)).mailStatus).toBe("bounced");
    expect((await seen(admin, made.id)).mailStatus).toBeUndefined();
  });

  it("counts no more once the address is verified anew", async () => {
    const made = await someone();
    const body = { newEmail: newAddress(), reason: "other", currentPassword: made.password };
    await call(requestEmailChange, made, { body });
    const token = tokenIn(await mailTo(made.email));
    await publishMailEvent(bounceOf(made.email));
    const { version } = await marked(made.id, "bounced");
    expect((await call(verifyEmailChange, undefined, { body: { token, emailType: "current" } })).status).toBe(200);
    const user = await seen(admin, made.id);
    expect([user.mailStatus, user.mailStatusAt, user.version]).toEqual([undefined, undefined, version + 1]);
  });
});

describe("what is no failure for good", () => {
  it("a passing bounce, an unknown address and the text with which SES tries the topic mark nobody and are no dead letters", async () => {
    const made = await someone();
    await publishMailEvent(bounceOf(made.email, "Transient"));
    await publishMailEvent(bounceOf(newAddress("nobody")));
    await publishMailEvent("Successfully validated SNS topic for Amazon SES event publishing.");
    // Handled after them.
    await bounced();
    expect((await seen(admin, made.id)).mailStatus).toBeUndefined();
    const { QueueUrl } = await sqs.send(
      new GetQueueUrlCommand({ QueueName: "aerotage-local-users-follow-mail-dead-letters" }),
    );
    const AttributeNames = ["ApproximateNumberOfMessages" as const];
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    expect(Attributes?.ApproximateNumberOfMessages).toBe("0");
  });
});
