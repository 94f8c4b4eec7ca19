import {
  type Access,
  changeAccess,
  documentBudget,
  domainBudget,
  extendedBudget,
  httpFunction,
  mailBudget,
  mergeAccess,
  type ServiceManifest,
  scopeAccess,
} from "@aerotage/core/contract/manifest";
import { listAccess, openAccess } from "@aerotage/invoices/published/access";
import { getAnalytics } from "./contract/analytics.js";
import { createConfig, deleteConfig, getConfig, listConfigs, updateConfig } from "./contract/configs.js";
import { createExport, deleteExport, getExport, listExports } from "./contract/exports.js";
import { getProjectReport } from "./contract/project-report.js";
import { getReceivables } from "./contract/receivables.js";
import { getReportFile } from "./contract/report-file.js";
import { getTimeReport } from "./contract/time-report.js";
import { getUserReport } from "./contract/user-report.js";

/** What reading people's recorded time takes: who they are, their work schedules, and the totals of their months. */
const peopleAccess: Access = mergeAccess(scopeAccess, {
  tables: {
    TimeEntries: { actions: ["BatchGetItem"] },
    Users: { actions: ["BatchGetItem", "Query"], indexes: ["ListIndex"] },
    Settings: { actions: ["GetItem"] },
  },
});

/** With the people of projects and clients. */
const timeAccess: Access = mergeAccess(peopleAccess, {
  tables: { Projects: { actions: ["BatchGetItem", "Query"], indexes: ["MemberIndex", "ClientIndex"] } },
});

/** With the names of clients. */
const namedAccess: Access = mergeAccess(timeAccess, { tables: { Clients: { actions: ["BatchGetItem"] } } });

/** With the entries themselves. */
const entryAccess: Access = {
  tables: {
    TimeEntries: { actions: ["Query"], indexes: ["UserIndex", "ProjectIndex", "ClientIndex", "MonthIndex"] },
  },
};

/** Everything that a file may be made of, but for the entries themselves. */
const reportedAccess: Access = mergeAccess(namedAccess, listAccess, {
  tables: {
    Projects: { actions: ["Query"], indexes: ["ListIndex"] },
    Teams: { actions: ["BatchGetItem"] },
  },
});

/** What the rights of a report's recipients are found out by. */
const addresseeAccess: Access = mergeAccess(scopeAccess, {
  tables: {
    Users: { actions: ["BatchGetItem"] },
    Projects: { actions: ["BatchGetItem", "Query"], indexes: ["MemberIndex"] },
  },
});

/** Reports of recorded time, read from the totals of people's months. */
export const reports: ServiceManifest = {
  name: "reports",
  functions: {
    time: httpFunction(getTimeReport, {
      entry: "src/functions/time.ts",
      access: mergeAccess(namedAccess, entryAccess, { tables: { Teams: { actions: ["BatchGetItem"] } } }),
      budget: domainBudget,
    }),
    projects: httpFunction(getProjectReport, {
      entry: "src/functions/projects.ts",
      access: mergeAccess(namedAccess, { tables: { Projects: { actions: ["Query"], indexes: ["ListIndex"] } } }),
      budget: domainBudget,
    }),
    users: httpFunction(getUserReport, {
      entry: "src/functions/users.ts",
      access: peopleAccess,
      budget: domainBudget,
    }),
    analytics: httpFunction(getAnalytics, {
      entry: "src/functions/analytics.ts",
      access: namedAccess,
      budget: domainBudget,
    }),
    receivables: httpFunction(getReceivables, {
      entry: "src/functions/receivables.ts",
      access: mergeAccess(openAccess, {
        tables: {
          Projects: { actions: ["BatchGetItem", "Query"], indexes: ["MemberIndex"] },
          Clients: { actions: ["BatchGetItem"] },
          Settings: { actions: ["GetItem"] },
        },
      }),
      budget: domainBudget,
    }),
    exports: httpFunction([createExport, listExports, getExport, deleteExport], {
      entry: "src/functions/exports.ts",
      access: mergeAccess(reportedAccess, {
        tables: { Settings: { actions: ["GetItem", "PutItem", "DeleteItem", "Query"], indexes: ["ListIndex"] } },
        buckets: { exports: ["GetObject", "DeleteObject"] },
        functions: ["reports-write-export"],
      }),
      budget: extendedBudget,
      // It waits for a file of up to 5,000 rows.
      timeoutSeconds: 25,
    }),
    "write-export": {
      description: "Write the file of an export",
      entry: "src/functions/write-export.ts",
      triggers: [
        {
          type: "queue",
          batchSize: 1,
          maximumConcurrency: 5,
          maxReceives: 5,
          subscribe: { topic: "events", eventTypes: ["export.requested"] },
        },
      ],
      access: mergeAccess(reportedAccess, entryAccess, {
        tables: { Settings: { actions: ["GetItem", "UpdateItem"] }, Users: { actions: ["BatchGetItem"] } },
        buckets: { exports: ["PutObject", "DeleteObject"], general: ["GetObject"] },
      }),
      memoryMegabytes: 1024,
      timeoutSeconds: 300,
      budget: documentBudget,
    },
    configs: httpFunction([listConfigs, createConfig, getConfig, updateConfig, deleteConfig], {
      entry: "src/functions/configs.ts",
      access: mergeAccess(addresseeAccess, {
        tables: {
          Settings: {
            actions: ["BatchGetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"],
            indexes: ["ListIndex"],
          },
        },
      }),
      budget: extendedBudget,
    }),
    file: httpFunction(getReportFile, {
      entry: "src/functions/file.ts",
      access: {
        tables: { Settings: { actions: ["GetItem"] }, Users: { actions: ["BatchGetItem"] } },
        buckets: { exports: ["GetObject"] },
      },
    }),
    "claim-runs": {
      description: "Begin the runs of scheduled reports that are due",
      entry: "src/functions/claim-runs.ts",
      triggers: [{ type: "schedule", expression: "rate(5 minutes)" }],
      access: mergeAccess(changeAccess, {
        tables: {
          Settings: {
            actions: ["BatchGetItem", "GetItem", "PutItem", "Query", "UpdateItem"],
            indexes: ["ListIndex"],
          },
        },
      }),
      timeoutSeconds: 120,
      budget: extendedBudget,
    },
    "run-report": {
      description: "Mail a scheduled report to its recipients",
      entry: "src/functions/run-report.ts",
      triggers: [
        {
          type: "queue",
          batchSize: 1,
          maximumConcurrency: 5,
          maxReceives: 5,
          subscribe: { topic: "events", eventTypes: ["report.due"] },
        },
      ],
      access: mergeAccess(addresseeAccess, changeAccess, {
        tables: { Settings: { actions: ["GetItem", "PutItem", "UpdateItem"] } },
        functions: ["reports-write-export"],
        mail: true,
        apiUrl: true,
      }),
      timeoutSeconds: 300,
      budget: mailBudget,
    },
  },
};
