/** Who may call what: every operation by every role, and with every kind of token that must not work. */
import { randomUUID } from "node:crypto";
import { type Operation, roles } from "@aerotage/core/contract/operation";
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  DeleteUserPoolClientCommand,
  DeleteUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, it } from "vitest";
import { signIn } from "../../../client/sign-in.js";
import { allOperations } from "../../../tools/openapi-document.js";
import { call, cognito, missingPath, newPerson, type Person, person, stack } from "../../support/api.js";
import { probeIdToken, probeMail } from "../../support/probe/src/contract.js";

const operations = [...(await allOperations()), probeIdToken, probeMail] as Operation[];
const guarded = operations.filter(({ token }) => token !== "none");
/** Passes or fails validation: either way the answer tells that role and token were admitted. */
const body = {};

/** The person's own page, where that is what they may reach; else something that does not exist. */
const pathOf = (operation: Operation, caller?: Person) => ({
  ...missingPath(operation),
  ...(caller !== undefined &&
    operation.path.startsWith("/users/{id}") &&
    operation.id !== "deleteUser" && { id: caller.id }),
});

const options = (operation: Operation, token?: string, caller?: Person) => ({
  path: pathOf(operation, caller),
  ...(operation.request.body !== undefined && { body }),
  ...(token !== undefined && { token }),
});

describe.each(guarded.map((operation) => [operation.id, operation] as const))("%s", (_id, operation) => {
  it.each(roles)("as %s is admitted exactly if the contract says so", async (role) => {
    // A call that ends its own session needs one of its own.
    const caller = operation.id === "logout" ? await newPerson(role) : await person(role);
    const { status, error } = await call(operation, caller, options(operation, undefined, caller));
    if (operation.roles.includes(role)) expect([401, 403]).not.toContain(status);
    else {
      expect([status, error.code]).toEqual([403, "FORBIDDEN"]);
      expect(error.message).not.toMatch(/session/i);
    }
  });

  it("refuses a call without a token", async () => {
    const { status, error } = await call(operation, undefined, options(operation));
    expect([status, error.code]).toEqual([401, "UNAUTHORIZED"]);
  });

  it("refuses the other kind of token", async () => {
    const { tokens } = await person("admin");
    const other = operation.token === "id" ? tokens.accessToken : tokens.idToken;
    expect((await call(operation, undefined, options(operation, other))).status).toBe(401);
  });

  it("refuses an altered token", async () => {
    const { tokens } = await person("employee");
    const token = operation.token === "id" ? tokens.idToken : tokens.accessToken;
    const [header, payload = "", signature] = token.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<string, unknown>;
    const forged = Buffer.from(JSON.stringify({ ...claims, "cognito:groups": ["admin"] })).toString("base64url");
    for (const altered of [`${header}.${forged}.${signature}`, `${header}.${payload}.`, "not.a.token", "x"]) {
      expect((await call(operation, undefined, options(operation, altered))).status).toBe(401);
    }
    const unsigned = Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url");
    expect((await call(operation, undefined, options(operation, `${unsigned}.${forged}.`))).status).toBe(401);
  });
});

describe("a token", () => {
  it("of another user pool is refused", async () => {
    const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: `foreign-${randomUUID()}` }));
    const userPoolId = UserPool?.Id ?? "";
    try {
      const { UserPoolClient } = await cognito.send(
        new CreateUserPoolClientCommand({
          UserPoolId: userPoolId,
          ClientName: "foreign",
          ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        }),
      );
      const [username, password] = ["stranger@example.com", "Correct-horse-1"];
      await cognito.send(
        new AdminCreateUserCommand({ UserPoolId: userPoolId, Username: username, MessageAction: "SUPPRESS" }),
      );
      await cognito.send(
        new AdminSetUserPasswordCommand({
          UserPoolId: userPoolId,
          Username: username,
          Password: password,
          Permanent: true,
        }),
      );
      const tokens = await signIn(cognito, {
        userPoolId,
        clientId: UserPoolClient?.ClientId ?? "",
        username,
        password,
      });
      for (const operation of guarded) {
        const token = operation.token === "id" ? tokens.idToken : tokens.accessToken;
        expect((await call(operation, undefined, options(operation, token))).status).toBe(401);
      }
    } finally {
      await cognito.send(new DeleteUserPoolCommand({ UserPoolId: userPoolId }));
    }
  });

  it("that has expired is refused", async () => {
    // AWS gives tokens five minutes at least; the emulator takes less, and so the test need not wait.
    const { UserPoolClient } = await cognito.send(
      new CreateUserPoolClientCommand({
        UserPoolId: stack.userPoolId,
        ClientName: `brief-${randomUUID()}`,
        ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        AccessTokenValidity: 2,
        IdTokenValidity: 2,
        TokenValidityUnits: { AccessToken: "seconds", IdToken: "seconds" },
      }),
    );
    const ClientId = UserPoolClient?.ClientId ?? "";
    try {
      const { email, password } = await newPerson("admin");
      const pool = { userPoolId: stack.userPoolId, clientId: ClientId };
      const tokens = await signIn(cognito, { ...pool, username: email, password });
      const expiry = (
        JSON.parse(Buffer.from(tokens.accessToken.split(".")[1] ?? "", "base64url").toString()) as { exp: number }
      ).exp;
      await new Promise((resolve) => setTimeout(resolve, Math.max(expiry * 1000 - Date.now(), 0) + 1100));
      for (const operation of guarded) {
        const token = operation.token === "id" ? tokens.idToken : tokens.accessToken;
        expect((await call(operation, undefined, options(operation, token))).status).toBe(401);
      }
    } finally {
      await cognito.send(new DeleteUserPoolClientCommand({ UserPoolId: stack.userPoolId, ClientId }));
    }
  });
});

describe("a public operation", () => {
  it.each(operations.filter(({ token }) => token === "none").map((operation) => [operation.id, operation] as const))(
    "%s answers without a token",
    async (_id, operation) => {
      expect([401, 403]).not.toContain((await call(operation, undefined, options(operation))).status);
    },
  );

  it("is one of these alone", () => {
    const open = operations.filter(({ token }) => token === "none").map(({ id }) => id);
    expect(open.sort()).toEqual([
      "acceptInvitation",
      "getHealth",
      "getReportFile",
      "validateInvitation",
      "verifyEmailChange",
      "viewInvoice",
    ]);
  });
});
