import {
  type Access,
  domainBudget,
  httpFunction,
  mergeAccess,
  type ServiceManifest,
  scopeAccess,
} from "@aerotage/core/manifest";
import { getAnalytics } from "./contract/analytics.js";
import { getProjectReport } from "./contract/project-report.js";
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

/** Reports of recorded time, read from the totals of people's months. */
export const reports: ServiceManifest = {
  name: "reports",
  functions: {
    time: httpFunction(getTimeReport, {
      entry: "src/functions/time.ts",
      access: namedAccess,
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
  },
};
