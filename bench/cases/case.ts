/** What a measured call is made of. */
import type { Operation, Role } from "@aerotage/core/contract/operation";
import type { SignedInUser } from "../../client/accounts.js";
import type { ApiRequest, DataOf } from "../../client/api-client.js";

/** What a case may use to get ready. */
export interface CaseTools {
  /** Who makes the measured call, or would if it were not public. */
  readonly caller: SignedInUser;
  /** The administrator whom all cases share. */
  readonly administrator: SignedInUser;
  /** Calls an operation as a user, or without one. @throws ApiClientError if the response is no success */
  readonly call: <O extends Operation>(
    operation: O,
    as: SignedInUser | undefined,
    parts?: ApiRequest,
  ) => Promise<DataOf<O>>;
  /** Makes somebody who has called before. */
  readonly newPerson: (role: Role) => Promise<SignedInUser>;
  /** The same person with the tokens of another sign-in, which has not called yet. */
  readonly signInAgain: (person: SignedInUser) => Promise<SignedInUser>;
  /** The token of the link in the newest mail to an address. */
  readonly mailedToken: (address: string) => Promise<string>;
  /** The token of a link to the file of an export, as a scheduled report's mail has it. */
  readonly reportLink: (exportId: string) => Promise<string>;
  /** Another text each time. */
  readonly unique: () => string;
}

/** Things that are there before a case. Of each kind they are only added, so its cases stand in the order of the numbers. */
export interface Stock {
  readonly count: number;
  /** Makes one. */
  readonly make: (tools: CaseTools) => Promise<unknown>;
}

/**
 * Who calls. The first two are shared by all cases; a new employee is made for each call, where it ends their session or changes
 * what the next call would change.
 */
export type CaseCaller = "administrator" | "employee" | "new employee";

/** One kind of call. */
export interface BenchCase {
  readonly operation: Operation;
  readonly title: string;
  /** @default "administrator" */
  readonly caller?: CaseCaller;
  readonly stock?: Stock;
  /** Calls of which the latency is told, where getting ready for one takes long. @default `latencyCalls` */
  readonly latencyCalls?: number;
  /** Makes what the call needs, and says what it sends. */
  readonly parts: (tools: CaseTools) => ApiRequest | Promise<ApiRequest>;
}

/** Sends a file to the link of an upload. */
export async function sendFile(
  { url, method, headers }: { readonly url: string; readonly method: string; readonly headers: Record<string, string> },
  content: Buffer<ArrayBuffer>,
): Promise<void> {
  const sent = await fetch(url, { method, headers, body: content });
  if (!sent.ok) throw new Error(`The upload returned ${sent.status}: ${await sent.text()}`);
}

/** A call that sends nothing. */
export const nothing = (): ApiRequest => ({});

/** A call on the caller's own page. */
export const ofCaller = ({ caller }: CaseTools): ApiRequest & { readonly path: { readonly id: string } } => ({
  path: { id: caller.id },
});
