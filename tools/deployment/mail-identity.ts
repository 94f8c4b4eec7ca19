/** Whether an account may send mail yet: Cognito refuses a user pool that is to send by an identity which SES has not verified. */
import { GetEmailIdentityCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import type { Environment } from "../../environments/schema.js";
import { OperatorError } from "../command-line.js";

/**
 * Checks that SES has verified the mail domain of an environment whose password resets go through SES.
 * @throws {OperatorError} saying what to do while it has not
 */
export async function requireVerifiedMailDomain(
  { name, region, account, mail }: Environment,
  ses: Pick<SESv2Client, "send"> = new SESv2Client({ region }),
): Promise<void> {
  if (mail.passwordResets !== "ses") return;
  const { mailDomain } = account;
  if (await isVerified(mailDomain, ses)) return;
  throw new OperatorError(
    `${name} cannot be deployed: mail.passwordResets is "ses", but SES has not verified ${mailDomain} in ${region}. Add the CNAME records ` +
      `that \`aws sesv2 get-email-identity --email-identity ${mailDomain}\` shows to its DNS, wait until VerifiedForSendingStatus is true, and ` +
      'deploy again. Until then set mail.passwordResets to "cognito" in environments/.',
  );
}

async function isVerified(domain: string, ses: Pick<SESv2Client, "send">): Promise<boolean> {
  try {
    const { VerifiedForSendingStatus } = await ses.send(new GetEmailIdentityCommand({ EmailIdentity: domain }));
    return VerifiedForSendingStatus === true;
  } catch (error) {
    if ((error as Error).name === "NotFoundException") return false;
    throw error;
  }
}
