import { crudBudget, httpFunction, type ServiceManifest } from "@aerotage/core/contract/manifest";
import { probeIdToken, probeMail, probeMalformed, probeSlow, probeThrow, probeUnloadable } from "./contract.js";

/** A service of the tests' stack, deployed as any other: it has every kind of trigger and of failure. */
export const probe: ServiceManifest = {
  name: "probe",
  functions: {
    throw: httpFunction(probeThrow, { entry: "src/functions/throw.ts", access: {} }),
    unloadable: httpFunction(probeUnloadable, { entry: "src/functions/unloadable.ts", access: {} }),
    malformed: httpFunction(probeMalformed, { entry: "src/functions/malformed.ts", access: {} }),
    slow: httpFunction(probeSlow, { entry: "src/functions/slow.ts", access: {}, timeoutSeconds: 3 }),
    "id-token": httpFunction(probeIdToken, { entry: "src/functions/id-token.ts", access: {} }),
    mail: httpFunction(probeMail, { entry: "src/functions/mail.ts", access: { mail: true } }),
    inbox: {
      description: "Keeps the events of clients that the topic delivers to its queue",
      entry: "src/functions/inbox.ts",
      triggers: [
        {
          type: "queue",
          batchSize: 5,
          maximumConcurrency: 2,
          maxReceives: 2,
          subscribe: { topic: "events", eventTypes: ["client.created"] },
        },
      ],
      access: { tables: { Settings: { actions: ["PutItem"] } } },
      timeoutSeconds: 3,
      budget: crudBudget,
    },
    clock: {
      description: "Notes the time",
      entry: "src/functions/clock.ts",
      triggers: [{ type: "schedule", expression: "rate(1 minute)" }],
      access: { tables: { Settings: { actions: ["PutItem"] } } },
      budget: crudBudget,
    },
  },
};
