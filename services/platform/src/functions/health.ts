import { commonVariables, requiredVariable } from "@aerotage/core/runtime/environment";
import { httpHandler } from "@aerotage/kernel/http-handler";
import { type Condition, getHealth } from "../contract.js";
import { dependencyConditions } from "../use-cases/check-health.js";

export const handler = httpHandler(getHealth, async ({ now }) => {
  const services = await dependencyConditions(now.getTime());
  const status: Condition = Object.values(services).includes("degraded") ? "degraded" : "healthy";
  return {
    data: {
      status,
      version: requiredVariable(commonVariables.serviceVersion),
      environment: requiredVariable(commonVariables.environment),
      uptime: Math.round(process.uptime()),
      timestamp: now.toISOString(),
      services,
    },
  };
});
