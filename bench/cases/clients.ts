import { createClient, deleteClient, getClient, listClients, updateClient } from "@aerotage/clients/contract";
import type { ApiRequest } from "../../client/api-client.js";
import { type BenchCase, type CaseTools, nothing } from "./case.js";

/** The most clients that a list answers at once. */
const manyClients = 1000;

/** A client as a company enters it, with a name of its own. */
function clientBody(unique: string): object {
  return {
    name: `Northwind Trading ${unique}`,
    contactInfo: { email: "accounts@northwind.example", phone: "+49 30 5550100" },
    address: { street: "Hafenstrasse 12", city: "Hamburg", postcode: "20457", country: "DE" },
    contactPerson: "Lena Vogel",
    vatId: "DE123456789",
    currency: "EUR",
    taxRate: 0.19,
    defaultHourlyRate: 110,
  };
}

/** Makes a client and returns its id. */
export async function newClient({ call, administrator, unique }: CaseTools): Promise<string> {
  return (await call(createClient, administrator, { body: clientBody(unique()) })).id;
}

const stockOf = (count: number) => ({ count, make: newClient });
const ofNewClient = async (tools: CaseTools): Promise<ApiRequest> => ({ path: { id: await newClient(tools) } });

/** Those behind the lists find as many clients as the last list. */
export const clientCases: readonly BenchCase[] = [
  ...[1, 100, manyClients].map((count) => ({
    operation: listClients,
    title: count === 1 ? "1 client" : `${count} clients at once`,
    stock: stockOf(count),
    parts: nothing,
  })),
  {
    operation: listClients,
    title: `a page of 25 of ${manyClients}`,
    stock: stockOf(manyClients),
    parts: () => ({ query: { limit: "25" } }),
  },
  {
    operation: listClients,
    title: `a search through ${manyClients} that finds none`,
    stock: stockOf(manyClients),
    parts: () => ({ query: { limit: "25", search: "no client is named so" } }),
  },
  { operation: getClient, title: "a client", parts: ofNewClient },
  {
    operation: createClient,
    title: "with an idempotency key",
    parts: ({ unique }) => ({ body: clientBody(unique()), headers: { "idempotency-key": unique() } }),
  },
  {
    operation: createClient,
    title: "without an idempotency key",
    parts: ({ unique }) => ({ body: clientBody(unique()) }),
  },
  {
    operation: createClient,
    title: "repeated with its key",
    parts: async ({ unique, call, caller }) => {
      const parts = { body: clientBody(unique()), headers: { "idempotency-key": unique() } };
      await call(createClient, caller, parts);
      return parts;
    },
  },
  {
    operation: updateClient,
    title: "other notes",
    parts: async (tools) => ({ ...(await ofNewClient(tools)), body: { notes: "Invoices go out on the first." } }),
  },
  {
    operation: updateClient,
    title: "another name",
    parts: async (tools) => ({ ...(await ofNewClient(tools)), body: { name: `Renamed ${tools.unique()}` } }),
  },
  { operation: deleteClient, title: "deactivated", parts: ofNewClient },
  {
    operation: deleteClient,
    title: "deleted for good",
    parts: async (tools) => ({ ...(await ofNewClient(tools)), query: { hard: "true" } }),
  },
];
