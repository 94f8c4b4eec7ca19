import { httpRoutes } from "@aerotage/core/lambda/routes";
import { route } from "@aerotage/kernel/http-handler";
import { createTimeEntry, quickAddTimeEntry, type TimeEntryCreate } from "../contract/time-entries.js";
import { type Entry, toEntryResponse } from "../domain/entry.js";
import { resolveTiming, resolveTimingAsUtc } from "../domain/timing.js";
import { ownerOf, recordEntry } from "../use-cases/record-entry.js";

/** Where a new entry is found. */
const found = ({ id, version }: Entry) => ({ version, location: `/time-entries/${id}` });

type Times = Partial<Pick<TimeEntryCreate, "startTime" | "endTime" | "duration">>;

/** What a body says of times: `null` says nothing. */
function timesOf({ startTime, endTime, duration }: Times) {
  return { startTime: startTime ?? undefined, endTime: endTime ?? undefined, duration: duration ?? undefined };
}

export const handler = httpRoutes(
  route(createTimeEntry, async ({ body, caller, unitOfWork, now }) => {
    const { projectId, date, timezone, source } = body;
    const owner = await ownerOf(caller, body.userId ?? undefined);
    const times = { date, ...timesOf(body), timezone: timezone ?? owner.timezone };
    const timing = resolveTiming(times, now);
    // The timer page names no zone: a zone that is named is meant.
    const timingAsUtc = timezone == null ? resolveTimingAsUtc(times, now) : undefined;
    const recording = { owner, caller, projectId, timing, timingAsUtc, input: body, source: source ?? "manual" };
    const entry = await recordEntry(unitOfWork, recording);
    return { data: toEntryResponse(entry, caller), ...found(entry) };
  }),
  route(quickAddTimeEntry, async ({ body, caller, unitOfWork, now }) => {
    const { projectId, date, fillGap } = body;
    const timing = resolveTiming({ date, ...timesOf(body), timezone: caller.timezone }, now);
    const recording = { owner: caller, caller, projectId, timing, input: body, source: "manual" } as const;
    const entry = await recordEntry(unitOfWork, { ...recording, fillsGap: fillGap ?? false });
    return { data: toEntryResponse(entry, caller), ...found(entry) };
  }),
);
