import type { Mail } from "@aerotage/core/aws/mail";
import { hoursOf } from "@aerotage/core/time/dates";
import type { Owed } from "./reminder.js";

/** What the mail about a week says. */
export interface ReminderParts {
  readonly to: string;
  readonly name: string;
  readonly week: readonly string[];
  readonly owed: Owed;
  readonly frontendUrl: string;
}

/** The mail that reminds somebody of a week. */
export function reminderMail({ to, name, week, owed, frontendUrl }: ReminderParts): Mail {
  const [from, until] = [week[0], week.at(-1)];
  const open =
    owed.unsubmitted === 0
      ? "nothing is recorded yet"
      : `${owed.unsubmitted} ${owed.unsubmitted === 1 ? "entry is" : "entries are"} not submitted yet`;
  return {
    to: [to],
    subject: `Please submit your time from ${from} to ${until}`,
    text: [
      `Hello ${name},`,
      "",
      `of the week from ${from} to ${until}, ${open}.`,
      `Recorded: ${hoursOf(owed.recordedMinutes)} hours of ${hoursOf(owed.targetMinutes)}.`,
      "",
      `Complete and submit it: ${frontendUrl}`,
    ].join("\n"),
  };
}
