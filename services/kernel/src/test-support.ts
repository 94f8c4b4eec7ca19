/**
 * Support for unit tests of handlers and use cases. `useMemoryTables` lets a test file work on tables in memory, and `callHandler` calls
 * the exported handler of a function as the gateway does, through the whole pipeline.
 */
import { randomUUID } from "node:crypto";
import type { ActivityInput } from "@aerotage/core/audit/activity";
import type { Operation, Role } from "@aerotage/core/contract/operation";
import { type TableName, tableNames } from "@aerotage/core/contract/tables";
import { database } from "@aerotage/core/database/client";
import { MemoryDatabase } from "@aerotage/core/database/memory-database";
import { type Item, UnitOfWork } from "@aerotage/core/database/unit-of-work";
import type { Caller } from "@aerotage/core/lambda/caller";
import { httpVariables, tableVariable } from "@aerotage/core/runtime/environment";
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import { afterEach, beforeEach, vi } from "vitest";
import type { UserItem } from "./domain/users.js";

/** The variables of functions behind the gateway, for tests. */
const variables: Readonly<Record<string, string>> = {
  ENVIRONMENT: "test",
  CORS_ORIGINS: "*",
  [httpVariables.userPoolId]: "pool",
  [httpVariables.maxSessionSeconds]: "86400",
  [httpVariables.sessionRetentionSeconds]: "86400",
  [httpVariables.activityRetentionDays]: "30",
  [httpVariables.cursorSecret]: "secret of the tests",
};

/** The tables of the running test. */
export interface MemoryTables {
  /** The tables themselves, for functions that take a `Database`. */
  readonly database: MemoryDatabase;
  /** Stores items without a condition. */
  put(table: TableName, ...items: readonly object[]): void;
  items(table: TableName): Item[];
  /** The item of a key; undefined where there is none. */
  item(table: TableName, id: string): Item | undefined;
  /** Stores a user with a session. */
  user(role: Role, attributes?: Partial<UserItem>): UserItem;
  /** The activity records of a kind of change. */
  activities(type: ActivityInput["type"]): Item[];
}

/** Gives each test of a file empty tables, in which `database` and all table variables lead. It is undone after each test. */
export function useMemoryTables(): MemoryTables {
  let memory = new MemoryDatabase();
  beforeEach(() => {
    memory = new MemoryDatabase();
    for (const table of tableNames) vi.stubEnv(tableVariable(table), table);
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    vi.spyOn(database, "send").mockImplementation(memory.send);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });
  return {
    get database() {
      return memory;
    },
    put: (table, ...items) => memory.put(table, ...items),
    items: (table) => memory.items(table),
    item: (table, id) => memory.items(table).find((item) => item.id === id),
    user(role, attributes = {}) {
      const id = attributes.id ?? randomUUID();
      const at = "2026-01-01T00:00:00.000Z";
      const user: UserItem = {
        kind: "user",
        email: `${id}@example.com`,
        name: `A ${role}`,
        role,
        isActive: true,
        startDate: "2020-01-01",
        createdAt: at,
        updatedAt: at,
        createdBy: "system",
        version: 1,
        ...attributes,
        id,
      };
      const authTime = Math.floor(Date.now() / 1000);
      const lastActivity = new Date().toISOString();
      memory.put("Users", user);
      memory.put("UserSessions", { sessionId: `session-${id}`, userId: id, authTime, lastActivity, createdAt: at });
      return user;
    },
    activities: (type) => memory.items("UserActivity").filter(({ activityType }) => activityType === type),
  };
}

/** A unit of work of a user, for tests of use cases below the pipeline. */
export function unitOfWorkOf(user: Pick<UserItem, "id" | "role">, now = new Date()): UnitOfWork {
  return new UnitOfWork({
    requestId: "test",
    now,
    actor: { id: user.id, role: user.role },
    activityRetentionDays: 30,
    database,
  });
}

/** The caller that a user is. */
export function callerOf(user: UserItem): Caller {
  const { id, email, name, role, teamId, managedTeamIds = new Set(), preferences } = user;
  return {
    id,
    email,
    name,
    role,
    teamId,
    managedTeamIds,
    timezone: preferences?.timezone ?? "UTC",
    sessionId: `session-${id}`,
  };
}

/** What a test sends. */
export interface TestRequest {
  readonly caller?: Pick<UserItem, "id">;
  readonly body?: unknown;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The gateway's event of a request. Only what the pipeline reads is set. */
export function requestOf(operation: Operation, request: TestRequest): APIGatewayProxyEvent {
  const { caller, body, path = {}, query = {}, headers = {} } = request;
  const claims = caller && {
    sub: caller.id,
    origin_jti: `session-${caller.id}`,
    token_use: operation.token,
    auth_time: String(Math.floor(Date.now() / 1000)),
  };
  const context: Partial<APIGatewayProxyEvent["requestContext"]> = {
    requestId: randomUUID(),
    authorizer: claims && { claims },
  };
  const event: Partial<APIGatewayProxyEvent> = {
    httpMethod: operation.method,
    resource: operation.path,
    path: operation.path,
    headers,
    body: body === undefined ? null : JSON.stringify(body),
    isBase64Encoded: false,
    pathParameters: { ...path },
    queryStringParameters: { ...query },
    multiValueQueryStringParameters: Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value]])),
    requestContext: context as APIGatewayProxyEvent["requestContext"],
  };
  return event as APIGatewayProxyEvent;
}

/** A response as a test reads it. */
export interface TestResponse {
  readonly status: number;
  readonly data: Readonly<Record<string, unknown>>;
  /** The code of an error. */
  readonly code: string | undefined;
  readonly headers: APIGatewayProxyResult["headers"];
}

/** Calls a function's handler with a request of an operation. */
export async function callHandler(
  handler: (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>,
  operation: Operation,
  request: TestRequest = {},
): Promise<TestResponse> {
  const context: Partial<Context> = { getRemainingTimeInMillis: () => 10_000 };
  const result = await handler(requestOf(operation, request), context as Context);
  const { data, error } = JSON.parse(result.body);
  return { status: result.statusCode, data, code: error?.code, headers: result.headers };
}
