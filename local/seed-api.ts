/** The API as the seed calls it: requests that were sent by an earlier seed change nothing. */
import type { ObjectSchema, Operation } from "@aerotage/core/contract/operation";
import type * as z from "zod/mini";
import { type ApiClient, type DataOf, type RequestOf, requireSuccess } from "../client/api-client.js";

/** An operation that makes an item with an id. */
type CreateOperation = Operation<
  ObjectSchema | undefined,
  ObjectSchema | undefined,
  ObjectSchema | undefined,
  z.ZodMiniType<{ readonly id: string }>
>;

/** A function's first calls on one process each are slow; more at once would only wait. */
const parallelCalls = 4;

/** Calls an operation whose work may have been done before: then the API refuses it with a code of its own, and nothing is returned. */
export async function callOnce<O extends Operation>(
  api: ApiClient,
  operation: O,
  body: RequestOf<O>["body"],
  doneCode: string,
): Promise<DataOf<O> | undefined> {
  const response = await api.sendUnchecked(operation, { body });
  if (response.error?.code === doneCode) return undefined;
  return requireSuccess(operation, response).data;
}

/** Makes an item once, and returns its id. Returns nothing if an item with its name exists already, made on a day with another key. */
export async function createOnce<O extends CreateOperation>(
  api: ApiClient,
  operation: O,
  body: RequestOf<O>["body"],
  key: string,
): Promise<string | undefined> {
  const headers = { "idempotency-key": `seed-${key.replaceAll(" ", "-")}` };
  const response = await api.sendUnchecked(operation, { body, headers });
  if (response.status === 409) return undefined;
  return requireSuccess(operation, response).data.id;
}

/** The fields of a user that the seed reads. */
export interface SeededUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

/** The id of a user by name. @throws if the user was not made */
export function idOf(users: readonly SeededUser[], name: string): string {
  const user = users.find((one) => one.name === name);
  if (user === undefined) throw new Error(`${name} was not made.`);
  return user.id;
}

/** Does something for each of some items, some of them at once. */
export async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: parallelCalls }, worker));
}
