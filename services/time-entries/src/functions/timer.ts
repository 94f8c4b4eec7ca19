import { httpRoutes } from "@aerotage/core/lambda/routes";
import { route } from "@aerotage/kernel/http-handler";
import { timerAnswer } from "../domain/timer.js";
import { getTimerStatus, startTimer, stopTimer, updateTimer } from "../timer/contract.js";
import { findTimer } from "../timer/repository.js";
import { change, start, stop } from "../timer/running.js";

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
