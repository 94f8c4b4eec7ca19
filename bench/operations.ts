/** What each operation uses of DynamoDB, and its latency, measured against a deployed stack whose functions are a test build. */
import { randomUUID } from "node:crypto";
import type { Operation, Role } from "@aerotage/core/contract/operation";
import { getSettings } from "@aerotage/organization/contract/organization";
import { deleteUser } from "@aerotage/users/contract/users";
import type { SignedInUser } from "../client/accounts.js";
import { ApiClient, type ApiRequest, type ApiResponse, type DataOf, requireSuccess } from "../client/api-client.js";
import type { TestStack } from "../local/test-stack.js";
import type { BenchCase, CaseCaller, CaseTools, Stock } from "./cases/case.js";
import { median } from "./document.js";
import { type People, peopleOf } from "./people.js";

/** Calls of which the median latency is told unless the case says otherwise; each after one that is not measured. */
export const latencyCalls = 21;

/** What one request used. `read` and `write` are capacity units. */
export interface Usage {
  readonly calls: number;
  readonly read: number;
  readonly write: number;
  /** Calls whose response doesn't say what they cost. */
  readonly unmetered: number;
}

export interface MeasuredCase {
  readonly operation: Operation;
  readonly title: string;
  /** By somebody whose user and session are known. */
  readonly usage: Usage;
  /**
   * By somebody without a row yet. Measured at an operation's first case alone, and not where it is public or follows on another
   * call of the same person.
   */
  readonly firstCall: Usage | undefined;
  readonly responseBytes: number;
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

/** The data of a response, what the request used and how long it took. */
export interface Measured<O extends Operation> {
  readonly usage: Usage;
  readonly data: DataOf<O>;
  readonly bytes: number;
  readonly milliseconds: number;
}

interface SendOptions {
  readonly as: SignedInUser | undefined;
  readonly signal: AbortSignal;
}

/** Sends the request of an operation as a user, or without one. */
export async function sendOperation<O extends Operation>(
  apiUrl: string,
  operation: O,
  request: ApiRequest,
  { as, signal }: SendOptions,
): Promise<ApiResponse<DataOf<O>> & { readonly milliseconds: number }> {
  const client = new ApiClient({ apiUrl, tokens: as?.tokens, signal });
  const started = performance.now();
  const response = await client.sendUnchecked(operation, request);
  return { ...response, milliseconds: performance.now() - started };
}

/** Calls an operation as a user, or without one. @throws ApiClientError if the response is no success */
export async function callOperation<O extends Operation>(
  apiUrl: string,
  operation: O,
  request: ApiRequest,
  options: SendOptions,
): Promise<Measured<O>> {
  const { milliseconds, ...response } = await sendOperation(apiUrl, operation, request, options);
  const { data, headers, text } = requireSuccess(operation, response);
  return {
    usage: parseUsage(headers.get("x-database-usage")),
    data,
    bytes: Buffer.byteLength(text),
    milliseconds,
  };
}

const roleOf = (caller: CaseCaller): Role => (caller === "administrator" ? "admin" : "employee");

interface MeasureOptions {
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
}

/** Measures cases, in their order. */
export async function measureOperations(
  stack: TestStack,
  cases: readonly BenchCase[],
  options: MeasureOptions,
): Promise<MeasuredCase[]> {
  const people = await peopleOf(stack);
  try {
    const measureCase = await caseMeter(stack.outputs.apiUrl, people, options.signal);
    const measured: MeasuredCase[] = [];
    for (const benchCase of cases) {
      const isFirst = measured.every(({ operation }) => operation !== benchCase.operation);
      const one = await measureCase(benchCase, isFirst);
      options.note(`${one.operation.id}, ${one.title}: ${one.usage.calls} calls, ${one.latency.toFixed(0)} ms`);
      measured.push(one);
    }
    return measured;
  } finally {
    people.close();
  }
}

/** What measures a case; the first one of an operation also as a stranger. */
async function caseMeter(
  apiUrl: string,
  people: People,
  signal: AbortSignal,
): Promise<(benchCase: BenchCase, isFirst: boolean) => Promise<MeasuredCase>> {
  const call = <O extends Operation>(operation: O, as: SignedInUser | undefined, parts: ApiRequest = {}) =>
    callOperation(apiUrl, operation, parts, { as, signal });
  const newPerson = async (role: Role) => {
    const person = await people.newStranger(role);
    await call(getSettings, person);
    return person;
  };
  const administrator = await newPerson("admin");
  const employee = await newPerson("employee");

  /** The tools of a call; `called` is told who calls in its preparation. */
  const toolsFor = (caller: SignedInUser, called: (as: SignedInUser | undefined) => void): CaseTools => ({
    caller,
    administrator,
    call: async (operation, as, parts) => {
      called(as);
      return (await call(operation, as, parts)).data;
    },
    newPerson,
    signInAgain: people.signInAgain,
    mailedToken: people.mailedToken,
    reportLink: people.reportLink,
    unique: randomUUID,
  });

  const made = new Map<Stock["make"], number>();
  const fill = async ({ count, make }: Stock) => {
    for (let present = made.get(make) ?? 0; present < count; present += 1) {
      await make(toolsFor(administrator, () => {}));
      made.set(make, present + 1);
    }
  };

  /** Makes a case's call once, and tells whether its preparation called as the same person. */
  const once = async ({ operation, parts }: BenchCase, caller: SignedInUser) => {
    let followsOn = false;
    const tools = toolsFor(caller, (as) => {
      followsOn ||= as?.id === caller.id;
    });
    return { ...(await call(operation, caller, await parts(tools))), followsOn };
  };

  const callerOf = (caller: CaseCaller): SignedInUser | Promise<SignedInUser> => {
    if (caller === "new employee") return newPerson("employee");
    return caller === "employee" ? employee : administrator;
  };

  const firstCall = async (benchCase: BenchCase, caller: CaseCaller): Promise<Usage | undefined> => {
    const stranger = await people.newStranger(roleOf(caller));
    const { usage, followsOn } = await once(benchCase, stranger);
    // All administrators stand in one item, which grows with them and with it what the next one costs.
    if (caller === "administrator") await call(deleteUser, administrator, { path: { id: stranger.id } });
    return followsOn ? undefined : usage;
  };

  return async (benchCase, isFirst) => {
    const { operation, title, caller = "administrator", stock } = benchCase;
    if (stock !== undefined) await fill(stock);
    const { usage, bytes } = await once(benchCase, await callerOf(caller));
    const latencies: number[] = [];
    while (latencies.length < (benchCase.latencyCalls ?? latencyCalls))
      latencies.push((await once(benchCase, await callerOf(caller))).milliseconds);
    return {
      operation,
      title,
      usage,
      firstCall: isFirst && operation.token !== "none" ? await firstCall(benchCase, caller) : undefined,
      responseBytes: bytes,
      latency: median(latencies),
    };
  };
}
