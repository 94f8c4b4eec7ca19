/** What SES tells of mails that failed. Each service that sends mails has rules of its own for what follows. */
import * as z from "zod/mini";

/** A mail that bounced, or that a recipient reported as spam. */
export interface MailFailure {
  readonly status: "bounced" | "complained";
  /** Whose mailboxes it was for. */
  readonly addresses: readonly string[];
  /** False for a bounce after which a later mail may arrive: a full mailbox, a server that is down. */
  readonly isPermanent: boolean;
  /** ISO instant. */
  readonly at: string;
  /** The id that SES gave the mail when it accepted it. */
  readonly messageId: string;
  /** The tags that the mail was sent with, and those of SES, each with its values. */
  readonly tags: Readonly<Record<string, readonly string[]>>;
  /** Why it bounced, as the recipient's server has said it; missing where it said nothing. */
  readonly diagnostic?: string;
}

const recipientsSchema = z.array(z.object({ emailAddress: z.string(), diagnosticCode: z.optional(z.string()) }));
const mailSchema = z.object({
  messageId: z.string(),
  tags: z.optional(z.record(z.string(), z.array(z.string()))),
});
/** The parts of SES's events that count here ("Contents of event data that Amazon SES publishes to Amazon SNS"). */
const eventSchema = z.discriminatedUnion("eventType", [
  z.object({
    eventType: z.literal("Bounce"),
    mail: mailSchema,
    bounce: z.object({ bounceType: z.string(), bouncedRecipients: recipientsSchema, timestamp: z.iso.datetime() }),
  }),
  z.object({
    eventType: z.literal("Complaint"),
    mail: mailSchema,
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
  const { messageId, tags = {} } = event.mail;
  if (event.eventType === "Complaint") {
    const { complainedRecipients, timestamp: at } = event.complaint;
    const addresses = addressesOf(complainedRecipients);
    return { status: "complained", addresses, isPermanent: true, at, messageId, tags };
  }
  const { bounceType, bouncedRecipients, timestamp: at } = event.bounce;
  const diagnostic = bouncedRecipients.find(({ diagnosticCode }) => diagnosticCode !== undefined)?.diagnosticCode;
  return {
    status: "bounced",
    addresses: addressesOf(bouncedRecipients),
    isPermanent: bounceType === "Permanent",
    at,
    messageId,
    tags,
    ...(diagnostic !== undefined && { diagnostic }),
  };
}

function addressesOf(recipients: z.output<typeof recipientsSchema>): string[] {
  return recipients.map(({ emailAddress }) => emailAddress);
}
