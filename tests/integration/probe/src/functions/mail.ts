import { httpHandler } from "@aerotage/core/lambda/http";
import { sendMail } from "@aerotage/core/mail";
import { probeMail } from "../contract.js";

export const handler = httpHandler(probeMail, async ({ body }) => {
  const messageId = await sendMail({ to: [body.to], subject: body.subject, text: body.text });
  return { data: { messageId } };
});
