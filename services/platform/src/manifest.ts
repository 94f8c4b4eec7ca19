import { crudBudget, httpFunction, type ServiceManifest } from "@aerotage/core/contract/manifest";
import { getHealth } from "./contract.js";

/** The frame's own functions: health, the preflight of every path, and the outbox publisher. */
export const platform: ServiceManifest = {
  name: "platform",
  functions: {
    health: httpFunction(getHealth, {
      entry: "src/functions/health.ts",
      access: { tables: { Settings: { actions: ["GetItem"] } } },
    }),
    preflight: {
      description: "Answer the preflight of every path with the exact origin",
      entry: "src/functions/preflight.ts",
      triggers: [{ type: "preflight" }],
      access: {},
      memoryMegabytes: 128,
      timeoutSeconds: 5,
      budget: { code: 10_000, zip: 5_000 },
    },
    "publish-events": {
      description: "Publish the outbox: events recorded with a change go to the events topic",
      entry: "src/functions/publish-events.ts",
      triggers: [
        {
          type: "stream",
          table: "UserActivity",
          batchSize: 100,
          batchingWindowSeconds: 0,
          filters: [{ eventName: ["INSERT"], dynamodb: { NewImage: { outbox: { BOOL: [true] } } } }],
        },
      ],
      access: { topics: ["events"] },
      timeoutSeconds: 30,
      budget: crudBudget,
    },
  },
};
