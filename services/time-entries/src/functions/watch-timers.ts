import { scheduleHandler } from "@aerotage/core/lambda/schedule";
import { tellOfLongTimers } from "../timer/watching.js";

export const handler = scheduleHandler(tellOfLongTimers);
