import {
  getOwnWorkSchedule,
  getWorkSchedule,
  updateOwnWorkSchedule,
  updateWorkSchedule,
} from "@aerotage/users/contract/work-schedules";
import { type BenchCase, nothing, ofCaller } from "./case.js";

const shortFriday = { schedule: { friday: { start: "09:00", end: "13:00", targetHours: 4 } } };

export const workScheduleCases: readonly BenchCase[] = [
  { operation: getOwnWorkSchedule, title: "one's own", caller: "employee", parts: nothing },
  {
    operation: updateOwnWorkSchedule,
    title: "the first of one's own",
    caller: "new employee",
    parts: () => ({ body: shortFriday }),
  },
  { operation: getWorkSchedule, title: "one's own, by its id", caller: "employee", parts: ofCaller },
  {
    operation: updateWorkSchedule,
    title: "one that is there already",
    caller: "new employee",
    parts: async (tools) => {
      await tools.call(updateOwnWorkSchedule, tools.caller, { body: shortFriday });
      return { ...ofCaller(tools), body: { timezone: "Europe/Berlin" } };
    },
  },
];
