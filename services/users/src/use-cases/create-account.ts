/**
 * Opens an account and makes its user. Cognito and the tables have no transaction in common, so the address is reserved first:
 * the reservation tells a repeated request, and the sweep, what a request that died left behind. The account is made next, and
 * the record last, in the transaction that completes the reservation. Until then nobody with the account gets in.
 */

import { ApiError } from "@aerotage/core/contract/errors";
import type { Reservation } from "@aerotage/core/database/reservation";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { userAlreadyExists } from "../contract/users.js";
import type { User } from "../domain/user.js";
import { deleteAccount, findAccount, makeAccount, setPassword } from "../persistence/accounts.js";
import {
  claimUnfinished,
  findUser,
  forgetUnfinished,
  reserveEmail,
  type UnfinishedCreation,
  unfinishedCreations,
} from "../persistence/users.js";

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
  unitOfWork: UnitOfWork,
  user: Pick<User, "email" | "name">,
  password: { readonly value: string; readonly permanent: boolean },
): Promise<OpenedAccount> {
  const address = await reserveEmail(user.email, unitOfWork.now);
  let mayExist = wasMade(address);
  let ours: string | undefined;
  // Only while the address is still this request's: whoever took it over goes on with the same account. One that may be there, but was
  // not seen, is left to the sweep, which finds it by the reservation.
  unitOfWork.compensate(async () => {
    if (!(await address.hold())) return;
    if (ours !== undefined) await deleteAccount(ours);
    else if (mayExist) return;
    await address.release();
  });
  const found = await existing(user);
  if (found !== undefined && mayExist) ours = found;
  unitOfWork.requireTime();
  if (found === undefined) {
    // Said before it is made: an account of which this is not said was there before, and is nobody's to delete.
    await address.note("made", true);
    mayExist = true;
    ours = await make(user, password.value);
  }
  const id = found ?? ours;
  if (id === undefined) throw new TypeError("An account was neither found nor made.");
  if (found !== undefined || password.permanent) {
    unitOfWork.requireTime();
    await setPassword(id, password.value, password.permanent);
  }
  unitOfWork.requireTime();
  return { id, address };
}

/** True if a request that died has made the account, or was about to. */
function wasMade(address: Reservation): boolean {
  return address.leftBehind?.made === true;
}

/**
 * The id of the account that has the address already: left behind by a request that died, or made by an operator and never used.
 * @throws `USER_ALREADY_EXISTS` if it has a record
 */
async function existing({ email }: Pick<User, "email">): Promise<string | undefined> {
  const account = await findAccount(email);
  if (account === undefined) return undefined;
  if ((await findUser(account.sub)) !== undefined)
    throw new ApiError(userAlreadyExists, `${email} has an account already.`);
  return account.sub;
}

/** Makes the account. If it is there all of a sudden, a first try of the same call has made it and its answer was lost. */
async function make(user: Pick<User, "email" | "name">, temporaryPassword: string): Promise<string> {
  const made = (await makeAccount(user, temporaryPassword)) ?? (await findAccount(user.email))?.sub;
  if (made === undefined) throw new Error("Cognito has an account for the address and has none.");
  return made;
}

/** A creation that is not done after so many minutes is taken back. */
export const unfinishedMinutes = 15;

/**
 * Takes back what requests that died left behind: accounts without a record, and their reserved addresses. Returns how many.
 * @throws if some could not be taken back, after all others were
 */
export async function sweepUnfinished(now: Date): Promise<number> {
  const creations = await unfinishedCreations(new Date(now.getTime() - unfinishedMinutes * 60_000));
  const failures: unknown[] = [];
  let swept = 0;
  for (const creation of creations) {
    try {
      if (await sweep(creation)) swept += 1;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} accounts could not be taken back.`);
  return swept;
}

/** Takes one back; false if somebody goes on with it. */
async function sweep(unfinished: UnfinishedCreation): Promise<boolean> {
  const creation = await claimUnfinished(unfinished, new Date());
  if (creation === undefined) return false;
  const account = creation.made === true ? await findAccount(creation.email) : undefined;
  if (account !== undefined && (await findUser(account.sub)) === undefined) await deleteAccount(account.sub);
  await forgetUnfinished(creation);
  return true;
}
