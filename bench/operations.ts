/** What each operation uses of DynamoDB, and its latency, measured against a deployed stack whose functions are a test build. */
import { randomUUID } from "node:crypto";
import type { Operation, Role } from "@aerotage/core/contract/operation";
import { getSettings } from "@aerotage/organization/contract/organization";
import { deleteUser } from "@aerotage/users/contract/users";
import type { TestStack } from "../local/test-stack.js";
import type { BenchCase, CallParts, CaseCaller, CaseTools, DataOf, Person, Stock } from "./cases/case.js";
import { median } from "./document.js";
import { type People, peopleOf } from "./people.js";

/** Calls of which the median latency is told unless the case says otherwise; each after one that is not measured. */
export const latencyCalls = 21;

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

/** An answer, what it used and how long it took. */
export interface Measured<O extends Operation> {
  readonly usage: Usage;
  readonly data: DataOf<O>;
  readonly bytes: number;
  readonly milliseconds: number;
}

interface SendOptions {
  readonly as: Person | undefined;
  readonly signal: AbortSignal;
}

/** Sends the request of an operation as somebody, or as nobody. */
export async function sendOperation(
  apiUrl: string,
  operation: Operation,
  parts: CallParts,
  options: SendOptions,
): Promise<{ status: number; headers: Headers; text: string; milliseconds: number }> {
  const path = operation.path.replace(/\{(\w+)\}/g, (_whole, name: string) =>
    encodeURIComponent(parts.path?.[name] ?? ""),
  );
  const parameters = Object.entries(parts.query ?? {}).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  );
  const query = parts.query === undefined ? "" : `?${new URLSearchParams(parameters)}`;
  const token = tokenFor(operation, options.as);
  const started = performance.now();
  const response = await fetch(`${apiUrl.replace(/\/$/, "")}${path}${query}`, {
    method: operation.method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(parts.body !== undefined && { "content-type": "application/json" }),
      ...parts.headers,
    },
    ...(parts.body !== undefined && { body: JSON.stringify(parts.body) }),
    redirect: "manual",
    signal: options.signal,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, milliseconds: performance.now() - started };
}

/** Calls an operation as somebody, or as nobody. @throws if it is not answered with success */
export async function callOperation<O extends Operation>(
  apiUrl: string,
  operation: O,
  parts: CallParts,
  options: SendOptions,
): Promise<Measured<O>> {
  const { status, headers, text, milliseconds } = await sendOperation(apiUrl, operation, parts, options);
  const { partly, accepted } = operation.response;
  const isOther = (status === 207 && partly !== undefined) || (status === 202 && accepted !== undefined);
  if (status !== operation.response.status && !isOther) throw new Error(`${operation.id} answers ${status}: ${text}`);
  const { data } = JSON.parse(text) as { data: DataOf<O> };
  return {
    usage: parseUsage(headers.get("x-database-usage")),
    data,
    bytes: Buffer.byteLength(text),
    milliseconds,
  };
}

/** The token of the kind that an operation takes; a public one takes none. */
function tokenFor({ token }: Operation, as: Person | undefined): string | undefined {
  if (token === "none") return undefined;
  return token === "id" ? as?.tokens.idToken : as?.tokens.accessToken;
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
  const call = <O extends Operation>(operation: O, as: Person | undefined, parts: CallParts = {}) =>
    callOperation(apiUrl, operation, parts, { as, signal });
  const newPerson = async (role: Role) => {
    const person = await people.newStranger(role);
    await call(getSettings, person);
    return person;
  };
  const administrator = await newPerson("admin");
  const employee = await newPerson("employee");

  /** The tools of a call; `called` is told who calls in its preparation. */
  const toolsFor = (caller: Person, called: (as: Person | undefined) => void): CaseTools => ({
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
  const once = async ({ operation, parts }: BenchCase, caller: Person) => {
    let followsOn = false;
    const tools = toolsFor(caller, (as) => {
      followsOn ||= as?.id === caller.id;
    });
    return { ...(await call(operation, caller, await parts(tools))), followsOn };
  };

  const callerOf = (caller: CaseCaller): Person | Promise<Person> => {
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
