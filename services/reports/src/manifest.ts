import {
  type Access,
  domainBudget,
  httpFunction,
  mergeAccess,
  type ServiceManifest,
  scopeAccess,
} from "@aerotage/core/manifest";
import { getTimeReport } from "./contract/time-report.js";

/** What reading recorded time takes: the people and projects that it is about, and the totals of their months. */
const timeAccess: Access = mergeAccess(scopeAccess, {
  tables: {
    TimeEntries: { actions: ["BatchGetItem"] },
    Users: { actions: ["Query"], indexes: ["ListIndex"] },
    Projects: { actions: ["BatchGetItem", "Query"], indexes: ["MemberIndex", "ClientIndex"] },
    Settings: { actions: ["GetItem"] },
  },
});

/** Reports of recorded time, read from the totals of people's months. */
export const reports: ServiceManifest = {
  name: "reports",
  functions: {
    time: httpFunction(getTimeReport, {
      entry: "src/functions/time.ts",
      access: mergeAccess(timeAccess, { tables: { Clients: { actions: ["BatchGetItem"] } } }),
      budget: domainBudget,
    }),
  },
};
