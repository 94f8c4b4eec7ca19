/** What SES tells of mails that failed, and what follows for the person whose address it was: pure rules. */
import { nextVersion } from "@aerotage/core/versions";
import * as z from "zod/mini";
import type { User } from "./user.js";

/** A mail that bounced, or that somebody called unwanted. */
export interface MailFailure {
  readonly status: NonNullable<User["mailStatus"]>;
  /** Whose mailboxes it was for. */
  readonly addresses: readonly string[];
  /** False for a bounce after which a later mail may arrive: a full mailbox, a server that is down. */
  readonly isPermanent: boolean;
  /** ISO instant. */
  readonly at: string;
}

const recipientsSchema = z.array(z.object({ emailAddress: z.string() }));
/** The parts of SES's events that count here ("Contents of event data that Amazon SES publishes to Amazon SNS"). */
const eventSchema = z.discriminatedUnion("eventType", [
  z.object({
    eventType: z.literal("Bounce"),
    bounce: z.object({ bounceType: z.string(), bouncedRecipients: recipientsSchema, timestamp: z.iso.datetime() }),
  }),
  z.object({
    eventType: z.literal("Complaint"),
    complaint: z.object({ complainedRecipients: recipientsSchema, timestamp: z.iso.datetime() }),
  }),
]);

/**
 * The failure that a message of SES tells of. Undefined for the line of text with which SES tries a topic when it is made its destination.
 * @throws if the message is an event of another shape
 */
export function mailFailureOf(message: string): MailFailure | undefined {
  if (!message.startsWith("{")) return undefined;
  const event = eventSchema.parse(JSON.parse(message));
  if (event.eventType === "Complaint") {
    const { complainedRecipients, timestamp } = event.complaint;
    return { status: "complained", addresses: addressesOf(complainedRecipients), isPermanent: true, at: timestamp };
  }
  const { bounceType, bouncedRecipients, timestamp } = event.bounce;
  return {
    status: "bounced",
    addresses: addressesOf(bouncedRecipients),
    isPermanent: bounceType === "Permanent",
    at: timestamp,
  };
}

function addressesOf(recipients: z.output<typeof recipientsSchema>): string[] {
  return recipients.map(({ emailAddress }) => emailAddress);
}

/** A user's next version after a mail to them failed for good. Undefined where the user is marked with this or a later failure already. */
export function withMailFailure(user: User, { status, at }: MailFailure, now: Date): User | undefined {
  if (user.mailStatusAt !== undefined && user.mailStatusAt >= at) return undefined;
  return nextVersion({ ...user, mailStatus: status, mailStatusAt: at }, now);
}

/** A user whose address is another one, or has been verified anew: what failed before says nothing any more. */
export function withoutMailFailure(user: User): User {
  const { mailStatus: _status, mailStatusAt: _at, ...rest } = user;
  return rest;
}
