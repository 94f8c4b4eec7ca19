/** The mails that an emulator has taken in place of sending them. */
import * as z from "zod";

/** A mail as it was handed over. */
export interface Message {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html?: string | undefined;
  /** ISO 8601. */
  readonly sentAt: string;
}

/** Reads mails, whichever emulator has them. */
export interface Mailbox {
  /** All mails, oldest first. */
  messages(): Promise<Message[]>;
  /** The mails to an address, regardless of case, oldest first. */
  messagesTo(address: string): Promise<Message[]>;
}

const ministackSchema = z.object({
  messages: z.record(
    z.string(),
    z.array(
      z.object({
        Source: z.string(),
        To: z.array(z.string()),
        Subject: z.string(),
        BodyText: z.string().nullish(),
        BodyHtml: z.string().nullish(),
        Timestamp: z.union([z.string(), z.number()]),
      }),
    ),
  ),
});

const localstackSchema = z.object({
  messages: z.array(
    z.object({
      Source: z.string(),
      Destination: z.object({ ToAddresses: z.array(z.string()).default([]) }).optional(),
      Subject: z.string().default(""),
      Body: z.object({ text_part: z.string().nullish(), html_part: z.string().nullish() }).optional(),
      Timestamp: z.string(),
    }),
  ),
});

/** Where MiniStack tells its mails. */
export function mailboxUrl(endpoint: string): string {
  return `${endpoint}/_ministack/ses/messages`;
}

function isoTime(timestamp: string | number): string {
  return new Date(typeof timestamp === "number" ? timestamp * 1000 : timestamp).toISOString();
}

/** Reads MiniStack's answer. */
export function parseMinistack(answer: unknown): Message[] {
  return Object.values(ministackSchema.parse(answer).messages)
    .flat()
    .map((mail) => ({
      from: mail.Source,
      to: mail.To,
      subject: mail.Subject,
      text: mail.BodyText ?? "",
      html: mail.BodyHtml ?? undefined,
      sentAt: isoTime(mail.Timestamp),
    }));
}

/** Reads LocalStack's answer. */
export function parseLocalstack(answer: unknown): Message[] {
  return localstackSchema.parse(answer).messages.map((mail) => ({
    from: mail.Source,
    to: mail.Destination?.ToAddresses ?? [],
    subject: mail.Subject,
    text: mail.Body?.text_part ?? "",
    html: mail.Body?.html_part ?? undefined,
    sentAt: isoTime(mail.Timestamp),
  }));
}

async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${await response.text()}`);
  return await response.json();
}

/** The mailbox of an endpoint: MiniStack's or LocalStack's, whichever it is. */
export async function openMailbox(endpoint: string): Promise<Mailbox> {
  const isMinistack = (await fetch(mailboxUrl(endpoint))).ok;
  const messages = async (): Promise<Message[]> => {
    const found = isMinistack
      ? parseMinistack(await fetchJson(mailboxUrl(endpoint)))
      : parseLocalstack(await fetchJson(`${endpoint}/_aws/ses`));
    return found.sort((a, b) => a.sentAt.localeCompare(b.sentAt));
  };
  return {
    messages,
    messagesTo: async (address) => {
      const wanted = address.toLowerCase();
      return (await messages()).filter(({ to }) => to.some((each) => each.toLowerCase().includes(wanted)));
    },
  };
}
