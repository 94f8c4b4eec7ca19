/** What SES tells of failed mails, published by hand: the emulator tells of those to `bounce…` and `complain…` alone. */
import { randomUUID } from "node:crypto";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { cloud } from "./api.js";
import { wholeStack } from "./whole-stack.js";

const sns = new SNSClient(cloud);

/** Publishes an event, or a text that is none, to the topic of the environment's configuration set. */
export async function publishMailEvent(event: object | string): Promise<void> {
  const Message = typeof event === "string" ? event : JSON.stringify(event);
  const Subject = "Amazon SES Email Event Notification";
  await sns.send(new PublishCommand({ TopicArn: wholeStack.mailEventsTopicArn, Subject, Message }));
}

function mailTo(address: string, sentAt: Date) {
  return {
    timestamp: sentAt.toISOString(),
    source: "time@aerotage.test",
    sendingAccountId: "000000000000",
    messageId: randomUUID(),
    destination: [address],
    headersTruncated: false,
    tags: { "ses:configuration-set": ["aerotage-local-mail"], "ses:from-domain": ["aerotage.test"] },
  };
}

/** A bounce as SES v2 publishes it ("Examples of event data that Amazon SES publishes to Amazon SNS"). */
export function bounceOf(address: string, bounceType: "Permanent" | "Transient" = "Permanent", at = new Date()) {
  return {
    eventType: "Bounce",
    bounce: {
      feedbackId: randomUUID(),
      bounceType,
      bounceSubType: "General",
      bouncedRecipients: [
        { emailAddress: address, action: "failed", status: "5.1.1", diagnosticCode: "smtp; 550 5.1.1 user unknown" },
      ],
      timestamp: at.toISOString(),
      reportingMTA: "dsn; a0-0.smtp-out.amazonses.com",
    },
    mail: mailTo(address, at),
  };
}

/** A complaint as SES v2 publishes it. */
export function complaintOf(address: string, at = new Date()) {
  return {
    eventType: "Complaint",
    complaint: {
      feedbackId: randomUUID(),
      complaintSubType: null,
      complainedRecipients: [{ emailAddress: address }],
      timestamp: at.toISOString(),
      userAgent: "Amazon SES Mailbox Simulator",
      complaintFeedbackType: "abuse",
      arrivalDate: at.toISOString(),
    },
    mail: mailTo(address, at),
  };
}
