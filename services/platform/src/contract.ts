import { defineOperation } from "@aerotage/core/contract/operation";
import { instantSchema } from "@aerotage/core/contract/schemas";
import * as z from "zod/mini";

/** How well a part of the system answers. */
export const conditionSchema = z.enum(["healthy", "degraded"]);
export type Condition = z.infer<typeof conditionSchema>;

const healthSchema = z
  .strictObject({
    /** `degraded` when any part is. */
    status: conditionSchema,
    version: z.string(),
    environment: z.string(),
    /** Seconds since this instance of the function started. */
    uptime: z.number(),
    timestamp: instantSchema,
    services: z.strictObject({ database: conditionSchema, authentication: conditionSchema }),
  })
  .register(z.globalRegistry, { id: "Health", description: "The state of the service and of what it depends on." });

export const getHealth = defineOperation({
  id: "getHealth",
  method: "GET",
  path: "/health",
  token: "none",
  roles: [],
  tag: "Health",
  summary: "The service's health",
  description:
    "Public. Each dependency is asked at most once in ten seconds by an instance. A degraded service answers 200 too: the answer itself arrived.",
  request: {},
  response: { status: 200, description: "The state of the service.", data: healthSchema },
  errors: [],
});
