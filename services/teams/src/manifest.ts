import {
  type Access,
  extendedBudget,
  httpFunction,
  mergeAccess,
  type ServiceManifest,
  scopeAccess,
} from "@aerotage/core/contract/manifest";
import { createTeam, deleteTeam, getTeam, listTeams, updateTeam } from "./contract.js";

/** What the sides of membership and leading on people's rows need. */
const peopleAccess: Access = { tables: { Users: { actions: ["BatchGetItem", "UpdateItem"] } } };

/** Who works together, and who leads them. */
export const teams: ServiceManifest = {
  name: "teams",
  functions: {
    list: httpFunction(listTeams, {
      entry: "src/functions/list.ts",
      access: mergeAccess(scopeAccess, {
        tables: { Teams: { actions: ["BatchGetItem", "Query"], indexes: ["ListIndex", "ManagerIndex"] } },
      }),
    }),
    get: httpFunction(getTeam, {
      entry: "src/functions/get.ts",
      access: mergeAccess(scopeAccess, { tables: { Teams: { actions: ["GetItem"] } } }),
    }),
    create: httpFunction(createTeam, {
      entry: "src/functions/create.ts",
      access: mergeAccess(scopeAccess, peopleAccess, {
        tables: { Teams: { actions: ["GetItem", "PutItem", "UpdateItem", "ConditionCheckItem"] } },
      }),
      budget: extendedBudget,
    }),
    update: httpFunction(updateTeam, {
      entry: "src/functions/update.ts",
      access: mergeAccess(scopeAccess, peopleAccess, {
        tables: { Teams: { actions: ["GetItem", "UpdateItem", "ConditionCheckItem"] } },
      }),
      budget: extendedBudget,
    }),
    delete: httpFunction(deleteTeam, {
      entry: "src/functions/delete.ts",
      access: mergeAccess(peopleAccess, {
        tables: { Teams: { actions: ["BatchGetItem", "GetItem", "UpdateItem", "DeleteItem"] } },
      }),
      budget: extendedBudget,
    }),
  },
};
