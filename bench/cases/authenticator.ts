/** An authenticator app: what shows the codes of a second factor. */
import { createHmac } from "node:crypto";

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/** A code holds so long. */
const stepMilliseconds = 30_000;

/** The six digits that an authenticator with this secret, in base 32, shows at a time (RFC 6238). */
export function authenticatorCode(secret: string, at: Date): string {
  const bits = [...secret].map((char) => base32.indexOf(char).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / stepMilliseconds)));
  const hash = createHmac("sha1", key).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
