import {
  type Access,
  changeAccess,
  crudBudget,
  domainBudget,
  extendedBudget,
  httpFunction,
  mailBudget,
  mergeAccess,
  type ServiceManifest,
  type SizeBudget,
  scopeAccess,
} from "@aerotage/core/contract/manifest";
import { importTimeEntries } from "./contract/import.js";
import { getDailySummary, getWeeklyOverview } from "./contract/summaries.js";
import {
  approveTimeEntries,
  createTimeEntry,
  deleteTimeEntry,
  getTimeEntry,
  listTimeEntries,
  quickAddTimeEntry,
  rejectTimeEntries,
  reopenTimeEntries,
  submitTimeEntries,
  updateTimeEntry,
  withdrawTimeEntries,
} from "./contract/time-entries.js";
import { getTimerStatus, startTimer, stopTimer, updateTimer } from "./contract/timer.js";

/** What seeing an entry of other people takes: the scope, and its project. */
const visibilityAccess: Access = mergeAccess(scopeAccess, { tables: { Projects: { actions: ["BatchGetItem"] } } });

/** What recording time takes: the owner's book, the earliest month, and what the project is used up by. */
const recordAccess: Access = {
  tables: {
    TimeEntries: { actions: ["BatchGetItem", "PutItem", "UpdateItem"] },
    Projects: { actions: ["BatchGetItem", "UpdateItem", "ConditionCheckItem"] },
    Settings: { actions: ["GetItem"] },
  },
};

/** With a rate of the entry's own, or names of clients. */
const timingAccess: Access = mergeAccess(recordAccess, { tables: { Clients: { actions: ["BatchGetItem"] } } });

/** What a rate of the entry's own takes: its client keeps the currency that it is in. */
const rateAccess: Access = { tables: { Clients: { actions: ["ConditionCheckItem", "UpdateItem"] } } };

/** What moving entries to another state takes. */
const moveAccess: Access = mergeAccess(scopeAccess, {
  tables: {
    TimeEntries: { actions: ["BatchGetItem", "PutItem", "UpdateItem"] },
    Projects: { actions: ["BatchGetItem"] },
    Settings: { actions: ["GetItem"] },
  },
});

/** What moving entries takes that changes what is spent. */
const decisionAccess: Access = mergeAccess(moveAccess, { tables: { Projects: { actions: ["UpdateItem"] } } });

/** With time zone arithmetic, the parser of CSV and the words of eleven languages on top. */
const importBudget: SizeBudget = { code: 480_000, zip: 165_000 };

/** Time that people record on projects, and that others decide on. */
export const timeEntries: ServiceManifest = {
  name: "time-entries",
  functions: {
    list: httpFunction(listTimeEntries, {
      entry: "src/functions/list.ts",
      budget: domainBudget,
      access: mergeAccess(visibilityAccess, {
        tables: {
          TimeEntries: {
            actions: ["GetItem", "Query"],
            indexes: [
              "UserIndex",
              "ProjectIndex",
              "ClientIndex",
              "TeamApprovalIndex",
              "ProjectApprovalIndex",
              "MonthIndex",
            ],
          },
          Projects: { actions: ["Query"], indexes: ["MemberIndex"] },
          Teams: { actions: ["Query"], indexes: ["ListIndex"] },
          Settings: { actions: ["GetItem"] },
        },
      }),
    }),
    get: httpFunction(getTimeEntry, {
      entry: "src/functions/get.ts",
      access: mergeAccess(visibilityAccess, { tables: { TimeEntries: { actions: ["GetItem"] } } }),
    }),
    create: httpFunction([createTimeEntry, quickAddTimeEntry], {
      entry: "src/functions/create.ts",
      access: mergeAccess(timingAccess, rateAccess),
      budget: extendedBudget,
      // Of many requests of one person at once, each must come to its turn.
      timeoutSeconds: 25,
    }),
    update: httpFunction(updateTimeEntry, {
      entry: "src/functions/update.ts",
      access: mergeAccess(timingAccess, rateAccess, visibilityAccess, {
        tables: { TimeEntries: { actions: ["GetItem", "DeleteItem"] } },
      }),
      budget: extendedBudget,
    }),
    delete: httpFunction(deleteTimeEntry, {
      entry: "src/functions/delete.ts",
      budget: domainBudget,
      access: mergeAccess(visibilityAccess, {
        tables: {
          TimeEntries: { actions: ["GetItem", "BatchGetItem", "PutItem", "DeleteItem"] },
          Projects: { actions: ["UpdateItem"] },
          Settings: { actions: ["GetItem"] },
        },
      }),
    }),
    submit: httpFunction(submitTimeEntries, {
      entry: "src/functions/submit.ts",
      budget: domainBudget,
      access: mergeAccess(decisionAccess, { tables: { Users: { actions: ["BatchGetItem", "ConditionCheckItem"] } } }),
      timeoutSeconds: 25,
    }),
    withdraw: httpFunction(withdrawTimeEntries, {
      entry: "src/functions/withdraw.ts",
      budget: domainBudget,
      access: moveAccess,
      timeoutSeconds: 25,
    }),
    approve: httpFunction(approveTimeEntries, {
      entry: "src/functions/approve.ts",
      budget: domainBudget,
      access: mergeAccess(decisionAccess, { tables: { Clients: { actions: ["BatchGetItem"] } } }),
      timeoutSeconds: 25,
    }),
    reject: httpFunction(rejectTimeEntries, {
      entry: "src/functions/reject.ts",
      budget: domainBudget,
      access: decisionAccess,
      timeoutSeconds: 25,
    }),
    reopen: httpFunction(reopenTimeEntries, {
      entry: "src/functions/reopen.ts",
      budget: domainBudget,
      access: decisionAccess,
      timeoutSeconds: 25,
    }),
    timer: httpFunction([startTimer, updateTimer, stopTimer, getTimerStatus], {
      entry: "src/functions/timer.ts",
      access: mergeAccess(recordAccess, {
        tables: { TimeEntries: { actions: ["GetItem", "DeleteItem"] }, Users: { actions: ["BatchGetItem"] } },
      }),
      budget: extendedBudget,
    }),
    summaries: httpFunction([getDailySummary, getWeeklyOverview], {
      entry: "src/functions/summaries.ts",
      access: mergeAccess(scopeAccess, {
        tables: {
          TimeEntries: { actions: ["BatchGetItem"] },
          Projects: { actions: ["BatchGetItem"] },
          Clients: { actions: ["BatchGetItem"] },
          Settings: { actions: ["GetItem"] },
        },
      }),
      budget: extendedBudget,
    }),
    import: httpFunction(importTimeEntries, {
      entry: "src/functions/import.ts",
      access: mergeAccess(timingAccess, {
        tables: { Projects: { actions: ["Query"], indexes: ["ListIndex"] }, Users: { actions: ["BatchGetItem"] } },
      }),
      budget: importBudget,
      // A large file is parsed as a whole, and written in as many parts as the gateway's patience allows.
      memoryMegabytes: 1024,
      timeoutSeconds: 26,
    }),
    "watch-timers": {
      description: "Tell of timers that have run for more than 12 hours",
      entry: "src/functions/watch-timers.ts",
      triggers: [{ type: "schedule", expression: "rate(15 minutes)" }],
      access: mergeAccess(changeAccess, {
        tables: { TimeEntries: { actions: ["Query", "UpdateItem"], indexes: ["MonthIndex"] } },
      }),
      timeoutSeconds: 60,
      budget: crudBudget,
    },
    "follow-users": {
      description:
        "Move what somebody has submitted to the queue of their new team, and stop the timer of who is deactivated",
      entry: "src/functions/follow-users.ts",
      triggers: [
        {
          type: "queue",
          batchSize: 10,
          maximumConcurrency: 5,
          maxReceives: 5,
          subscribe: { topic: "events", eventTypes: ["user.updated", "user.deactivated", "user.reactivated"] },
        },
      ],
      access: mergeAccess(recordAccess, changeAccess, {
        tables: {
          Users: { actions: ["GetItem", "BatchGetItem"] },
          TimeEntries: { actions: ["GetItem", "Query", "DeleteItem"], indexes: ["TeamApprovalIndex"] },
        },
      }),
      timeoutSeconds: 60,
      budget: extendedBudget,
    },
    remind: {
      description: "Remind people by mail of a week that they have not submitted",
      entry: "src/functions/remind.ts",
      triggers: [{ type: "schedule", expression: "cron(0 * * * ? *)" }],
      access: mergeAccess(changeAccess, {
        tables: {
          Settings: { actions: ["GetItem"] },
          Users: { actions: ["Query", "BatchGetItem"], indexes: ["ListIndex"] },
          TimeEntries: { actions: ["BatchGetItem", "UpdateItem", "PutItem"] },
        },
        mail: true,
      }),
      timeoutSeconds: 300,
      budget: mailBudget,
    },
  },
};
