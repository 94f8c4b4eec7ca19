/** Mail, sent through SES from the environment's verified sender. SES tells of failures by the environment's configuration set. */
import { type Attachment, SESv2Client, SESv2ServiceException, SendEmailCommand } from "@aws-sdk/client-sesv2";
import { callerName, mailVariables, requiredVariable } from "../runtime/environment.js";

/** A file that is attached to a mail. */
export interface MailAttachment {
  readonly fileName: string;
  readonly contentType: string;
  readonly content: Uint8Array;
}

/** A mail in plain text. */
export interface Mail {
  readonly to: readonly string[];
  readonly cc?: readonly string[];
  /** The address for replies. @default the sender */
  readonly replyTo?: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly attachments?: readonly MailAttachment[];
  /** What SES repeats in its events of the mail (`mail.tags`). Names and values have letters, digits, `_` and `-`. */
  readonly tags?: Readonly<Record<string, string>>;
  /** The most attempts until SES responds; 1 for a mail that must never be sent twice. @default 4 */
  readonly tries?: number;
}

const defaultTries = 4;
/** How long a call may take before it is tried again, in milliseconds. */
const requestTimeout = 3000;
/** The time limit of a single attempt, in milliseconds. Without a response of SES it is unknown whether the mail was sent. */
const onlyTryTimeout = 10_000;
const connectionTimeout = 1000;

/** A client that sends each mail up to so many times. */
export function mailClient(tries = defaultTries): SESv2Client {
  // A kept connection may have been closed by SES while the function was frozen. The only try does not depend on one.
  const connections = { keepAlive: tries > 1 };
  return new SESv2Client({
    maxAttempts: tries,
    requestHandler: {
      requestTimeout: tries > 1 ? requestTimeout : onlyTryTimeout,
      connectionTimeout,
      throwOnRequestTimeout: true,
      httpAgent: connections,
      httpsAgent: connections,
    },
    ...callerName(),
  });
}

const clients = new Map<number, SESv2Client>();

function clientOf(tries = defaultTries): SESv2Client {
  const client = clients.get(tries) ?? mailClient(tries);
  clients.set(tries, client);
  return client;
}

/**
 * Sends a mail and returns SES's message id: then it is accepted, not yet delivered.
 * @throws SES's own error if it is refused; see `isRefusedMail`
 */
export async function sendMail(mail: Mail, ses: Pick<SESv2Client, "send"> = clientOf(mail.tries)): Promise<string> {
  const { to, cc = [], replyTo = [], subject, text, attachments = [], tags = {} } = mail;
  const emailTags = Object.entries(tags).map(([Name, Value]) => ({ Name, Value }));
  const response = await ses.send(
    new SendEmailCommand({
      FromEmailAddress: requiredVariable(mailVariables.sender),
      ConfigurationSetName: requiredVariable(mailVariables.configurationSet),
      Destination: { ToAddresses: [...to], ...(cc.length > 0 && { CcAddresses: [...cc] }) },
      ...(replyTo.length > 0 && { ReplyToAddresses: [...replyTo] }),
      ...(emailTags.length > 0 && { EmailTags: emailTags }),
      Content: {
        Simple: {
          Subject: { Data: subject, Charset: "UTF-8" },
          Body: { Text: { Data: text, Charset: "UTF-8" } },
          ...(attachments.length > 0 && { Attachments: attachments.map(toAttachment) }),
        },
      },
    }),
  );
  if (response.MessageId === undefined) throw new Error("SES accepted the mail without an id.");
  return response.MessageId;
}

function toAttachment({ fileName, contentType, content }: MailAttachment): Attachment {
  return {
    FileName: fileName,
    ContentType: contentType,
    ContentDisposition: "ATTACHMENT",
    ContentTransferEncoding: "BASE64",
    RawContent: content,
  };
}

/**
 * True for an error by which it is certain that SES did not take the mail: its only try was refused with an HTTP status of 4xx, throttling
 * included. False for timeouts, broken connections, errors of 5xx, and after several tries: an earlier one may have been taken.
 */
export function isRefusedMail(error: unknown): boolean {
  if (!(error instanceof SESv2ServiceException)) return false;
  const { httpStatusCode = 0, attempts = 1 } = error.$metadata;
  return attempts === 1 && httpStatusCode >= 400 && httpStatusCode < 500;
}

const tooManyRequests = 429;

/** True for a refusal of SES that passes by itself: mails go out faster than the account may send them. */
export function isThrottledMail(error: unknown): boolean {
  return isRefusedMail(error) && (error as SESv2ServiceException).$metadata.httpStatusCode === tooManyRequests;
}
