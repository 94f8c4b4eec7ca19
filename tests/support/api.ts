/**
 * A client of the deployed API for the tests: typed by the contracts, with real tokens, and with every answer held against the
 * OpenAPI document.
 */
import { randomUUID } from "node:crypto";
import type { Operation, Role } from "@aerotage/core/contract/operation";
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { inject } from "vitest";
import type * as z from "zod/mini";
import { ChallengeRequiredError, type Tokens } from "../../client/sign-in.js";
import { responseProblems } from "./openapi-check.js";

/** The stack that all integration tests share. */
export const stack = inject("stack");

/** Settings of SDK clients for the stack's cloud. */
export const cloud = {
  endpoint: stack.endpoint,
  region: stack.region,
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
};

export const cognito = new CognitoIdentityProviderClient(cloud);
export const tables = DynamoDBDocumentClient.from(new DynamoDBClient({ ...cloud, endpoint: stack.tablesEndpoint }));

/** The name of one of the stack's tables: `TimeEntries` is `aerotage-local-time-entries`. */
export function tableOf(table: string): string {
  return `aerotage-local-${table.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase()}`;
}

/** A person with an account and a sign-in. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly tokens: Tokens;
}

const password = "Correct-horse-1";

/** Makes an account in a group, without a row in the Users table yet, and signs in. */
export async function newPerson(role?: Role): Promise<Person> {
  const email = `${role ?? "nobody"}-${randomUUID()}@example.com`;
  const pool = { UserPoolId: stack.userPoolId };
  const created = await cognito.send(
    new AdminCreateUserCommand({
      ...pool,
      Username: email,
      MessageAction: "SUPPRESS",
      UserAttributes: [
        { Name: "email", Value: email },
        { Name: "email_verified", Value: "true" },
        { Name: "name", Value: `Test ${role ?? "nobody"}` },
      ],
    }),
  );
  const id = created.User?.Attributes?.find(({ Name }) => Name === "sub")?.Value ?? "";
  await cognito.send(
    new AdminSetUserPasswordCommand({ ...pool, Username: email, Password: password, Permanent: true }),
  );
  if (role !== undefined)
    await cognito.send(new AdminAddUserToGroupCommand({ ...pool, Username: email, GroupName: role }));
  return { id, email, password, tokens: await signInAgain(email) };
}

/**
 * Another sign-in of a person: another session. The password itself is sent, since hundreds of sign-ins by SRP are minutes of
 * arithmetic; `sign-in.test.ts` and `access.test.ts` sign in by SRP, as the app does.
 */
export async function signInAgain(email: string): Promise<Tokens> {
  const { AuthenticationResult, ChallengeName } = await cognito.send(
    new InitiateAuthCommand({
      ClientId: stack.userPoolClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: email, PASSWORD: password },
    }),
  );
  const { AccessToken: accessToken, IdToken: idToken, RefreshToken: refreshToken } = AuthenticationResult ?? {};
  if (!accessToken || !idToken || !refreshToken) throw new ChallengeRequiredError(ChallengeName ?? "nothing");
  return { accessToken, idToken, refreshToken };
}

const shared = new Map<Role, Promise<Person>>();

/** A person of a role whom the tests of one file share; tests that change the person make their own. */
export function person(role: Role): Promise<Person> {
  let made = shared.get(role);
  if (made === undefined) {
    made = newPerson(role);
    shared.set(role, made);
  }
  return made;
}

/** What a call sends beside its path. */
export interface CallOptions {
  readonly path?: Readonly<Record<string, string>>;
  /** A parameter with several values is repeated. */
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: unknown;
  /** The body as it is, in place of `body`. */
  readonly rawBody?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A token in place of the person's own of the route's kind. */
  readonly token?: string;
}

/** An error as it is answered. */
export interface RespondedError {
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
  readonly details?: readonly { readonly path: string; readonly message: string }[];
}

/** An answer of the API. */
export interface Answer<Data> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** `data` of a success. */
  readonly data: Data;
  readonly error: RespondedError;
}

/** The origin that calls come from; the local environment allows it. */
export const origin = "http://localhost:3000";

/** A value for every parameter of an operation's path: it fits, and what it names does not exist. */
export function missingPath(operation: Operation): Record<string, string> {
  const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  return Object.fromEntries(names.map((name) => [name, "01ARZ3NDEKTSV4RRFFQ69G5FAV"]));
}

/** The URL of an operation. */
export function urlOf(operation: Operation, options: Pick<CallOptions, "path" | "query"> = {}): string {
  const path = operation.path.replace(/\{(\w+)\}/g, (_whole, name: string) =>
    encodeURIComponent(options.path?.[name] ?? ""),
  );
  const parameters = Object.entries(options.query ?? {}).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  );
  const query = options.query === undefined ? "" : `?${new URLSearchParams(parameters)}`;
  return `${stack.apiUrl.replace(/\/$/, "")}${path}${query}`;
}

/**
 * Calls an operation as somebody, or as nobody.
 * @throws if the answer is not one that the OpenAPI document describes, or lacks CORS
 */
export async function call<O extends Operation>(
  operation: O,
  caller: Person | undefined,
  options: CallOptions = {},
): Promise<Answer<z.output<O["response"]["data"]>>> {
  const token = options.token ?? (operation.token === "id" ? caller?.tokens.idToken : caller?.tokens.accessToken);
  const body = options.rawBody ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  const response = await fetch(urlOf(operation, options), {
    method: operation.method,
    headers: {
      origin,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...options.headers,
    },
    ...(body !== undefined && { body }),
    // A redirect is an answer of the API; what it leads to is not.
    redirect: "manual",
  });
  const text = await response.text();
  const problems = await responseProblems(operation, response, text);
  if (problems.length > 0)
    throw new Error(`${operation.id} answered ${response.status} ${text}\n${problems.join("\n")}`);
  const { data, error } = JSON.parse(text) as { data: z.output<O["response"]["data"]>; error: RespondedError };
  return { status: response.status, headers: response.headers, text, data, error };
}

/** The calendar date so many days from now in UTC, the company's zone in tests. */
export function dateFromNow(days = 0): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** Waits until something is there. @throws after the time, with what was waited for */
export async function eventually<T>(what: string, find: () => Promise<T | undefined>, seconds = 30): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`Not there after ${seconds} s: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** The answer to a change, which is asked for again while other tests change the same thing. */
export function withoutConflict<Answer extends { readonly status: number }>(
  ask: () => Promise<Answer>,
): Promise<Answer> {
  return eventually("a change that nobody else is in the way of", async () => {
    const answer = await ask();
    return answer.status === 409 ? undefined : answer;
  });
}

/** Sends a file to the link of an upload. */
export function sendFile(
  {
    url,
    method,
    headers,
  }: { readonly url: string; readonly method: string; readonly headers: Readonly<Record<string, string>> },
  content: Uint8Array,
): Promise<Response> {
  return fetch(url, { method, headers, body: new Uint8Array(content) });
}
