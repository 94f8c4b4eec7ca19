import { extendedBudget, httpFunction, type ServiceManifest } from "@aerotage/core/contract/manifest";
import { completeLogoUpload, createLogoUpload, deleteLogo } from "./contract/logo.js";
import { getSettings, listActivity, listUserActivity, updateSettings } from "./contract/organization.js";

/** The company's own settings, and the audit trail. */
export const organization: ServiceManifest = {
  name: "organization",
  functions: {
    settings: httpFunction([getSettings, updateSettings], {
      entry: "src/functions/settings.ts",
      access: {
        tables: {
          Settings: { actions: ["GetItem", "UpdateItem"] },
          Clients: { actions: ["Query", "BatchGetItem"], indexes: ["ListIndex"] },
          Users: { actions: ["Query"], indexes: ["ListIndex"] },
          TimeEntries: { actions: ["Query", "BatchGetItem"], indexes: ["MonthIndex"] },
          Invoices: { actions: ["GetItem", "UpdateItem"] },
        },
      },
    }),
    logo: httpFunction([createLogoUpload, completeLogoUpload, deleteLogo], {
      entry: "src/functions/logo.ts",
      access: {
        tables: { Settings: { actions: ["GetItem", "UpdateItem"] } },
        buckets: { general: ["GetObject", "PutObject", "DeleteObject"] },
      },
      budget: extendedBudget,
    }),
    activity: httpFunction([listActivity, listUserActivity], {
      entry: "src/functions/activity.ts",
      access: {
        tables: {
          UserActivity: {
            actions: ["Query"],
            indexes: ["EntityIndex", "MonthIndex", "TypeIndex"],
            queryTable: true,
          },
        },
      },
    }),
  },
};
