import { companyCurrency } from "@aerotage/core/company";
import { httpHandler } from "@aerotage/core/lambda/http";
import { sendMail } from "@aerotage/core/mail";
import { userActivity } from "@aerotage/core/users";
import { passwordLength } from "../accounts.js";
import { createUser } from "../contract.js";
import { temporaryPassword } from "../domain/password.js";
import { answerOf, concernsRate, newUser } from "../domain/user.js";
import { welcomeMail } from "../mails.js";
import { openAccount } from "../open-account.js";
import { insertUser } from "../repository.js";

export const handler = httpHandler(createUser, async ({ body, caller, work, now }) => {
  const { invite = true, ...input } = body;
  const currency = concernsRate(input) ? await companyCurrency() : undefined;
  const planned = newUser({ ...input, id: "" }, { caller, now, companyCurrency: currency });
  const password = temporaryPassword(passwordLength());
  const { id, address } = await openAccount(work, planned, { value: password, permanent: false });
  const user = { ...planned, id };
  insertUser(work, user, address);
  work.record(userActivity("created", undefined, user));
  if (invite) await sendMail(welcomeMail(user, password));
  return { data: answerOf(user, caller), version: user.version, location: `/users/${id}` };
});
