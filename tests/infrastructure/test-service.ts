/** A service that no environment has: every kind of trigger and access, for tests of what is derived from a manifest. */
import { crudBudget, type FunctionManifest, type ServiceManifest } from "@aerotage/core/contract/manifest";

const rest = { budget: crudBudget, memoryMegabytes: 256 } as const;

export const testFunctions = {
  http: {
    ...rest,
    description: "Reads, writes, sends and stores",
    entry: "src/functions/http.ts",
    triggers: [{ type: "http", method: "GET", path: "/probe/{id}", token: "id", operationId: "probe" }],
    access: {
      tables: {
        Users: { actions: ["GetItem", "Query"], indexes: ["TeamIndex"], queryTable: true },
        TimeEntries: { actions: ["Query"], indexes: ["UserIndex", "MonthIndex"] },
        Requests: { actions: ["PutItem"] },
      },
      buckets: { exports: ["PutObject"], general: ["GetObject"] },
      topics: ["events"],
      userPool: ["AdminGetUser"],
      mail: true,
    },
    reservedConcurrency: 3,
  },
  queue: {
    ...rest,
    description: "Hears of changes",
    entry: "src/functions/queue.ts",
    triggers: [
      {
        type: "queue",
        batchSize: 5,
        maximumConcurrency: 3,
        maxReceives: 3,
        subscribe: { topic: "events", eventTypes: ["probe.done"] },
      },
    ],
    access: {},
    timeoutSeconds: 60,
  },
  schedule: {
    ...rest,
    description: "Runs at night",
    entry: "src/functions/schedule.ts",
    triggers: [{ type: "schedule", expression: "cron(0 3 * * ? *)", timezone: "Europe/Berlin" }],
    access: {},
    timeoutSeconds: 60,
  },
} as const satisfies Record<string, FunctionManifest>;

export const testService: ServiceManifest = { name: "probe", functions: testFunctions };
