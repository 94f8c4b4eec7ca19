/** What functions of other services must be granted to use what this service publishes. */
import type { Access } from "@aerotage/core/contract/manifest";

/** Finding time that waits to be billed, and reading entries by id. */
export const readBillableAccess: Access = {
  tables: {
    TimeEntries: { actions: ["BatchGetItem", "Query"], indexes: ["BillableIndex"] },
  },
};

/** Putting entries onto an invoice, and taking them off it. */
export const billAccess: Access = {
  tables: {
    TimeEntries: { actions: ["BatchGetItem", "PutItem", "UpdateItem"] },
    UserActivity: { actions: ["PutItem"] },
  },
};

/** With time that does not wait to be billed, for telling why. */
export const previewAccess: Access = {
  tables: { TimeEntries: { actions: ["Query"], indexes: ["ProjectIndex"] } },
};
