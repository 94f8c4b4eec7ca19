import { sendMail } from "@aerotage/core/aws/mail";
import { ApiError, conflict } from "@aerotage/core/contract/errors";
import { httpRoutes } from "@aerotage/core/lambda/routes";
import { responseDate } from "@aerotage/kernel/domain/rates";
import { userActivity } from "@aerotage/kernel/domain/users";
import { route } from "@aerotage/kernel/http-handler";
import { companyRates } from "@aerotage/kernel/persistence/organization";
import { createUser, resendWelcome, userHasSignedIn } from "../contract/users.js";
import { welcomeMail } from "../domain/mails.js";
import { temporaryPassword } from "../domain/password.js";
import { concernsRate, newUser, toUserResponse } from "../domain/user.js";
import { findAccount, passwordLength, setPassword } from "../persistence/accounts.js";
import { requireOpenTeam } from "../persistence/teams.js";
import { getUser, inactive, insertUser, markWelcome } from "../persistence/users.js";
import { syncAccountNow } from "../use-cases/change-user.js";
import { openAccount } from "../use-cases/create-account.js";

export const handler = httpRoutes(
  route(createUser, async ({ body, caller, unitOfWork, now }) => {
    const { invite = true, ...input } = body;
    const company = concernsRate(input) ? await companyRates(now) : undefined;
    if (input.teamId) await requireOpenTeam(input.teamId);
    const planned = newUser({ ...input, id: "" }, { caller, now, company });
    const password = temporaryPassword(passwordLength());
    const { id, address } = await openAccount(unitOfWork, planned, { value: password, permanent: false });
    const user = { ...planned, id };
    insertUser(unitOfWork, user, address);
    unitOfWork.audit(userActivity("created", undefined, user));
    unitOfWork.afterCommit(() => syncAccountNow(id));
    if (invite && user.isActive) await sendMail(welcomeMail(user, password));
    const data = toUserResponse(user, caller, responseDate(now, company));
    return { data, version: user.version, location: `/users/${id}` };
  }),
  route(resendWelcome, async ({ path, caller, unitOfWork, now }) => {
    const user = await getUser(path.id);
    if (!user.isActive) throw inactive(user.id);
    const account = await findAccount(user.id);
    if (account === undefined) throw new ApiError(conflict, `${user.email} has no account. Ask an operator for one.`);
    if (!account.mustChangePassword)
      throw new ApiError(userHasSignedIn, `${user.email} has chosen a password. It can be reset on the sign-in page.`);
    const password = temporaryPassword(passwordLength());
    // Counted before it is mailed, so that of many requests at once one sets a password and mails it.
    const counted = unitOfWork.separateTransaction();
    markWelcome(counted, user.id);
    counted.audit({ type: "user.welcomeResent", entityType: "user", entityId: user.id });
    await counted.commit();
    unitOfWork.requireTime();
    await setPassword(user.id, password, false);
    await sendMail(welcomeMail(user, password));
    const data = toUserResponse(user, caller, responseDate(now));
    return { data, version: user.version, message: "The mail with a new temporary password is sent." };
  }),
);
