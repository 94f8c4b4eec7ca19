/**
 * Reminding people of a week that they have not submitted. Each is reminded once; where a run dies between the mail and its record, the
 * next one mails again.
 */

import { sendMail } from "@aerotage/core/aws/mail";
import { systemWork } from "@aerotage/core/database/system-work";
import { mailVariables, requiredVariable } from "@aerotage/core/runtime/environment";
import { logger } from "@aerotage/core/runtime/logger";
import { companySettings } from "@aerotage/kernel/persistence/organization";
import { type DueReminder, dueReminder, isReminded, type Outstanding, outstandingOf } from "../domain/reminder.js";
import { reminderMail } from "../domain/reminder-mail.js";
import { type RemindableUser, reserveReminder, userPages, weeksOf } from "../persistence/reminders.js";

/** Sends the reminders that are due. @throws if any could not be sent, after the others were */
export async function remindOfWeek(now: Date): Promise<void> {
  const settings = await companySettings();
  const due = dueReminder(settings, now);
  if (due === undefined) return;
  let sent = 0;
  const failures: unknown[] = [];
  for await (const people of userPages()) {
    const reminded = people.filter((person) => isReminded(person, due.week));
    for (const { person, outstanding } of await usersToRemind(reminded, due, settings.holidays)) {
      try {
        if (await remind(person, outstanding, due)) sent += 1;
      } catch (error) {
        failures.push(error);
      }
    }
  }
  logger.info("Reminders were sent", { sent, failed: failures.length });
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} reminders could not be sent.`);
}

/** Those who have not submitted a week, and what of it. */
async function usersToRemind(
  people: readonly RemindableUser[],
  { week }: DueReminder,
  holidays: readonly { readonly date: string }[],
): Promise<{ person: RemindableUser; outstanding: Outstanding }[]> {
  const { days: pages, schedules } = await weeksOf(
    people.map(({ id }) => id),
    week,
  );
  return people.flatMap((person) => {
    const days = pages.filter(({ ownerId }) => ownerId === person.id);
    const own = schedules.find(({ userId }) => userId === person.id)?.schedules ?? [];
    const outstanding = outstandingOf(days, week, own, holidays);
    return outstanding === undefined ? [] : [{ person, outstanding }];
  });
}

/** Thrown where somebody was reminded already, or is being reminded. */
class RemindedAlready extends Error {}

/** Sends one reminder. False if it went out before. */
async function remind(person: RemindableUser, outstanding: Outstanding, { week }: DueReminder): Promise<boolean> {
  const now = new Date();
  try {
    const held = await reserveReminder(person.id, week, now, () => new RemindedAlready());
    const frontendUrl = requiredVariable(mailVariables.frontendUrl);
    await sendMail(reminderMail({ to: person.email, name: person.name, week, outstanding, frontendUrl }));
    const unitOfWork = systemWork(now);
    const { item, refused } = held.complete({ ownerId: person.id }, () => new RemindedAlready());
    unitOfWork.add(item, refused);
    unitOfWork.audit({
      type: "reminder.sent",
      entityType: "user",
      entityId: person.id,
      after: { week: week[0], ...outstanding },
    });
    await unitOfWork.commit();
    return true;
  } catch (error) {
    if (error instanceof RemindedAlready) return false;
    throw error;
  }
}
