import { httpRoutes } from "@aerotage/core/lambda/routes";
import { route } from "@aerotage/kernel/http-handler";
import { getTimerStatus, startTimer, stopTimer, updateTimer } from "../contract/timer.js";
import { timerResponse } from "../domain/timer.js";
import { findTimer } from "../persistence/timers.js";
import { change, start, stop } from "../use-cases/run-timer.js";

export const handler = httpRoutes(
  route(startTimer, async ({ body, caller, unitOfWork, now }) => {
    const timer = await start(unitOfWork, caller, body);
    return { data: { isRunning: true, timer: timerResponse(timer, now) } };
  }),
  route(updateTimer, async ({ body, caller, unitOfWork, now }) => {
    const timer = await change(unitOfWork, caller, body);
    return { data: { isRunning: true, timer: timerResponse(timer, now) } };
  }),
  route(stopTimer, async ({ body, caller, unitOfWork }) => {
    const timeEntry = await stop(unitOfWork, caller, body);
    return { data: { isRunning: false as const, ...(timeEntry !== undefined && { timeEntry }) } };
  }),
  route(getTimerStatus, async ({ caller, now }) => {
    const timer = await findTimer(caller.id);
    if (timer === undefined) return { data: { isRunning: false } };
    return { data: { isRunning: true, timer: timerResponse(timer, now) } };
  }),
);
