/**
 * What a request used of DynamoDB. A test build returns it as the header `x-database-usage`, for benchmarks. In any other build
 * the bundler replaces `FAULT_POINTS` by false and drops all of it; where there is no bundler, it is undefined.
 *
 * A sandbox runs one request at a time, so the sums of the request are variables of this module.
 */
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { APIGatewayProxyResult } from "aws-lambda";
import { type ReadCall, readUnits } from "./read-units.js";

declare const FAULT_POINTS: boolean;

/** Sums of one request. `read` and `write` are capacity units: of reads as DynamoDB's rules have it, of writes as it is answered. */
interface Usage {
  /** Calls as DynamoDB sees them: the SDK's retries count. */
  calls: number;
  read: number;
  write: number;
  /** Calls of which nothing is known: failed ones, and writes whose answer says nothing of capacity. */
  unmetered: number;
}

/** The part of an answer that says what it cost; a transaction or batch says it a table. */
interface Metered {
  readonly ConsumedCapacity?: CapacityOfTable | readonly CapacityOfTable[];
}
interface CapacityOfTable {
  readonly CapacityUnits?: number;
}

let usage: Usage = { calls: 0, read: 0, write: 0, unmetered: 0 };

/** Makes a client, with the document client around it, ask what each of its calls costs, and add it up. */
export function meterUsage(client: DynamoDBClient): void {
  if (typeof FAULT_POINTS === "undefined" || !FAULT_POINTS) return;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      try {
        const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: "TOTAL" } });
        const { attempts = 1 } = result.output.$metadata;
        const { ConsumedCapacity: consumed } = result.output as Metered;
        usage.calls += attempts;
        const read = readUnits({
          command: context.commandName ?? "",
          input: args.input as ReadCall["input"],
          output: result.output as ReadCall["output"],
        });
        usage.unmetered += attempts - (read === undefined && consumed === undefined ? 0 : 1);
        usage.read += read ?? 0;
        if (read !== undefined) return result;
        usage.write += [consumed ?? []].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
        return result;
      } catch (error) {
        const { attempts = 1 } = (error as { $metadata?: { attempts?: number } }).$metadata ?? {};
        usage.calls += attempts;
        usage.unmetered += attempts;
        throw error;
      }
    },
    { step: "initialize", name: "meterUsage" },
  );
}

/** Begins the sums of a request. */
export function beginUsage(): void {
  if (typeof FAULT_POINTS === "undefined" || !FAULT_POINTS) return;
  usage = { calls: 0, read: 0, write: 0, unmetered: 0 };
}

/** The answer with the header `x-database-usage: calls=3;read=1.5;write=12;unmetered=1`. */
export function withUsage(response: APIGatewayProxyResult): APIGatewayProxyResult {
  if (typeof FAULT_POINTS === "undefined" || !FAULT_POINTS) return response;
  const { calls, read, write, unmetered } = usage;
  const value = `calls=${calls};read=${read};write=${write};unmetered=${unmetered}`;
  return { ...response, headers: { ...response.headers, "x-database-usage": value } };
}
