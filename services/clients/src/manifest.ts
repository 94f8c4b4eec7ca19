import { httpFunction, type ServiceManifest } from "@aerotage/core/contract/manifest";
import { createClient, deleteClient, getClient, listClients, updateClient } from "./contract.js";

/** The companies that time is worked for and invoices go to. */
export const clients: ServiceManifest = {
  name: "clients",
  functions: {
    list: httpFunction(listClients, {
      entry: "src/functions/list.ts",
      access: { tables: { Clients: { actions: ["Query"], indexes: ["ListIndex", "StatusIndex"] } } },
    }),
    get: httpFunction(getClient, {
      entry: "src/functions/get.ts",
      access: { tables: { Clients: { actions: ["GetItem"] } } },
    }),
    create: httpFunction(createClient, {
      entry: "src/functions/create.ts",
      access: { tables: { Clients: { actions: ["PutItem"] }, Settings: { actions: ["GetItem"] } } },
    }),
    update: httpFunction(updateClient, {
      entry: "src/functions/update.ts",
      access: {
        tables: {
          Clients: { actions: ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"] },
          Projects: { actions: ["Query", "BatchGetItem"], indexes: ["ClientIndex"] },
          Settings: { actions: ["GetItem"] },
        },
      },
    }),
    delete: httpFunction(deleteClient, {
      entry: "src/functions/delete.ts",
      access: { tables: { Clients: { actions: ["GetItem", "UpdateItem", "DeleteItem"] } } },
    }),
  },
};
