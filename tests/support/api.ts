/** The deployed API as the tests call it: with real tokens, and with every response checked against the OpenAPI document. */
import { randomUUID } from "node:crypto";
import type { Operation, Role } from "@aerotage/core/contract/operation";
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { inject } from "vitest";
import { ensureAccount, type SignedInUser } from "../../client/accounts.js";
import {
  ApiClient,
  type ApiErrorBody,
  type ApiRequest,
  type ApiResponse,
  type DataOf,
} from "../../client/api-client.js";
import { signInWithPassword, type Tokens } from "../../client/sign-in.js";
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

/** A user with an account and a sign-in. */
export type Person = SignedInUser;

const password = "Correct-horse-1";

/** Makes an account in a group, without a row in the Users table yet, and signs in. */
export async function newPerson(role?: Role): Promise<Person> {
  const email = `${role ?? "nobody"}-${randomUUID()}@example.com`;
  const account = { email, password, name: `Test ${role ?? "nobody"}`, role };
  const id = await ensureAccount(cognito, stack.userPoolId, account);
  return { id, email, password, tokens: await signInAgain(email) };
}

/**
 * Another sign-in of a user: another session. The password itself is sent, since hundreds of sign-ins by SRP are minutes of
 * arithmetic; `sign-in.test.ts` and `access.test.ts` sign in by SRP, as the app does.
 */
export function signInAgain(email: string): Promise<Tokens> {
  return signInWithPassword(cognito, { clientId: stack.userPoolClientId, username: email, password });
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

/** A response that the OpenAPI document describes. */
export interface CheckedResponse<Data> extends ApiResponse<Data> {
  /** Read it only after a success. */
  readonly data: Data;
  /** Read it only after an error. */
  readonly error: ApiErrorBody;
}

/** The origin that calls come from; the local environment allows it. */
export const origin = "http://localhost:3000";

/** A value for every parameter of an operation's path: it fits, and what it names does not exist. */
export function missingPath(operation: Operation): Record<string, string> {
  const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  return Object.fromEntries(names.map((name) => [name, "01ARZ3NDEKTSV4RRFFQ69G5FAV"]));
}

const client = new ApiClient({ apiUrl: stack.apiUrl, headers: { origin } });

/** The URL of an operation. */
export function urlOf(operation: Operation, request: Pick<ApiRequest, "path" | "query"> = {}): string {
  return client.urlOf(operation, request);
}

/** Sends a request that need not fit its schemas, and returns its response unchecked: the gateway responds if a function is killed. */
export function send<O extends Operation>(
  operation: O,
  caller: Person | undefined,
  request: ApiRequest = {},
): Promise<ApiResponse<DataOf<O>>> {
  return client.withTokens(caller?.tokens).sendUnchecked(operation, request);
}

/**
 * Calls an operation as a user, or without one. The request need not fit the schemas.
 * @throws if the OpenAPI document does not describe the response, or the response lacks CORS
 */
export async function call<O extends Operation>(
  operation: O,
  caller: Person | undefined,
  request: ApiRequest = {},
): Promise<CheckedResponse<DataOf<O>>> {
  const response = await send(operation, caller, request);
  const problems = await responseProblems(operation, response);
  if (problems.length > 0)
    throw new Error(`${operation.id} returned ${response.status} ${response.text}\n${problems.join("\n")}`);
  return response as CheckedResponse<DataOf<O>>;
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

/** The response to a change, which is sent again while other tests change the same thing. */
export function withoutConflict<Response extends { readonly status: number }>(
  change: () => Promise<Response>,
): Promise<Response> {
  return eventually("a change without a conflict", async () => {
    const response = await change();
    return response.status === 409 ? undefined : response;
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
