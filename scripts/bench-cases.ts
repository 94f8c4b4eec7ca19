/** The calls whose use of DynamoDB and latency are measured: of every operation the typical one first, then others that differ. */
import { createClient, deleteClient, getClient, listClients, updateClient } from "@aerotage/clients/contract";
import type { Operation } from "@aerotage/core/operation";
import { getHealth } from "@aerotage/platform/contract";

/** The parts of a call. */
export interface CallParts {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a case may use to get ready. */
export interface CaseTools {
  /** Makes a client by the API and returns its id. */
  readonly newClient: () => Promise<string>;
  /** The body of a client with a name of its own. */
  readonly clientBody: () => object;
  /** Another text each time. */
  readonly unique: () => string;
  /** Calls the operation, so that the measured call is the second one. */
  readonly callBefore: (parts: CallParts) => Promise<void>;
}

/** One kind of call. */
export interface BenchCase {
  readonly operation: Operation;
  readonly title: string;
  /** At least so many clients are there before it; the cases stand in the order of this. */
  readonly clients: number;
  /** Makes what the call needs, and says what it sends. */
  readonly parts: (tools: CaseTools) => CallParts | Promise<CallParts>;
}

/** The most clients that a list answers at once. */
const manyClients = 1000;

const ofNewClient = async ({ newClient }: CaseTools): Promise<CallParts> => ({ path: { id: await newClient() } });

export const benchCases: readonly BenchCase[] = [
  {
    operation: getHealth,
    title: "dependencies asked, at most once in ten seconds; the latency is without",
    clients: 0,
    parts: () => ({}),
  },
  ...[1, 100, manyClients].map((clients) => ({
    operation: listClients,
    title: clients === 1 ? "1 client" : `${clients} clients at once`,
    clients,
    parts: () => ({}),
  })),
  {
    operation: listClients,
    title: `a page of 25 of ${manyClients}`,
    clients: manyClients,
    parts: () => ({ query: { limit: "25" } }),
  },
  {
    operation: listClients,
    title: `a search through ${manyClients} that finds none`,
    clients: manyClients,
    parts: () => ({ query: { limit: "25", search: "no client is named so" } }),
  },
  { operation: getClient, title: "a client", clients: manyClients, parts: ofNewClient },
  {
    operation: createClient,
    title: "with an idempotency key",
    clients: manyClients,
    parts: ({ clientBody, unique }) => ({ body: clientBody(), headers: { "idempotency-key": unique() } }),
  },
  {
    operation: createClient,
    title: "without an idempotency key",
    clients: manyClients,
    parts: ({ clientBody }) => ({ body: clientBody() }),
  },
  {
    operation: createClient,
    title: "repeated with its key",
    clients: manyClients,
    parts: async ({ clientBody, unique, callBefore }) => {
      const parts = { body: clientBody(), headers: { "idempotency-key": unique() } };
      await callBefore(parts);
      return parts;
    },
  },
  {
    operation: updateClient,
    title: "other notes",
    clients: manyClients,
    parts: async (tools) => ({ ...(await ofNewClient(tools)), body: { notes: "Invoices go out on the first." } }),
  },
  {
    operation: updateClient,
    title: "another name",
    clients: manyClients,
    parts: async (tools) => ({ ...(await ofNewClient(tools)), body: { name: `Renamed ${tools.unique()}` } }),
  },
  { operation: deleteClient, title: "deactivated", clients: manyClients, parts: ofNewClient },
  {
    operation: deleteClient,
    title: "deleted for good",
    clients: manyClients,
    parts: async (tools) => ({ ...(await ofNewClient(tools)), query: { hard: "true" } }),
  },
];

/** The ids of operations without a case. */
export function unmeasured(operations: readonly Pick<Operation, "id">[]): string[] {
  const measured = new Set(benchCases.map(({ operation }) => operation.id));
  return operations.map(({ id }) => id).filter((id) => !measured.has(id));
}
