import { scheduleHandler } from "@aerotage/core/lambda/schedule";
import { remindOfWeek } from "../use-cases/remind-of-week.js";

export const handler = scheduleHandler(remindOfWeek);
