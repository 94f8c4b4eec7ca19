/** What each operation uses of DynamoDB, and its latency, measured against a deployed stack whose functions are a test build. */
import { randomUUID } from "node:crypto";
import { createClient, listClients } from "@aerotage/clients/contract";
import type { Operation } from "@aerotage/core/operation";
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import { emulatorClient } from "../local/emulator-clients.js";
import { signIn } from "../local/srp.js";
import type { TestStack } from "../local/test-stack.js";
import { type BenchCase, benchCases, type CallParts, type CaseTools } from "./bench-cases.js";
import { median } from "./bench-document.js";

/** Calls of which the median latency is told; each after one that is not measured. */
export const latencyCalls = 21;

const password = "Correct-horse-1";

/** What one request used. `read` and `write` are capacity units. */
export interface Usage {
  readonly calls: number;
  readonly read: number;
  readonly write: number;
  /** Calls whose answer doesn't say what they cost. */
  readonly unmetered: number;
}

export interface MeasuredCase {
  readonly operation: Operation;
  readonly title: string;
  /** By somebody whose user and session are known. */
  readonly usage: Usage;
  /** By somebody without a row yet; measured at an operation's first case alone, and never where it is public. */
  readonly firstCall: Usage | undefined;
  readonly answerBytes: number;
  /** Milliseconds, through the gateway. */
  readonly latency: number;
}

/** Reads the header of a test build. @throws if there is none */
export function parseUsage(header: string | null): Usage {
  const parts = /^calls=(\d+);read=([\d.]+);write=([\d.]+);unmetered=(\d+)$/.exec(header ?? "");
  if (parts === null)
    throw new Error(`x-database-usage is ${JSON.stringify(header)}: the functions are no test build.`);
  const [calls = 0, read = 0, write = 0, unmetered = 0] = parts.slice(1).map(Number);
  return { calls, read, write, unmetered };
}

interface Measured {
  readonly usage: Usage;
  readonly data: unknown;
  readonly bytes: number;
  readonly milliseconds: number;
}

/** Calls an operation. @throws if it is not answered with success */
async function call(
  apiUrl: string,
  operation: Operation,
  parts: CallParts,
  options: { readonly token: string | undefined; readonly signal: AbortSignal },
): Promise<Measured> {
  const path = operation.path.replace(/\{(\w+)\}/g, (_whole, name: string) =>
    encodeURIComponent(parts.path?.[name] ?? ""),
  );
  const query = parts.query === undefined ? "" : `?${new URLSearchParams(parts.query)}`;
  const started = performance.now();
  const response = await fetch(`${apiUrl.replace(/\/$/, "")}${path}${query}`, {
    method: operation.method,
    headers: {
      ...(options.token !== undefined && { authorization: `Bearer ${options.token}` }),
      ...(parts.body !== undefined && { "content-type": "application/json" }),
      ...parts.headers,
    },
    ...(parts.body !== undefined && { body: JSON.stringify(parts.body) }),
    signal: options.signal,
  });
  const text = await response.text();
  const milliseconds = performance.now() - started;
  if (response.status !== operation.response.status)
    throw new Error(`${operation.id} answers ${response.status}: ${text}`);
  const { data } = JSON.parse(text) as { data: unknown };
  return {
    usage: parseUsage(response.headers.get("x-database-usage")),
    data,
    bytes: Buffer.byteLength(text),
    milliseconds,
  };
}

/** The access token of a new administrator, who has an account but no row yet. */
async function newAdministrator(stack: TestStack, cognito: CognitoIdentityProviderClient): Promise<string> {
  const { userPoolId, userPoolClientId: clientId } = stack.outputs;
  const username = `bench-${randomUUID()}@example.com`;
  const account = { UserPoolId: userPoolId, Username: username };
  await cognito.send(
    new AdminCreateUserCommand({
      ...account,
      MessageAction: "SUPPRESS",
      UserAttributes: [
        { Name: "email", Value: username },
        { Name: "email_verified", Value: "true" },
        { Name: "name", Value: "Ada Measure" },
      ],
    }),
  );
  await cognito.send(new AdminSetUserPasswordCommand({ ...account, Password: password, Permanent: true }));
  await cognito.send(new AdminAddUserToGroupCommand({ ...account, GroupName: "admin" }));
  return (await signIn(cognito, { userPoolId, clientId, username, password })).accessToken;
}

/** A client as a company enters it. */
function clientBody(): object {
  const name = `Northwind Trading ${randomUUID()}`;
  return {
    name,
    contactInfo: { email: "accounts@northwind.example", phone: "+49 30 5550100" },
    address: { street: "Hafenstrasse 12", city: "Hamburg", postcode: "20457", country: "DE" },
    contactPerson: "Lena Vogel",
    vatId: "DE123456789",
    currency: "EUR",
    taxRate: 0.19,
    defaultHourlyRate: 110,
  };
}

/** Measures all cases, in their order. */
export async function measureOperations(
  stack: TestStack,
  options: { readonly signal: AbortSignal; readonly note: (text: string) => void },
): Promise<MeasuredCase[]> {
  const { signal, note } = options;
  const { apiUrl } = stack.outputs;
  const cognito = new CognitoIdentityProviderClient(emulatorClient(stack.endpoint));
  try {
    const known = { token: await newAdministrator(stack, cognito), signal };
    await call(apiUrl, listClients, {}, known);

    let clients = 0;
    const newClient = async () => {
      const { data } = await call(apiUrl, createClient, { body: clientBody() }, known);
      clients += 1;
      return (data as { id: string }).id;
    };
    const measured: MeasuredCase[] = [];
    const measure = async ({ operation, title, clients: wanted, parts }: BenchCase): Promise<MeasuredCase> => {
      while (clients < wanted) await newClient();
      const tools = (token: string | undefined): CaseTools => ({
        newClient,
        clientBody,
        unique: randomUUID,
        callBefore: async (before) => {
          await call(apiUrl, operation, before, { token, signal });
        },
      });
      const once = async (token: string | undefined) =>
        call(apiUrl, operation, await parts(tools(token)), { token, signal });
      const token = operation.token === "none" ? undefined : known.token;
      const first = await once(token);
      const latencies: number[] = [];
      while (latencies.length < latencyCalls) latencies.push((await once(token)).milliseconds);
      const stranger = token !== undefined && !measured.some((one) => one.operation === operation);
      const firstCall = stranger ? (await once(await newAdministrator(stack, cognito))).usage : undefined;
      note(`${operation.id}, ${title}: ${first.usage.calls} calls, ${median(latencies).toFixed(0)} ms`);
      return {
        operation,
        title,
        usage: first.usage,
        firstCall,
        answerBytes: first.bytes,
        latency: median(latencies),
      };
    };

    for (const benchCase of benchCases) measured.push(await measure(benchCase));
    return measured;
  } finally {
    cognito.destroy();
  }
}
