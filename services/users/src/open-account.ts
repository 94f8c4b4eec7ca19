/**
 * Opens an account and makes its user. Cognito and the tables have no transaction in common, so the address is reserved first:
 * the reservation tells a repeated request, and the sweep, what a request that died left behind. The account is made next, and
 * the record last, in the transaction that completes the reservation. Until then nobody with the account gets in.
 */
import type { Reservation } from "@aerotage/core/database/reservation";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { ApiError } from "@aerotage/core/errors";
import { deleteAccount, findAccount, makeAccount, setPassword } from "./accounts.js";
import { userAlreadyExists } from "./contract.js";
import type { User } from "./domain/user.js";
import { claimUnfinished, findUser, forgetUnfinished, reserveEmail, unfinishedCreations } from "./repository.js";

/** An account that waits for its record. */
export interface OpenedAccount {
  readonly id: string;
  /** To be completed with the record: see `insertUser`. */
  readonly address: Reservation;
}

/**
 * Reserves the address and makes the account, or goes on with the one that a request left behind. Both are taken back if the unit
 * of work is refused. The account has no role yet: it follows from the record.
 * @throws `USER_ALREADY_EXISTS`; `CONFLICT` while another request makes the account
 */
export async function openAccount(
  work: UnitOfWork,
  user: Pick<User, "email" | "name">,
  password: { readonly value: string; readonly permanent: boolean },
): Promise<OpenedAccount> {
  const address = await reserveEmail(user.email, work.now);
  let ours: string | undefined;
  // Only while the address is still this request's: whoever took it over goes on with the same account.
  work.onRefusal(async () => {
    if (!(await address.hold())) return;
    if (ours !== undefined) await deleteAccount(ours);
    await address.release();
  });
  const found = await existing(user, address);
  // Said before it is made: an account of which this is not said was there before, and is nobody's to delete.
  if (found?.isOurs !== false) await address.note("made", true);
  work.requireTime();
  const id = found?.id ?? (await make(user, password.value));
  if (found?.isOurs !== false) ours = id;
  if (found !== undefined || password.permanent) {
    work.requireTime();
    await setPassword(id, password.value, password.permanent);
  }
  work.requireTime();
  return { id, address };
}

/**
 * The account that has the address already: left behind by a request that died (ours), or made by an operator and never used.
 * @throws `USER_ALREADY_EXISTS` if it has a record
 */
async function existing(
  { email }: Pick<User, "email">,
  address: Reservation,
): Promise<{ readonly id: string; readonly isOurs: boolean } | undefined> {
  const account = await findAccount(email);
  if (account === undefined) return undefined;
  if ((await findUser(account.sub)) !== undefined)
    throw new ApiError(userAlreadyExists, `${email} has an account already.`);
  return { id: account.sub, isOurs: address.leftBehind?.made === true };
}

/** Makes the account. If it is there all of a sudden, a first try of the same call has made it and its answer was lost. */
async function make(user: Pick<User, "email" | "name">, temporaryPassword: string): Promise<string> {
  const made = (await makeAccount(user, temporaryPassword)) ?? (await findAccount(user.email))?.sub;
  if (made === undefined) throw new Error("Cognito has an account for the address and has none.");
  return made;
}

/** A creation that is not done after so many minutes is taken back. */
export const unfinishedMinutes = 15;

/** Takes back what requests that died left behind: accounts without a record, and their reserved addresses. Returns how many. */
export async function sweepUnfinished(now: Date): Promise<number> {
  const creations = await unfinishedCreations(new Date(now.getTime() - unfinishedMinutes * 60_000));
  let swept = 0;
  for (const each of creations) {
    const creation = await claimUnfinished(each, now);
    if (creation === undefined) continue;
    const account = creation.made === true ? await findAccount(creation.email) : undefined;
    if (account !== undefined && (await findUser(account.sub)) === undefined) await deleteAccount(account.sub);
    await forgetUnfinished(creation);
    swept += 1;
  }
  return swept;
}
