/** The log of a function: JSON lines with service, request id, operation and user, and without secrets. */
import { Logger } from "@aws-lambda-powertools/logger";

/** Property names whose values never reach a log, wherever they stand. */
const secretName = /password|passphrase|secret|token|authorization|cookie|credential|signature|otp|mfacode/i;

const withheld = "[withheld]";

/** Replaces the values of secret properties; for `JSON.stringify`. */
export function withholdSecrets(key: string, value: unknown): unknown {
  return secretName.test(key) && value !== null && value !== undefined ? withheld : value;
}

/** Reads `POWERTOOLS_SERVICE_NAME` and `POWERTOOLS_LOG_LEVEL`. */
export const logger = new Logger({ jsonReplacerFn: withholdSecrets });
