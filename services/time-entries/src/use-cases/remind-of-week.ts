/**
 * Reminding people of a week that they have not submitted. Each is reminded once; where a run dies between the mail and its record, the
 * next one mails again.
 */

import { sendMail } from "@aerotage/core/aws/mail";
import { getMany } from "@aerotage/core/database/batch";
import { database } from "@aerotage/core/database/client";
import { ofKind, queryPages } from "@aerotage/core/database/query";
import { reserve } from "@aerotage/core/database/reservation";
import { systemWork } from "@aerotage/core/database/system-work";
import { mailVariables, requiredVariable } from "@aerotage/core/runtime/environment";
import { logger } from "@aerotage/core/runtime/logger";
import type { UserItem } from "@aerotage/kernel/domain/users";
import type { WorkScheduleItem } from "@aerotage/kernel/domain/work-schedule";
import { companySettings } from "@aerotage/kernel/persistence/organization";
import { workScheduleKey } from "@aerotage/kernel/persistence/work-schedules";
import {
  type DueReminder,
  dueReminder,
  isReminded,
  type Outstanding,
  outstandingOf,
  type Reachable,
} from "../domain/reminder.js";
import { reminderMail } from "../domain/reminder-mail.js";
import { type DayTotals, dayTotalsId } from "../domain/timesheet.js";

type Person = UserItem & Reachable;

/** People who are looked at together. */
const peoplePerPage = 100;

/** Sends the reminders that are due. @throws if any could not be sent, after the others were */
export async function remindOfWeek(now: Date): Promise<void> {
  const settings = await companySettings();
  const due = dueReminder(settings, now);
  if (due === undefined) return;
  let sent = 0;
  const failures: unknown[] = [];
  for await (const people of queryPages<Person>({ ...ofKind("Users", "user"), Limit: peoplePerPage }, database)) {
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
  people: readonly Person[],
  { week }: DueReminder,
  holidays: readonly { readonly date: string }[],
): Promise<{ person: Person; outstanding: Outstanding }[]> {
  const [pages, schedules] = await Promise.all([
    getMany(
      database,
      "TimeEntries",
      people.flatMap(({ id }) => week.map((date) => dayTotalsId(id, date))),
    ) as Promise<unknown> as Promise<DayTotals[]>,
    getMany(
      database,
      "Users",
      people.map(({ id }) => workScheduleKey(id)),
    ) as Promise<unknown> as Promise<WorkScheduleItem[]>,
  ]);
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
async function remind(person: Person, outstanding: Outstanding, { week }: DueReminder): Promise<boolean> {
  const now = new Date();
  try {
    const held = await reserve(database, {
      table: "TimeEntries",
      id: `reminder#${person.id}#${week[0]}`,
      now,
      taken: () => new RemindedAlready(),
    });
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
