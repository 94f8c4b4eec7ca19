import { scheduleHandler } from "@aerotage/core/lambda/schedule";
import { remindOfWeek } from "../reminders/reminding.js";

export const handler = scheduleHandler(remindOfWeek);
