/**
 * The product's tables with their keys and indexes. Attribute names are those that the repositories write; a list of the API is
 * served by the index that its contract names.
 */
import type { TableName } from "@aerotage/core/contract/manifest";
import type { IndexProps, TableProps } from "../modules/data/table.js";

/** What a table is, wherever it is made. */
export type TableDefinition = Required<Pick<TableProps, "key" | "indexes">> &
  Pick<TableProps, "expiryAttribute" | "stream">;

/** Time to live, epoch seconds. */
const expiry = { expiryAttribute: "expiresAt" } as const;

function index(name: string, partition: string, sort?: string): IndexProps {
  return { name, partition: { name: partition }, ...(sort !== undefined && { sort: { name: sort } }) };
}

const id = { partition: { name: "id" } };

export const tables: Record<TableName, TableDefinition> = {
  Users: {
    key: id,
    indexes: [index("TeamIndex", "teamId", "name"), index("ListIndex", "kind", "name")],
  },
  Teams: { key: id, indexes: [index("ManagerIndex", "managerId", "name"), index("ListIndex", "kind", "name")] },
  Projects: {
    key: id,
    indexes: [
      index("ClientIndex", "clientId", "name"),
      index("StatusIndex", "status", "name"),
      // Items of members lie beside their project.
      index("MemberIndex", "memberId", "projectId"),
      index("ListIndex", "kind", "createdAt"),
    ],
    // What is spent is held against the budgets.
    stream: "NEW_AND_OLD_IMAGES",
  },
  Clients: { key: id, indexes: [index("StatusIndex", "status", "name"), index("ListIndex", "kind", "name")] },
  TimeEntries: {
    key: id,
    indexes: [
      // Sort keys are the whole order of a list (by date, start time, creation), so that a page reads no more than it shows.
      index("UserIndex", "userId", "dateOrder"),
      index("ProjectIndex", "projectId", "dateOrder"),
      index("ClientIndex", "clientId", "dateOrder"),
      // Sparse: their partition attribute is there while the entry is submitted.
      index("TeamApprovalIndex", "approvalTeamId", "queueOrder"),
      index("ProjectApprovalIndex", "approvalProjectId", "queueOrder"),
      // `2026-11#0` to `#3` by user, so that a month is not one hot partition.
      index("MonthIndex", "monthShard", "dateOrder"),
      // Sparse: its partition attribute is there while the entry waits to be billed.
      index("BillableIndex", "billableProjectId", "dateOrder"),
    ],
  },
  Invoices: {
    key: id,
    indexes: [
      // Sort keys are the whole order of a list: by date of issue and number, or by due date.
      index("ClientIndex", "clientId", "issueOrder"),
      index("StatusIndex", "status", "dueOrder"),
      { ...index("NumberIndex", "invoiceNumber"), attributes: [] },
      index("ListIndex", "year", "issueOrder"),
    ],
  },
  UserSessions: {
    key: { partition: { name: "sessionId" } },
    indexes: [index("UserIndex", "userId", "createdAt")],
    ...expiry,
  },
  UserActivity: {
    // `<ISO time>#<ulid>`: in the order of time, unique.
    key: { partition: { name: "userId" }, sort: { name: "sortKey" } },
    indexes: [
      index("TypeIndex", "activityType", "timestamp"),
      index("EntityIndex", "entityId", "timestamp"),
      // Everything of a month, in the order of time: `2026-11#0` to `#3` by record, so that a month is not one hot partition.
      index("MonthIndex", "monthShard", "timestamp"),
    ],
    ...expiry,
    // The outbox: events are recorded with the change and published from here.
    stream: "NEW_IMAGE",
  },
  UserInvitations: {
    key: id,
    indexes: [
      index("TokenIndex", "tokenHash"),
      index("StatusIndex", "status", "createdAt"),
      index("ListIndex", "kind", "createdAt"),
    ],
    ...expiry,
  },
  // Exports lie beside the organization's settings: the index lists those of a person, and they expire with their files.
  Settings: { key: id, indexes: [index("ListIndex", "kind", "createdAt")], ...expiry },
  Requests: { key: { partition: { name: "requestKey" } }, indexes: [], ...expiry },
};
