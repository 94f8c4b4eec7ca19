/** The mails that an emulator has taken in place of sending them. */
import * as z from "zod";

/** A file that came with a mail. */
export interface MessageAttachment {
  readonly fileName: string;
  readonly contentType: string;
  readonly content: Uint8Array;
}

/** A mail as it was handed over. */
export interface Message {
  /** The message id that SES answered. */
  readonly id: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  /** Who gets answers, where it is not the sender. */
  readonly replyTo?: readonly string[] | undefined;
  readonly subject: string;
  readonly text: string;
  readonly html?: string | undefined;
  /** ISO 8601. */
  readonly sentAt: string;
  /** Empty where the emulator keeps none. */
  readonly attachments: readonly MessageAttachment[];
}

/** Reads mails, whichever emulator has them. */
export interface Mailbox {
  /** All mails, oldest first. */
  messages(): Promise<Message[]>;
  /** The mails to an address, or in copy to it, regardless of case, oldest first. */
  messagesTo(address: string): Promise<Message[]>;
}

const ministackSchema = z.object({
  messages: z.record(
    z.string(),
    z.array(
      z.object({
        MessageId: z.string(),
        Source: z.string(),
        To: z.array(z.string()),
        CC: z.array(z.string()).default([]),
        ReplyTo: z.array(z.string()).default([]),
        Attachments: z
          .array(z.object({ FileName: z.string(), ContentType: z.string(), Content: z.base64() }))
          .default([]),
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
      Id: z.string(),
      Source: z.string(),
      Destination: z
        .object({ ToAddresses: z.array(z.string()).default([]), CcAddresses: z.array(z.string()).default([]) })
        .optional(),
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

/** Where the wrapper of MiniStack tells the mails to an address: files of all other mails stay where they are. */
function mailboxUrlTo(endpoint: string, address: string): string {
  return `${mailboxUrl(endpoint)}?${new URLSearchParams({ to: address })}`;
}

function isoTime(timestamp: string | number): string {
  return new Date(typeof timestamp === "number" ? timestamp * 1000 : timestamp).toISOString();
}

/** Reads MiniStack's answer. */
export function parseMinistack(answer: unknown): Message[] {
  return Object.values(ministackSchema.parse(answer).messages)
    .flat()
    .map((mail) => ({
      id: mail.MessageId,
      from: mail.Source,
      to: mail.To,
      cc: mail.CC,
      replyTo: mail.ReplyTo.length > 0 ? mail.ReplyTo : undefined,
      subject: mail.Subject,
      text: mail.BodyText ?? "",
      html: mail.BodyHtml ?? undefined,
      sentAt: isoTime(mail.Timestamp),
      attachments: mail.Attachments.map(({ FileName, ContentType, Content }) => ({
        fileName: FileName,
        contentType: ContentType,
        content: new Uint8Array(Buffer.from(Content, "base64")),
      })),
    }));
}

/** Reads LocalStack's answer. */
export function parseLocalstack(answer: unknown): Message[] {
  return localstackSchema.parse(answer).messages.map((mail) => ({
    id: mail.Id,
    from: mail.Source,
    to: mail.Destination?.ToAddresses ?? [],
    cc: mail.Destination?.CcAddresses ?? [],
    subject: mail.Subject,
    text: mail.Body?.text_part ?? "",
    html: mail.Body?.html_part ?? undefined,
    sentAt: isoTime(mail.Timestamp),
    attachments: [],
  }));
}

async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${await response.text()}`);
  return await response.json();
}

/** The mailbox of an endpoint: MiniStack's or LocalStack's, whichever it is. */
export async function openMailbox(endpoint: string): Promise<Mailbox> {
  const isMinistack = (await fetch(mailboxUrlTo(endpoint, "nobody"))).ok;
  const read = async (ministackUrl: string): Promise<Message[]> => {
    const found = isMinistack
      ? parseMinistack(await fetchJson(ministackUrl))
      : parseLocalstack(await fetchJson(`${endpoint}/_aws/ses`));
    return found.sort((a, b) => a.sentAt.localeCompare(b.sentAt));
  };
  return {
    messages: () => read(mailboxUrl(endpoint)),
    messagesTo: async (address) => {
      const wanted = address.toLowerCase();
      const found = await read(mailboxUrlTo(endpoint, address));
      return found.filter(({ to, cc }) => [...to, ...cc].some((each) => each.toLowerCase().includes(wanted)));
    },
  };
}
