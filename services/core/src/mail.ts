/** Mail, sent through SES from the environment's verified sender. SES tells of failures by the environment's configuration set. */
import { SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
import { callerName, mailVariables, requiredVariable } from "./environment.js";

/** A mail in plain text. */
export interface Mail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** How long a call may take before it is tried again, in milliseconds. */
const requestTimeout = 3000;
const connectionTimeout = 1000;

const client = new SESv2Client({
  maxAttempts: 4,
  requestHandler: { requestTimeout, connectionTimeout, throwOnRequestTimeout: true },
  ...callerName(),
});

/**
 * Sends a mail and returns SES's message id: then it is accepted, not yet delivered.
 * @throws SES's own error if it is refused
 */
export async function sendMail(mail: Mail, ses: Pick<SESv2Client, "send"> = client): Promise<string> {
  const answer = await ses.send(
    new SendEmailCommand({
      FromEmailAddress: requiredVariable(mailVariables.sender),
      ConfigurationSetName: requiredVariable(mailVariables.configurationSet),
      Destination: { ToAddresses: [...mail.to] },
      Content: {
        Simple: {
          Subject: { Data: mail.subject, Charset: "UTF-8" },
          Body: { Text: { Data: mail.text, Charset: "UTF-8" } },
        },
      },
    }),
  );
  if (answer.MessageId === undefined) throw new Error("SES accepted the mail without an id.");
  return answer.MessageId;
}
