import { scheduleHandler } from "@aerotage/core/lambda/schedule";
import { claimRuns } from "../use-cases/claim-runs.js";

export const handler = scheduleHandler(claimRuns);
