/**
 * Opens an account and makes its user. Cognito and the tables have no transaction in common, so the address is reserved first:
 * the reservation tells a repeated request, and the sweep, what a request that died left behind. The account is made next, and
 * the record last, in the transaction that completes the reservation. Until then nobody with the account gets in.
 */
import type { Reservation } from "@aerotage/core/database/reservation";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { ApiError } from "@aerotage/core/errors";
import {
  deleteAccount,
  findAccount,
  type Mirrored,
  makeAccount,
  mirrorAttributes,
  mirrorGroup,
  setPassword,
} from "./accounts.js";
import { userAlreadyExists } from "./contract.js";
import {
  claimUnfinished,
  findUser,
  forgetUnfinished,
  noteAdopted,
  reserveEmail,
  unfinishedCreations,
} from "./repository.js";

/** An account that waits for its record. */
export interface OpenedAccount {
  readonly id: string;
  /** To be completed with the record: see `insertUser`. */
  readonly address: Reservation;
}

/**
 * Reserves the address and makes the account, or goes on with the one that a request left behind. Both are taken back if the unit
 * of work is refused.
 * @throws `USER_ALREADY_EXISTS`; `CONFLICT` while another request makes the account
 */
export async function openAccount(
  work: UnitOfWork,
  user: Mirrored,
  password: { readonly value: string; readonly permanent: boolean },
): Promise<OpenedAccount> {
  const address = await reserveEmail(user.email, work.now);
  work.onRefusal(() => address.release());
  const made = await makeAccount(user, password.value);
  const id = made ?? (await adopted(work, user, address));
  if (made !== undefined) work.onRefusal(() => deleteAccount(id));
  if (made === undefined || password.permanent) await setPassword(id, password.value, password.permanent);
  await mirrorGroup(id, user.role);
  return { id, address };
}

/** The account that has the address already: left behind by a request that died, or made by an operator who never used it. */
async function adopted(work: UnitOfWork, user: Mirrored, address: Reservation): Promise<string> {
  const account = await findAccount(user.email);
  if (account === undefined) throw new Error("An account was there and is not: repeat the request.");
  if ((await findUser(account.sub)) !== undefined)
    throw new ApiError(userAlreadyExists, `${user.email} has an account already.`);
  const isOurs = address.leftBehind !== undefined && address.leftBehind.adopted !== true;
  if (isOurs) work.onRefusal(() => deleteAccount(account.sub));
  else await noteAdopted(address, user.email, work.now);
  await mirrorAttributes(account.sub, user, account);
  return account.sub;
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
    const account = creation.adopted === true ? undefined : await findAccount(creation.email);
    if (account !== undefined && (await findUser(account.sub)) === undefined) await deleteAccount(account.sub);
    await forgetUnfinished(creation);
    swept += 1;
  }
  return swept;
}
