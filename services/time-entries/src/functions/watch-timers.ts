import { scheduleHandler } from "@aerotage/core/lambda/schedule";
import { tellOfLongTimers } from "../use-cases/report-long-timers.js";

export const handler = scheduleHandler(tellOfLongTimers);
