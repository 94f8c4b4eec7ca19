import { sendMail } from "@aerotage/core/aws/mail";
import { httpHandler } from "@aerotage/kernel/http-handler";
import { probeMail } from "../contract.js";

export const handler = httpHandler(probeMail, async ({ body }) => {
  const messageId = await sendMail({ to: [body.to], subject: body.subject, text: body.text });
  return { data: { messageId } };
});
