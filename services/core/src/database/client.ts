import { DynamoDBClient, TransactionConflictException } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { callerName } from "../runtime/environment.js";
import { meterUsage } from "./usage.js";

/** The time after which a call is retried, in milliseconds. DynamoDB responds in tens of milliseconds. */
const requestTimeout = 3000;
const connectionTimeout = 1000;

const client = new DynamoDBClient({
  maxAttempts: 4,
  requestHandler: { requestTimeout, connectionTimeout, throwOnRequestTimeout: true },
  ...callerName(),
});
meterUsage(client);
client.middlewareStack.add(retryConflicts, { step: "finalizeRequest", priority: "low", name: "retryConflicts" });

/**
 * Lets the SDK repeat a single write of an item that a transaction holds. It repeats what an error says to pass by itself; DynamoDB's
 * model says that of other errors, but not of this one.
 */
function retryConflicts<Args, Output>(next: (args: Args) => Promise<Output>): (args: Args) => Promise<Output> {
  return async (args) => {
    try {
      return await next(args);
    } catch (error) {
      if (error instanceof TransactionConflictException) Object.assign(error, { $retryable: {} });
      throw error;
    }
  };
}

/** The function's connection to DynamoDB, made once a sandbox. Undefined properties are left out of items. */
export const database = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });

/** What code that reads or writes tables is given; tests pass a client of their own. */
export type Database = Pick<DynamoDBDocumentClient, "send">;
