/** What functions of other services must be granted to use what this service publishes. */
import type { Access } from "@aerotage/core/contract/manifest";

/** Reading open invoices. */
export const openAccess: Access = { tables: { Invoices: { actions: ["Query"], indexes: ["StatusIndex"] } } };

/** Reading invoices, and their payments, by date of issue. */
export const listAccess: Access = {
  tables: { Invoices: { actions: ["BatchGetItem", "Query"], indexes: ["ClientIndex", "ListIndex"] } },
};
