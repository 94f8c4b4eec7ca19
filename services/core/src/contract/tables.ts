/**
 * The tables of the product as data: keys, indexes and kinds of items. Stacks make the tables from it, the unit of work finds key
 * attributes in it, and persistence makes the ids of items from it. Nothing else describes a table.
 */

/** An index over all attributes of a table, unless it says otherwise. */
export interface IndexDescription {
  readonly name: string;
  readonly partition: string;
  readonly sort?: string;
  /** True for an index of the keys alone. */
  readonly keysOnly?: true;
}

/** A table. Key attributes are texts. */
export interface TableDescription {
  readonly key: { readonly partition: string; readonly sort?: string };
  readonly indexes: readonly IndexDescription[];
  /** The attribute with the epoch second after which DynamoDB deletes an item. */
  readonly expiryAttribute?: string;
  /** What the stream of the table holds of a change. */
  readonly stream?: "NEW_IMAGE" | "NEW_AND_OLD_IMAGES";
  /** The kinds of items, each with the pattern of its partition key. `<…>` stands for a value. */
  readonly items: Readonly<Record<string, string>>;
}

const byId = { partition: "id" } as const;
const expiryAttribute = "expiresAt";

export const tables = {
  Users: {
    key: byId,
    indexes: [
      { name: "TeamIndex", partition: "teamId", sort: "name" },
      { name: "ListIndex", partition: "kind", sort: "name" },
    ],
    items: {
      user: "<user>",
      /** Makes an address unique. It is a reservation while the account is made. */
      email: "email#<address>",
      /** The active administrators, so that one remains. */
      admins: "guard#admins",
      document: "document#<document>",
      workSchedule: "schedule#<user>",
    },
  },
  Teams: {
    key: byId,
    indexes: [
      { name: "ManagerIndex", partition: "managerId", sort: "name" },
      { name: "ListIndex", partition: "kind", sort: "name" },
    ],
    items: { team: "<team>" },
  },
  Projects: {
    key: byId,
    indexes: [
      { name: "ClientIndex", partition: "clientId", sort: "name" },
      { name: "StatusIndex", partition: "status", sort: "name" },
      // The items of members.
      { name: "MemberIndex", partition: "memberId", sort: "projectId" },
      { name: "ListIndex", partition: "kind", sort: "createdAt" },
    ],
    // Spent time is compared with budgets.
    stream: "NEW_AND_OLD_IMAGES",
    items: {
      project: "<project>",
      member: "member#<project>#<user>",
      /** The minutes and amounts that a user has spent of a project. */
      spent: "spent#<project>#<user>",
      /** The users who have recorded time on a project. */
      recorders: "recorders#<project>",
      /** The shares of a budget that were reported. */
      reachedBudget: "budget#<project>",
    },
  },
  Clients: {
    key: byId,
    indexes: [
      { name: "StatusIndex", partition: "status", sort: "name" },
      { name: "ListIndex", partition: "kind", sort: "name" },
    ],
    items: {
      client: "<client>",
      /** Makes a name unique. */
      name: "name#<folded name>",
      /** Counts what refers to a client. */
      references: "references#<client>",
    },
  },
  TimeEntries: {
    key: byId,
    indexes: [
      // Sort keys are the whole order of a list (date, start time, creation), so that a page reads no more than it shows.
      { name: "UserIndex", partition: "userId", sort: "dateOrder" },
      { name: "ProjectIndex", partition: "projectId", sort: "dateOrder" },
      { name: "ClientIndex", partition: "clientId", sort: "dateOrder" },
      // Sparse: the partition attribute exists while the entry is submitted.
      { name: "TeamApprovalIndex", partition: "approvalTeamId", sort: "queueOrder" },
      { name: "ProjectApprovalIndex", partition: "approvalProjectId", sort: "queueOrder" },
      // `2026-11#0` to `#3` by user, so that a month is not one hot partition.
      { name: "MonthIndex", partition: "monthShard", sort: "dateOrder" },
      // Sparse: the partition attribute exists while the entry waits to be billed.
      { name: "BillableIndex", partition: "billableProjectId", sort: "dateOrder" },
    ],
    items: {
      entry: "<entry>",
      busyIntervals: "guard#<user>#<UTC date>",
      dayTotals: "day#<user>#<local date>",
      monthTotals: "month#<user>#<month>",
      timer: "timer#<user>",
      reminder: "reminder#<user>#<first date>",
      /** The earliest month with entries. */
      months: "months",
    },
  },
  Invoices: {
    key: byId,
    indexes: [
      // Sort keys are the whole order of a list: date of issue and number, or due date.
      { name: "ClientIndex", partition: "clientId", sort: "issueOrder" },
      { name: "StatusIndex", partition: "status", sort: "dueOrder" },
      { name: "NumberIndex", partition: "invoiceNumber", keysOnly: true },
      { name: "ListIndex", partition: "year", sort: "issueOrder" },
    ],
    items: {
      invoice: "<invoice>",
      /** A part of the lines of a large invoice. */
      lines: "lines#<invoice>#<revision>#<part>",
      /** The last number of each year. */
      numbers: "numbers#<series>",
      /** Work on an invoice that takes several transactions. */
      task: "task#<invoice>",
      /** Keeps a client's time for one invoice at a time. */
      lock: "preparing#<client>",
      selection: "selection#<invoice>",
      viewLink: "view#<hash>",
      recurring: "recurring#<recurring invoice>",
    },
  },
  UserSessions: {
    key: { partition: "sessionId" },
    indexes: [{ name: "UserIndex", partition: "userId", sort: "createdAt" }],
    expiryAttribute,
    items: { session: "<session>" },
  },
  UserActivity: {
    // `<ISO time>#<ulid>`: in the order of time, and unique.
    key: { partition: "userId", sort: "sortKey" },
    indexes: [
      { name: "TypeIndex", partition: "activityType", sort: "timestamp" },
      { name: "EntityIndex", partition: "entityId", sort: "timestamp" },
      // All records of a month in the order of time: `2026-11#0` to `#3` by record, so that a month is not one hot partition.
      { name: "MonthIndex", partition: "monthShard", sort: "timestamp" },
    ],
    expiryAttribute,
    // The outbox: events are recorded with the change and published from here.
    stream: "NEW_IMAGE",
    items: { activity: "<user>" },
  },
  UserInvitations: {
    key: byId,
    indexes: [
      { name: "TokenIndex", partition: "tokenHash" },
      { name: "StatusIndex", partition: "status", sort: "createdAt" },
      { name: "ListIndex", partition: "kind", sort: "createdAt" },
    ],
    expiryAttribute,
    items: {
      /** An invitation, or a request to change an e-mail address. */
      request: "<request>",
      /** An address has one pending invitation. */
      pending: "pending#<address>",
      /** A user has one open request. */
      emailChange: "emailChange#<user>",
      emailToken: "emailToken#<hash>",
    },
  },
  Settings: {
    key: byId,
    // The index lists the exports and report configurations of a user, and the runs that are due.
    indexes: [{ name: "ListIndex", partition: "kind", sort: "createdAt" }],
    expiryAttribute,
    items: {
      organization: "organization",
      export: "export#<export>",
      reportConfig: "report-config#<configuration>",
      reportSchedule: "report-schedule#<configuration>",
      reportRun: "report-run#<configuration>#<planned time>",
      reportLink: "report-link#<hash>",
    },
  },
  Requests: {
    key: { partition: "requestKey" },
    indexes: [],
    expiryAttribute,
    items: { request: "<caller>#<operation>#<idempotency key>" },
  },
} as const satisfies Readonly<Record<string, TableDescription>>;

export type TableName = keyof typeof tables;

/** The names of all tables, in the order in which they are made. */
export const tableNames = Object.keys(tables) as readonly TableName[];

/** The kinds of items of a table. */
export type ItemKind<Table extends TableName> = keyof (typeof tables)[Table]["items"] & string;

/** The partition key of an item. @param values what stands for `<…>` in the pattern of its kind, in this order */
export function itemId<Table extends TableName>(table: Table, kind: ItemKind<Table>, ...values: string[]): string {
  const patterns: Readonly<Record<string, string>> = tables[table].items;
  const rest = [...values];
  return (patterns[kind] ?? "").replace(/<[^>]*>/g, () => rest.shift() ?? "");
}
