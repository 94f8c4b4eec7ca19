import { createHash } from "node:crypto";
import { monotonicFactory, type ULIDFactory } from "ulid";

let latest: { readonly time: number; readonly next: ULIDFactory } | undefined;

/** A new ULID: sorts by the time of its making, to the millisecond, and within one in the order in which a process makes them. */
export function newId(now: Date = new Date()): string {
  const time = now.getTime();
  if (latest?.time !== time) latest = { time, next: monotonicFactory() };
  return latest.next(time);
}

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const idBits = 128n;
const bitsPerCharacter = 5n;
const idLength = 26;

/** The id of something that a text stands for: the same whenever it is asked for. It has the form of a ULID, but no time. */
export function idOfText(text: string): string {
  let rest = BigInt(`0x${createHash("sha256").update(text).digest("hex")}`) & ((1n << idBits) - 1n);
  let id = "";
  while (id.length < idLength) {
    id = `${alphabet[Number(rest & 31n)]}${id}`;
    rest >>= bitsPerCharacter;
  }
  return id;
}
