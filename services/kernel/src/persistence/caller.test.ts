import type { Database } from "@aerotage/core/database/client";
import type { Claims } from "@aerotage/core/lambda/caller";
import { BatchGetCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { resolveCaller, roleOfGroups } from "./caller.js";

describe("the groups of an account", () => {
  it("stand for the highest of their roles, and for an employee without one", () => {
    expect(roleOfGroups(["employee", "admin", "manager"])).toBe("admin");
    expect(roleOfGroups(["manager"])).toBe("manager");
    expect(roleOfGroups(["strangers"])).toBe("employee");
    expect(roleOfGroups([])).toBe("employee");
  });
});

/** Of the sign-in in these tests: 2026-11-23T08:00:00Z. */
const authTime = 1_795_420_800;
const claims: Claims = { sub: "user-1", origin_jti: "session-1", auth_time: String(authTime), token_use: "access" };
const hour = 3600;

/** Tables that hold an active user and a session of theirs, and note what is written. */
function tables(session: object = {}) {
  const writes: object[] = [];
  const user = { id: "user-1", email: "a@example.com", name: "A", role: "manager", isActive: true };
  const row = {
    sessionId: "session-1",
    userId: "user-1",
    lastActivity: new Date(authTime * 1000).toISOString(),
    ...session,
  };
  const send = async (command: { input: object }) => {
    if (command instanceof BatchGetCommand) return { Responses: { users: [user], sessions: [row] } };
    writes.push(command.input);
    return {};
  };
  return { database: { send } as unknown as Database, writes };
}

function resolve(seconds: number, database: Database, given: Claims = claims) {
  const now = new Date((authTime + seconds) * 1000);
  const origin = { requestId: "r", sourceIp: "192.0.2.1", userAgent: "test", now };
  return resolveCaller(given, "access", origin, database);
}

describe("the caller of a request", () => {
  beforeEach(() => {
    vi.stubEnv("TABLE_USERS", "users");
    vi.stubEnv("TABLE_USER_SESSIONS", "sessions");
    vi.stubEnv("MAX_SESSION_SECONDS", String(8 * hour));
    vi.stubEnv("SESSION_RETENTION_SECONDS", String(31 * 24 * hour));
  });

  it("has the role of their row", async () => {
    expect(await resolve(60, tables().database)).toMatchObject({
      id: "user-1",
      role: "manager",
      sessionId: "session-1",
    });
  });

  it("is refused after the longest that a sign-in may last, to the second", async () => {
    await expect(resolve(8 * hour, tables().database)).resolves.toBeDefined();
    await expect(resolve(8 * hour + 1, tables().database)).rejects.toMatchObject({
      definition: { status: 401, code: "SESSION_TERMINATED" },
    });
  });

  it("keeps a session's row longer than its refresh token lives", async () => {
    const { database, writes } = tables();
    await resolve(hour, database);
    expect(writes).toEqual([expect.objectContaining({ TableName: "sessions" })]);
    expect((writes[0] as { Item: { expiresAt: number } }).Item.expiresAt).toBe(authTime + 31 * 24 * hour);
  });

  it("writes nothing within a quarter of an hour of the last activity", async () => {
    const { database, writes } = tables();
    await resolve(14 * 60, database);
    expect(writes).toEqual([]);
  });

  it.each([
    ["without claims", {}],
    ["without a subject", { ...claims, sub: undefined }],
    ["without a sign-in", { ...claims, origin_jti: undefined }],
    ["without the time of the sign-in", { ...claims, auth_time: "soon" }],
    ["with the other kind of token", { ...claims, token_use: "id" }],
  ])("is nobody %s", async (_what, given) => {
    await expect(resolve(60, tables().database, given as Claims)).rejects.toMatchObject({
      definition: { status: 401, code: "UNAUTHORIZED" },
    });
  });
});
