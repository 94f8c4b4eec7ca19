/**
 * Idempotency keys. A POST with a key is marked as running before it starts. Its response is stored in the transaction of its change. So a
 * repeated request finds the response of the first one, even if that one died before it could respond. An error changes nothing and frees
 * the key.
 */
import { createHash, createHmac } from "node:crypto";
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { ApiError, idempotencyKeyReused, requestInProgress } from "../contract/errors.js";
import { httpVariables, requiredVariable, tableName } from "../runtime/environment.js";
import { newId } from "../runtime/ids.js";
import { canonicalJson } from "../text/canonical-json.js";
import type { Database } from "./client.js";
import type { PlannedWrite } from "./unit-of-work.js";
import { updateExpression } from "./update-expression.js";

/** How long a key is remembered. */
export const retentionSeconds = 24 * 60 * 60;
/** After this long without an end a running request counts as dead: longer than any function may run behind the gateway. */
export const takeoverSeconds = 60;
/** The most bytes of a stored response. An item holds 400 KB. */
export const maxResponseBytes = 350_000;

/** A response that is stored for an idempotency key. */
export interface StoredResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The key of one request. */
export interface RequestIdentity {
  /** The caller's user id; for public operations a hash of the token in their body. */
  readonly userId: string;
  readonly operationId: string;
  readonly idempotencyKey: string;
  /** Everything that makes two requests the same: path parameters, query and body. */
  readonly content: unknown;
}

/** A request that may go on: it holds the key until it ends. */
export class RunningRequest {
  readonly #database: Database;
  readonly #requestKey: string;
  readonly #attempt: string;

  constructor(database: Database, requestKey: string, attempt: string) {
    this.#database = database;
    this.#requestKey = requestKey;
    this.#attempt = attempt;
  }

  /** The same for every repetition of the request; it tells nothing of the key itself. */
  get identity(): string {
    return createHash("sha256").update(this.#requestKey).digest("base64url").slice(0, 22);
  }

  /** The write that stores the response, for the transaction of the change. Refused if another attempt took over the key. */
  keep(answer: StoredResponse): PlannedWrite {
    const bytes = Buffer.byteLength(answer.body);
    if (bytes > maxResponseBytes)
      throw new RangeError(`An answer of ${bytes} bytes cannot be kept; the limit is ${maxResponseBytes}.`);
    return {
      item: {
        Update: {
          TableName: tableName("Requests"),
          Key: { requestKey: this.#requestKey },
          ...updateExpression(
            { set: { state: "done", answer } },
            {
              condition: "#state = :running AND #attempt = :attempt",
              names: { "#state": "state", "#attempt": "attempt" },
              values: { ":running": "running", ":attempt": this.#attempt },
            },
          ),
        },
      },
      refused: () => stillRunning(),
    };
  }

  /** Frees the key after an error, so that a corrected or later request may use it. */
  async release(): Promise<void> {
    try {
      await this.#database.send(
        new DeleteCommand({
          TableName: tableName("Requests"),
          Key: { requestKey: this.#requestKey },
          ConditionExpression: "#state = :running AND #attempt = :attempt",
          ExpressionAttributeNames: { "#state": "state", "#attempt": "attempt" },
          ExpressionAttributeValues: { ":running": "running", ":attempt": this.#attempt },
        }),
      );
    } catch (error) {
      // Another attempt has taken the key over, or the change was written after all: the key is theirs.
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}

/**
 * Takes the key of a request, or finds the stored response of an earlier request.
 * @throws `REQUEST_IN_PROGRESS` while an earlier request with the key runs; `IDEMPOTENCY_KEY_REUSED` if it had other content.
 */
export async function beginRequest(
  database: Database,
  identity: RequestIdentity,
  now: Date,
): Promise<RunningRequest | StoredResponse> {
  const requestKey = `${identity.userId}#${identity.operationId}#${identity.idempotencyKey}`;
  // Keyed, since a body may hold a password: without the key, the table alone tells nothing about it.
  const contentHash = createHmac("sha256", requiredVariable(httpVariables.cursorSecret))
    .update(canonicalJson(identity.content))
    .digest("base64url");
  const attempt = newId(now);
  const seconds = Math.floor(now.getTime() / 1000);
  try {
    await database.send(
      new PutCommand({
        TableName: tableName("Requests"),
        Item: {
          requestKey,
          contentHash,
          attempt,
          state: "running",
          startedAt: seconds,
          expiresAt: seconds + retentionSeconds,
        },
        ConditionExpression:
          "attribute_not_exists(requestKey) OR expiresAt < :now OR (#state = :running AND startedAt < :dead AND contentHash = :hash)",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: {
          ":now": seconds,
          ":running": "running",
          ":dead": seconds - takeoverSeconds,
          ":hash": contentHash,
        },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    );
    return new RunningRequest(database, requestKey, attempt);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException) || error.Item === undefined) throw error;
    const earlier = unmarshall(error.Item) as EarlierRequest;
    // The SDK sent the mark again because the first response was lost. The mark belongs to this request.
    if (earlier.attempt === attempt) return new RunningRequest(database, requestKey, attempt);
    if (earlier.contentHash !== contentHash) {
      throw new ApiError(
        idempotencyKeyReused,
        `The idempotency key ${identity.idempotencyKey} belongs to another request. Use a new key for a new request.`,
      );
    }
    if (earlier.answer === undefined) throw stillRunning();
    return earlier.answer;
  }
}

/** The item of a request. */
interface EarlierRequest {
  readonly contentHash: string;
  readonly attempt: string;
  readonly answer?: StoredResponse;
}

function stillRunning(): ApiError {
  return new ApiError(
    requestInProgress,
    "A request with this idempotency key is still running. Repeat it in a moment.",
    {
      retryAfterSeconds: 2,
    },
  );
}
