import type { HandlerRequest } from "@aerotage/core/lambda/pipeline";
import { httpRoutes } from "@aerotage/core/lambda/routes";
import { route } from "@aerotage/kernel/http-handler";
import {
  getOwnWorkSchedule,
  getWorkSchedule,
  updateOwnWorkSchedule,
  updateWorkSchedule,
} from "../contract/work-schedules.js";
import {
  changedWorkSchedule,
  initialWorkSchedule,
  toWorkScheduleResponse,
  type WorkSchedule,
} from "../domain/work-schedule.js";
import { getUser } from "../persistence/users.js";
import { findWorkSchedule, saveWorkSchedule, workScheduleActivity } from "../persistence/work-schedules.js";
import { requireKnown, requireSelfOrAdmin } from "../use-cases/check-access.js";

/** The schedule that holds for a person. @throws `USER_NOT_FOUND` */
async function scheduleOf(userId: string): Promise<WorkSchedule> {
  const [user, set] = await Promise.all([getUser(userId), findWorkSchedule(userId)]);
  return set ?? initialWorkSchedule(user);
}

const response = (schedule: WorkSchedule, now: Date) => ({
  data: toWorkScheduleResponse(schedule, now),
  version: schedule.version,
});

type Change = Pick<
  HandlerRequest<typeof updateOwnWorkSchedule>,
  "body" | "caller" | "unitOfWork" | "now" | "requireMatch"
>;

async function change(userId: string, { body, caller, unitOfWork, now, requireMatch }: Change) {
  const before = await scheduleOf(userId);
  requireMatch(before);
  const after = changedWorkSchedule(before, body, { now, role: caller.role });
  if (after === before) return { ...response(before, now), message: "Nothing was changed." };
  saveWorkSchedule(unitOfWork, before, after);
  unitOfWork.audit(workScheduleActivity(before, after));
  return response(after, now);
}

export const handler = httpRoutes(
  route(getOwnWorkSchedule, async ({ caller, now }) => response(await scheduleOf(caller.id), now)),
  route(updateOwnWorkSchedule, (request) => change(request.caller.id, request)),
  route(getWorkSchedule, async ({ path, caller, now }) => {
    await requireKnown(caller, path.id);
    return response(await scheduleOf(path.id), now);
  }),
  route(updateWorkSchedule, async (request) => {
    requireSelfOrAdmin(request.caller, request.path.id);
    return change(request.path.id, request);
  }),
);
