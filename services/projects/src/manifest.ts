import {
  type Access,
  crudBudget,
  domainBudget,
  httpFunction,
  mergeAccess,
  type ServiceManifest,
  scopeAccess,
} from "@aerotage/core/contract/manifest";
import { createProject, deleteProject, getProject, listProjects, updateProject } from "./contract.js";

/** What answers say beside the project's own item: the client's name, and what is spent. */
const responseAccess: Access = {
  tables: { Projects: { actions: ["BatchGetItem"] }, Clients: { actions: ["BatchGetItem"] } },
};

/** What is spent of monthly budgets: the totals of people's months, and the organization's zone. */
const monthAccess: Access = {
  tables: { TimeEntries: { actions: ["BatchGetItem"] }, Settings: { actions: ["GetItem"] } },
};

/** What a written project names: its client, its people, and what rates and amounts are in. */
const relationAccess: Access = {
  tables: {
    Clients: { actions: ["BatchGetItem", "ConditionCheckItem", "UpdateItem"] },
    Users: { actions: ["BatchGetItem"] },
    Settings: { actions: ["GetItem"] },
  },
};

/** What time is recorded on, for whom, and by whom. */
export const projects: ServiceManifest = {
  name: "projects",
  functions: {
    list: httpFunction(listProjects, {
      entry: "src/functions/list.ts",
      budget: domainBudget,
      access: mergeAccess(scopeAccess, responseAccess, monthAccess, {
        tables: {
          Projects: { actions: ["Query"], indexes: ["ClientIndex", "ListIndex", "MemberIndex", "StatusIndex"] },
        },
      }),
    }),
    get: httpFunction(getProject, {
      entry: "src/functions/get.ts",
      budget: domainBudget,
      access: mergeAccess(scopeAccess, responseAccess, monthAccess, { tables: { Projects: { actions: ["GetItem"] } } }),
    }),
    create: httpFunction(createProject, {
      entry: "src/functions/create.ts",
      budget: domainBudget,
      access: mergeAccess(relationAccess, { tables: { Projects: { actions: ["PutItem"] } } }),
    }),
    update: httpFunction(updateProject, {
      entry: "src/functions/update.ts",
      budget: domainBudget,
      access: mergeAccess(scopeAccess, responseAccess, monthAccess, relationAccess, {
        tables: { Projects: { actions: ["GetItem", "PutItem", "UpdateItem", "DeleteItem"] } },
      }),
    }),
    delete: httpFunction(deleteProject, {
      entry: "src/functions/delete.ts",
      budget: domainBudget,
      access: mergeAccess(responseAccess, {
        tables: { Projects: { actions: ["GetItem", "DeleteItem"] }, Clients: { actions: ["UpdateItem"] } },
      }),
    }),
    "watch-budgets": {
      description: "Tell of projects that have spent a share of their budget",
      entry: "src/functions/watch-budgets.ts",
      triggers: [
        {
          type: "stream",
          table: "Projects",
          batchSize: 100,
          batchingWindowSeconds: 1,
          filters: [
            { dynamodb: { Keys: { id: { S: [{ prefix: "spent#" }] } } } },
            { eventName: ["MODIFY"], dynamodb: { NewImage: { kind: { S: ["project"] } } } },
          ],
        },
      ],
      access: mergeAccess(monthAccess, {
        tables: {
          Projects: { actions: ["BatchGetItem", "GetItem", "PutItem"] },
          UserActivity: { actions: ["PutItem"] },
        },
      }),
      timeoutSeconds: 60,
      budget: crudBudget,
    },
  },
};
