/** The mails of this service, in plain text. */

import type { Mail } from "@aerotage/core/aws/mail";
import { mailVariables, requiredVariable } from "@aerotage/core/runtime/environment";
import type { EmailType } from "../contract/email-changes.js";

/** A link of the environment with values in place of its placeholders. */
function link(variable: string, values: Readonly<Record<string, string>> = {}): string {
  return Object.entries(values).reduce(
    (filled, [name, value]) => filled.replaceAll(`{${name}}`, encodeURIComponent(value)),
    requiredVariable(variable),
  );
}

/** A calendar day for people: 24 November 2026 (UTC). */
function dayOf(instant: string): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(new Date(instant));
}

/** Tells a new user how to sign in for the first time. */
export function welcomeMail(user: { readonly email: string; readonly name: string }, password: string): Mail {
  return {
    to: [user.email],
    subject: "Your account for time reporting",
    text: `Hello ${user.name},

an account was made for you. Sign in with your e-mail address and this temporary password; you will be asked to choose one of your own.

  ${link(mailVariables.signInLink)}
  E-mail address:     ${user.email}
  Temporary password: ${password}
`,
  };
}

/** Invites somebody to open an account. */
export function invitationMail(
  invitation: {
    readonly email: string;
    readonly role: string;
    readonly validUntil: string;
    readonly personalMessage?: string;
  },
  token: string,
  invitedBy: string,
): Mail {
  const message =
    invitation.personalMessage === undefined ? "" : `\n${invitedBy} writes:\n\n${invitation.personalMessage}\n`;
  return {
    to: [invitation.email],
    // A subject is one line, whatever somebody's name is.
    subject: `${invitedBy.replace(/\s+/g, " ")} invites you to report your time`,
    text: `Hello,

${invitedBy} invites you to time reporting, as ${invitation.role}. Open your account here:

  ${link(mailVariables.invitationLink, { token })}
${message}
The link is good until ${dayOf(invitation.validUntil)}. If you expected no invitation, leave it: nothing happens without the link.
`,
  };
}

/** Asks one of the two addresses of an e-mail change to be verified. */
export function verificationMail(
  change: { readonly currentEmail: string; readonly newEmail: string },
  emailType: EmailType,
  token: string,
): Mail {
  const address = emailType === "current" ? change.currentEmail : change.newEmail;
  return {
    to: [address],
    subject: "Verify your e-mail address",
    text: `Hello,

somebody, we hope you, asked to change the e-mail address of an account for time reporting from ${change.currentEmail} to ${change.newEmail}. Verify that ${address} is yours:

  ${link(mailVariables.emailVerificationLink, { token, type: emailType })}

The link is good for a day. If it was not you, leave it, and change your password.
`,
  };
}

/** Tells the former address that it is no longer the one to sign in with. */
export function emailChangedMail(change: { readonly currentEmail: string; readonly newEmail: string }): Mail {
  return {
    to: [change.currentEmail],
    subject: "Your e-mail address was changed",
    text: `Hello,

the e-mail address of your account for time reporting is now ${change.newEmail}. Sign in with it from now on. If this is not what you want, ask an administrator.
`,
  };
}
