/** Submitting: entries by their ids, or what is due of a range, and what the work schedule misses. */

import { ApiError, fieldError, forbidden } from "@aerotage/core/contract/errors";
import type { HandlerRequest } from "@aerotage/core/lambda/pipeline";
import { datesBetween, daysAfter } from "@aerotage/core/time/dates";
import { dateIn } from "@aerotage/core/time/zones";
import { companySettings } from "@aerotage/kernel/persistence/organization";
import {
  idsOf,
  maxBulkEntries,
  maxSubmitDays,
  nothingChanged,
  type submitTimeEntries,
} from "../contract/time-entries.js";
import { coverageOf, coveredDays } from "../domain/coverage.js";
import type { Entry } from "../domain/entry.js";
import { minutesOf } from "../domain/timesheet.js";
import { wasChangedSinceRejection } from "../domain/transition.js";
import { daysOf, getEntries } from "../persistence/entries.js";
import { workSchedulesOf } from "../persistence/work-schedules.js";
import { bulkStatus, moveEntries } from "./move-entries.js";

type SubmitRequest = Pick<
  HandlerRequest<typeof submitTimeEntries>,
  "body" | "caller" | "unitOfWork" | "now" | "idempotencyFingerprint"
>;

/** Submits, and says what is missing. @throws `NOTHING_CHANGED`, `FORBIDDEN` */
export async function submit(request: SubmitRequest) {
  const { ids, entries } = await requestedEntries(request);
  const result = await moveEntries(ids, entries, { ...request, transition: "submit" });
  const status = bulkStatus(result);
  const moved = new Set(result.successful);
  const submitted = entries.filter(({ id }) => moved.has(id));
  const coverage = await coverageFor(submitted, request);
  return { data: { ...result, ...(coverage !== undefined && { coverage }) }, status };
}

async function requestedEntries({
  body,
  caller,
  idempotencyFingerprint,
}: SubmitRequest): Promise<{ ids: string[]; entries: Entry[] }> {
  const ids = idsOf(body);
  if (ids.length > 0) return { ids, entries: await getEntries(ids) };
  const { userId = caller.id, startDate = "", endDate = "" } = body;
  if (userId !== caller.id && caller.role !== "admin")
    throw new ApiError(forbidden, "Only administrators may submit the time of others.");
  const days = await daysOf(userId, datesBetween(startDate, endDate));
  const candidates = [...days.values()].flatMap(({ entries }) => Object.keys(entries));
  const due = (await getEntries(candidates)).filter(
    (entry) =>
      entry.status === "draft" ||
      (entry.status === "rejected" && wasChangedSinceRejection(entry)) ||
      (idempotencyFingerprint !== undefined && entry.repetition === idempotencyFingerprint),
  );
  if (due.length === 0)
    throw new ApiError(nothingChanged, `There is nothing to submit from ${startDate} to ${endDate}.`);
  if (due.length > maxBulkEntries)
    throw fieldError("endDate", `must leave at most ${maxBulkEntries} entries; the range has ${due.length}`);
  return { ids: due.map(({ id }) => id), entries: due };
}

/** What is missing from the time around some entries; nothing where they are several people's, or far apart. */
async function coverageFor(entries: readonly Entry[], { body, now }: SubmitRequest) {
  const [userId, ...others] = new Set(entries.map((entry) => entry.userId));
  const dates = entries.map(({ date }) => date).sort();
  const [startDate, endDate] = [body.startDate ?? dates[0], body.endDate ?? dates.at(-1)];
  if (userId === undefined || others.length > 0 || startDate === undefined || endDate === undefined) return undefined;
  if (endDate >= daysAfter(startDate, maxSubmitDays)) return undefined;
  const period = datesBetween(startDate, endDate);
  const [days, { schedules, timezone }, { holidays }] = await Promise.all([
    daysOf(userId, period),
    workSchedulesOf(userId),
    companySettings(),
  ]);
  const recorded = new Map([...days.values()].map((day) => [day.day, minutesOf(day)]));
  return coverageOf(startDate, endDate, coveredDays(period, recorded, schedules, holidays), dateIn(timezone, now));
}
