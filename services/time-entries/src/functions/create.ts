import { httpRoutes, route } from "@aerotage/core/lambda/http";
import { createTimeEntry, quickAddTimeEntry } from "../contract.js";
import { answerOf, type Entry } from "../domain/entry.js";
import { placed } from "../domain/placing.js";
import { ownerOf, record } from "../recording.js";

/** Where a new entry is found. */
const found = ({ id, version }: Entry) => ({ version, location: `/time-entries/${id}` });

export const handler = httpRoutes(
  route(createTimeEntry, async ({ body, caller, work, now }) => {
    const { projectId, date, startTime, endTime, duration, timezone, source = "manual" } = body;
    const owner = await ownerOf(caller, body.userId);
    const times = { startTime: startTime ?? undefined, endTime: endTime ?? undefined };
    const timing = placed({ date, ...times, duration, timezone: timezone ?? owner.timezone }, now);
    const entry = await record(work, { owner, caller, projectId, timing, input: body, source });
    return { data: answerOf(entry, caller), ...found(entry) };
  }),
  route(quickAddTimeEntry, async ({ body, caller, work, now }) => {
    const { projectId, date, startTime, endTime, duration, fillGap: fillsGap } = body;
    const timing = placed({ date, startTime, endTime, duration, timezone: caller.timezone }, now);
    const recording = { owner: caller, caller, projectId, timing, input: body, source: "manual" } as const;
    const entry = await record(work, { ...recording, fillsGap });
    return { data: answerOf(entry, caller), ...found(entry) };
  }),
);
