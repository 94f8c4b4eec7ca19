/**
 * What a service's functions need from the infrastructure, stated beside the functions and read by the stacks.
 *
 * A manifest names logical things (`Clients`, `events`); the stacks turn them into names, ARNs, IAM statements and environment
 * variables. Nothing is granted that is not named here.
 */
import type { HttpMethod, Operation, TokenKind } from "./operation.js";
import type { TableName } from "./tables.js";

export type BucketName = "general" | "invoices" | "exports";
/** `events`: the product's domain events, published from the outbox. `mailEvents`: what SES tells of mails that failed. */
export type TopicName = "events" | "mailEvents";

/** What the product counts: one metric per service, since each further dimension would cost a monthly fee for every combination. */
export type CountName = "Changes" | "EventsPublished" | "MailBounces" | "MailComplaints";

/** DynamoDB actions a function may be granted. No scan: no request path reads a whole table. */
export type TableAction =
  | "BatchGetItem"
  | "BatchWriteItem"
  | "ConditionCheckItem"
  | "DeleteItem"
  | "GetItem"
  | "PutItem"
  | "Query"
  | "UpdateItem";

/** Actions on a table; `Query` reaches only the indexes named. */
export interface TableAccess {
  readonly actions: readonly TableAction[];
  /** The indexes that `Query` may use. */
  readonly indexes?: readonly string[];
  /** True if `Query` may also use the table's own key. */
  readonly queryTable?: boolean;
}

export type BucketAction = "GetObject" | "PutObject" | "DeleteObject";
/** Cognito's administrative calls, on the environment's user pool only. */
export type UserPoolAction =
  | "AdminAddUserToGroup"
  | "AdminCreateUser"
  | "AdminDeleteUser"
  | "AdminDisableUser"
  | "AdminEnableUser"
  | "AdminGetUser"
  | "AdminInitiateAuth"
  | "AdminListGroupsForUser"
  | "AdminRemoveUserFromGroup"
  | "AdminSetUserMFAPreference"
  | "AdminSetUserPassword"
  | "AdminUpdateUserAttributes"
  | "AdminUserGlobalSignOut";

/** Everything a function may touch. */
export interface Access {
  readonly tables?: Partial<Record<TableName, TableAccess>>;
  readonly buckets?: Partial<Record<BucketName, readonly BucketAction[]>>;
  /** Topics that it may publish to. */
  readonly topics?: readonly "events"[];
  readonly userPool?: readonly UserPoolAction[];
  /** True if it may send mail from the environment's identity. */
  readonly mail?: boolean;
  /** True if it makes links to the API itself. */
  readonly apiUrl?: boolean;
  /** Functions of the product that it may call itself, as `<service>-<function>`. */
  readonly functions?: readonly string[];
}

/** Called by the gateway. */
export interface HttpTrigger {
  readonly type: "http";
  readonly method: HttpMethod;
  readonly path: `/${string}`;
  readonly token: TokenKind;
  readonly operationId: string;
}
/** Answers the preflight (`OPTIONS`) of every path, unknown ones too; one function of the product has it. */
export interface PreflightTrigger {
  readonly type: "preflight";
}
/**
 * Called with the changes of a table. A change that keeps failing is tried for six hours, its batch halved down to it; then it goes to the
 * dead letters.
 */
export interface StreamTrigger {
  readonly type: "stream";
  readonly table: TableName;
  readonly batchSize: number;
  /** Seconds to wait for a fuller batch. */
  readonly batchingWindowSeconds: number;
  /** Event filter patterns (JSON values), any of which lets a record pass. */
  readonly filters?: readonly object[];
}
/** Called with messages of a queue of its own, filled by the product's topic if it says so. */
export interface QueueTrigger {
  readonly type: "queue";
  readonly batchSize: number;
  /** Batches that are handled at once, 2 to 1,000: a rate that what the function calls can take. */
  readonly maximumConcurrency: number;
  /** Deliveries of a message before it goes to the dead letters. */
  readonly maxReceives: number;
  /** The messages of a topic that are delivered to the queue; without it the queue is filled by other means. */
  readonly subscribe?: TopicSubscription;
}
/** Domain events of some types, or all that SES tells. */
export type TopicSubscription =
  | { readonly topic: "events"; readonly eventTypes: readonly string[] }
  | { readonly topic: "mailEvents" };
/** Called at times. */
export interface ScheduleTrigger {
  readonly type: "schedule";
  /** `rate(…)` or `cron(…)` of EventBridge Scheduler. */
  readonly expression: string;
  /** IANA zone of a cron expression; UTC without it. */
  readonly timezone?: string;
}
export type Trigger = HttpTrigger | PreflightTrigger | StreamTrigger | QueueTrigger | ScheduleTrigger;

/** The most a function's code may weigh, in bytes. The build fails above it. */
export interface SizeBudget {
  /** Minified JavaScript. */
  readonly code: number;
  /** The zip that is deployed. */
  readonly zip: number;
}

/** A plain function of the product: DynamoDB client, validation, logger, metrics. */
export const crudBudget: SizeBudget = { code: 340_000, zip: 116_000 };
/** With the rules of a larger part of the domain on top. */
export const domainBudget: SizeBudget = { code: 360_000, zip: 122_000 };
/** With the Cognito client or time zone arithmetic on top. */
export const extendedBudget: SizeBudget = { code: 430_000, zip: 143_000 };

/** With the clients of Cognito and SES on top. */
export const mailBudget: SizeBudget = { code: 465_000, zip: 151_000 };

/** With what makes PDF and XLSX files, and the fonts of documents. */
export const documentBudget: SizeBudget = { code: 3_400_000, zip: 1_300_000 };

/** One Lambda function. */
export interface FunctionManifest {
  readonly description: string;
  /** The handler's file below the package's folder, exporting `handler`. */
  readonly entry: `src/functions/${string}.ts`;
  readonly triggers: readonly Trigger[];
  readonly access: Access;
  /** Megabytes; the environment's default without it. */
  readonly memoryMegabytes?: number;
  /** Seconds; the environment's default without it. For an HTTP function at most 26: the gateway waits 29, the start included. */
  readonly timeoutSeconds?: number;
  readonly reservedConcurrency?: number;
  readonly budget: SizeBudget;
}

/** A service package: one version, one changelog, some functions. */
export interface ServiceManifest {
  /** The folder below `services/` and the first part of its functions' names. */
  readonly name: string;
  readonly functions: Readonly<Record<string, FunctionManifest>>;
}

/** Merges what functions or their parts need; actions and indexes are united. */
export function mergeAccess(...parts: readonly Access[]): Access {
  const tables: Partial<Record<TableName, TableAccess>> = {};
  for (const part of parts) {
    for (const [name, access] of Object.entries(part.tables ?? {}) as [TableName, TableAccess][]) {
      const known = tables[name];
      const indexes = unite(known?.indexes, access.indexes);
      tables[name] = {
        actions: unite(known?.actions, access.actions),
        ...(indexes.length > 0 && { indexes }),
        ...((known?.queryTable || access.queryTable) && { queryTable: true }),
      };
    }
  }
  const buckets: Partial<Record<BucketName, readonly BucketAction[]>> = {};
  for (const part of parts) {
    for (const [name, actions] of Object.entries(part.buckets ?? {}) as [BucketName, readonly BucketAction[]][]) {
      buckets[name] = unite(buckets[name], actions);
    }
  }
  return {
    tables,
    buckets,
    topics: unite(...parts.map((part) => part.topics)),
    userPool: unite(...parts.map((part) => part.userPool)),
    mail: parts.some((part) => part.mail === true),
    ...(parts.some((part) => part.apiUrl === true) && { apiUrl: true }),
    functions: unite(...parts.map((part) => part.functions)),
  };
}

function unite<T extends string>(...lists: readonly (readonly T[] | undefined)[]): T[] {
  return [...new Set(lists.flatMap((list) => list ?? []))].sort();
}

/** What the request pipeline itself does for a caller with a token: reads user and session, makes them when first seen. */
export const callerAccess: Access = {
  tables: {
    Users: { actions: ["BatchGetItem", "PutItem", "UpdateItem"] },
    UserSessions: { actions: ["BatchGetItem", "PutItem"] },
    UserActivity: { actions: ["PutItem"] },
  },
  userPool: ["AdminGetUser", "AdminListGroupsForUser"],
};

/** What finding out a manager's scope does. */
export const scopeAccess: Access = { tables: { Teams: { actions: ["BatchGetItem"] } } };

/** What the unit of work does for an audited change. */
export const changeAccess: Access = { tables: { UserActivity: { actions: ["PutItem"] } } };

/** What idempotency keys need; every POST takes them. */
export const idempotencyAccess: Access = {
  tables: { Requests: { actions: ["PutItem", "UpdateItem", "DeleteItem"] } },
};

/** What an HTTP function's manifest states beside its operations. */
type HttpManifest = Omit<FunctionManifest, "triggers" | "description" | "budget"> &
  Partial<Pick<FunctionManifest, "budget" | "description">>;

/**
 * A function behind one operation, or behind several that need the same access (reading and writing one resource). The access of
 * the pipeline follows from them: a token needs the caller's rows, any method but GET is audited, a POST takes idempotency keys
 * unless its answer is a secret.
 */
export function httpFunction(operations: Operation | readonly Operation[], manifest: HttpManifest): FunctionManifest {
  const served = [operations].flat() as Operation[];
  const implied = served.flatMap(({ method, token, response }) => [
    ...(token !== "none" ? [callerAccess] : []),
    ...(method !== "GET" ? [changeAccess] : []),
    ...(method === "POST" && response.secret !== true ? [idempotencyAccess] : []),
  ]);
  return {
    description: served
      .map(({ summary }) => summary)
      .join("; ")
      .slice(0, maxDescriptionLength),
    budget: crudBudget,
    ...manifest,
    access: mergeAccess(...implied, manifest.access),
    triggers: served.map(({ method, path, token, id: operationId }) => ({
      type: "http",
      method,
      path,
      token,
      operationId,
    })),
  };
}

/** Lambda's limit for a function's description. */
const maxDescriptionLength = 256;
