import type { Mail } from "@aerotage/core/aws/mail";
import { hoursOf } from "@aerotage/core/time/dates";
import type { Outstanding } from "./reminder.js";

/** What the mail about a week says. */
export interface ReminderParts {
  readonly to: string;
  readonly name: string;
  readonly week: readonly string[];
  readonly outstanding: Outstanding;
  readonly frontendUrl: string;
}

/** The mail that reminds somebody of a week. */
export function reminderMail({ to, name, week, outstanding, frontendUrl }: ReminderParts): Mail {
  const [from, until] = [week[0], week.at(-1)];
  const open =
    outstanding.unsubmitted === 0
      ? "nothing is recorded yet"
      : `${outstanding.unsubmitted} ${outstanding.unsubmitted === 1 ? "entry is" : "entries are"} not submitted yet`;
  return {
    to: [to],
    subject: `Please submit your time from ${from} to ${until}`,
    text: [
      `Hello ${name},`,
      "",
      `of the week from ${from} to ${until}, ${open}.`,
      `Recorded: ${hoursOf(outstanding.recordedMinutes)} hours of ${hoursOf(outstanding.targetMinutes)}.`,
      "",
      `Complete and submit it: ${frontendUrl}`,
    ].join("\n"),
  };
}
