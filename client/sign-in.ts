/**
 * Sign-in to Cognito. `signIn` uses the secure remote password protocol (SRP-6a, RFC 5054's 3072-bit group), as browsers do: the password
 * itself is never sent. `signInWithPassword` sends it, and takes less time.
 */
import { createHash, createHmac, randomBytes } from "node:crypto";
import {
  type AuthenticationResultType,
  type CognitoIdentityProviderClient,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from "@aws-sdk/client-cognito-identity-provider";

/** The 3072-bit prime of RFC 3526, group 15. */
const prime = BigInt(
  `0x${[
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD",
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED",
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F",
    "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B",
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510",
    "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7",
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C",
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
  ].join("")}`,
);
const generator = 2n;
const multiplier = hashNumber(bytesOf(prime), bytesOf(generator));
const infoBits = Buffer.concat([Buffer.from("Caldera Derived Key", "utf8"), Buffer.from([1])]);
const keyBytes = 16;

/** The bytes of a number as Cognito hashes them: a leading zero byte where the first bit is set. */
function bytesOf(value: bigint | string): Buffer {
  const hex = typeof value === "string" ? value : value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return Buffer.from(/^[89a-f]/i.test(even) ? `00${even}` : even, "hex");
}

function hashNumber(...parts: readonly Buffer[]): bigint {
  return BigInt(`0x${createHash("sha256").update(Buffer.concat(parts)).digest("hex")}`);
}

/** `base ** exponent % prime`. */
function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let factor = base % prime;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * factor) % prime;
    factor = (factor * factor) % prime;
  }
  return result;
}

/** `Tue Jan 6 09:05:03 UTC 2026`, the only form that Cognito takes. */
export function formatTimestamp(date: Date): string {
  const [day, number, month, year, time] = date.toUTCString().replace(",", "").split(" ");
  return `${day} ${month} ${Number(number)} ${time} UTC ${year}`;
}

export interface Credentials {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
}

/** Cognito asks for more than the password: a new password or a second factor. */
export class ChallengeRequiredError extends Error {
  readonly challenge: string;

  constructor(challenge: string) {
    super(`Cognito asks for ${challenge}.`);
    this.name = "ChallengeRequiredError";
    this.challenge = challenge;
  }
}

/** The tokens of a sign-in. */
export interface Tokens {
  readonly accessToken: string;
  readonly idToken: string;
  readonly refreshToken: string;
}

function tokensOf(result: AuthenticationResultType | undefined, challenge: string | undefined): Tokens {
  const { AccessToken: accessToken, IdToken: idToken, RefreshToken: refreshToken } = result ?? {};
  if (!accessToken || !idToken || !refreshToken)
    throw new ChallengeRequiredError(challenge ?? "nothing, but gives no tokens");
  return { accessToken, idToken, refreshToken };
}

/** Signs a user in by SRP. @throws NotAuthorizedException for a wrong password; {@link ChallengeRequiredError} */
export async function signIn(client: CognitoIdentityProviderClient, credentials: Credentials): Promise<Tokens> {
  const secret = BigInt(`0x${randomBytes(128).toString("hex")}`);
  const publicKey = power(generator, secret);
  const started = await client.send(
    new InitiateAuthCommand({
      AuthFlow: "USER_SRP_AUTH",
      ClientId: credentials.clientId,
      AuthParameters: { USERNAME: credentials.username, SRP_A: publicKey.toString(16) },
    }),
  );
  const { SALT, SRP_B, SECRET_BLOCK, USER_ID_FOR_SRP } = started.ChallengeParameters ?? {};
  if (!SALT || !SRP_B || !SECRET_BLOCK || !USER_ID_FOR_SRP) {
    return tokensOf(started.AuthenticationResult, started.ChallengeName);
  }
  const timestamp = formatTimestamp(new Date());
  const poolName = credentials.userPoolId.split("_")[1] ?? "";
  const serverKey = BigInt(`0x${SRP_B}`);
  if (serverKey % prime === 0n) throw new Error("Cognito's SRP value is zero.");
  const scrambler = hashNumber(bytesOf(publicKey), bytesOf(serverKey));
  const identity = createHash("sha256").update(`${poolName}${USER_ID_FOR_SRP}:${credentials.password}`).digest();
  const verifier = hashNumber(bytesOf(SALT), identity);
  const base = (((serverKey - multiplier * power(generator, verifier)) % prime) + prime) % prime;
  const shared = power(base, secret + scrambler * verifier);
  const pseudoRandomKey = createHmac("sha256", bytesOf(scrambler)).update(bytesOf(shared)).digest();
  const key = createHmac("sha256", pseudoRandomKey).update(infoBits).digest().subarray(0, keyBytes);
  const signature = createHmac("sha256", key)
    .update(poolName)
    .update(USER_ID_FOR_SRP)
    .update(Buffer.from(SECRET_BLOCK, "base64"))
    .update(timestamp)
    .digest("base64");
  const finished = await client.send(
    new RespondToAuthChallengeCommand({
      ChallengeName: "PASSWORD_VERIFIER",
      ClientId: credentials.clientId,
      ChallengeResponses: {
        USERNAME: USER_ID_FOR_SRP,
        PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
        PASSWORD_CLAIM_SIGNATURE: signature,
        TIMESTAMP: timestamp,
      },
    }),
  );
  return tokensOf(finished.AuthenticationResult, finished.ChallengeName);
}

/** The credentials of a sign-in that sends the password. */
export interface PasswordCredentials extends Omit<Credentials, "userPoolId"> {
  /** The password that replaces a temporary one at the first sign-in. Cognito must ask for it. */
  readonly newPassword?: string;
}

/**
 * Signs a user in, and sends the password itself. An SRP sign-in takes arithmetic that adds up to minutes over hundreds of sign-ins.
 * @throws NotAuthorizedException for a wrong password; {@link ChallengeRequiredError}
 */
export async function signInWithPassword(
  client: CognitoIdentityProviderClient,
  { clientId, username, password, newPassword }: PasswordCredentials,
): Promise<Tokens> {
  const { AuthenticationResult, ChallengeName, Session } = await client.send(
    new InitiateAuthCommand({
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId: clientId,
      AuthParameters: { USERNAME: username, PASSWORD: password },
    }),
  );
  if (newPassword === undefined) return tokensOf(AuthenticationResult, ChallengeName);
  if (ChallengeName !== "NEW_PASSWORD_REQUIRED")
    throw new Error(`Cognito asks for ${ChallengeName ?? "nothing"}, not for a new password.`);
  const finished = await client.send(
    new RespondToAuthChallengeCommand({
      ChallengeName,
      ClientId: clientId,
      Session,
      ChallengeResponses: { USERNAME: username, NEW_PASSWORD: newPassword },
    }),
  );
  return tokensOf(finished.AuthenticationResult, finished.ChallengeName);
}
