import { httpRoutes } from "@aerotage/core/lambda/routes";
import { route } from "@aerotage/kernel/http-handler";
import { getTimerStatus, startTimer, stopTimer, updateTimer } from "../contract/timer.js";
import { timerAnswer } from "../domain/timer.js";
import { findTimer } from "../persistence/timers.js";
import { change, start, stop } from "../use-cases/run-timer.js";

export const handler = httpRoutes(
  route(startTimer, async ({ body, caller, work, now }) => {
    const timer = await start(work, caller, body);
    return { data: { isRunning: true, timer: timerAnswer(timer, now) } };
  }),
  route(updateTimer, async ({ body, caller, work, now }) => {
    const timer = await change(work, caller, body);
    return { data: { isRunning: true, timer: timerAnswer(timer, now) } };
  }),
  route(stopTimer, async ({ body, caller, work }) => {
    const timeEntry = await stop(work, caller, body);
    return { data: { isRunning: false as const, ...(timeEntry !== undefined && { timeEntry }) } };
  }),
  route(getTimerStatus, async ({ caller, now }) => {
    const timer = await findTimer(caller.id);
    if (timer === undefined) return { data: { isRunning: false } };
    return { data: { isRunning: true, timer: timerAnswer(timer, now) } };
  }),
);
