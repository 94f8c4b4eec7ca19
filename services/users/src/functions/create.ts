import { companyCurrency } from "@aerotage/core/company";
import { httpHandler } from "@aerotage/core/lambda/http";
import { sendMail } from "@aerotage/core/mail";
import { userActivity } from "@aerotage/core/users";
import { passwordLength } from "../accounts.js";
import { mirrorNow } from "../change-user.js";
import { createUser } from "../contract.js";
import { temporaryPassword } from "../domain/password.js";
import { answerOf, concernsRate, newUser } from "../domain/user.js";
import { welcomeMail } from "../mails.js";
import { openAccount } from "../open-account.js";
import { insertUser } from "../repository.js";
import { requireOpenTeam } from "../teams.js";

export const handler = httpHandler(createUser, async ({ body, caller, work, now }) => {
  const { invite = true, ...input } = body;
  const currency = concernsRate(input) ? await companyCurrency() : undefined;
  if (input.teamId) await requireOpenTeam(input.teamId);
  const planned = newUser({ ...input, id: "" }, { caller, now, companyCurrency: currency });
  const password = temporaryPassword(passwordLength());
  const { id, address } = await openAccount(work, planned, { value: password, permanent: false });
  const user = { ...planned, id };
  insertUser(work, user, address);
  work.record(userActivity("created", undefined, user));
  work.afterCommit(() => mirrorNow(id));
  if (invite && user.isActive) await sendMail(welcomeMail(user, password));
  return { data: answerOf(user, caller), version: user.version, location: `/users/${id}` };
});
