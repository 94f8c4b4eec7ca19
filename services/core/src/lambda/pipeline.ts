/**
 * The request pipeline. It makes the function behind the gateway from the contract of an operation and a handler.
 *
 * Its steps are caller, role, input, idempotency key, handler, transaction and response, in this order. A handler only reads and plans
 * writes. The pipeline commits the writes together with the response that it stores for the key.
 */
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import type * as z from "zod/mini";
import { type Actor, systemActor } from "../audit/activity.js";
import { ApiError, forbidden, internalError, unavailable } from "../contract/errors.js";
import type { Operation } from "../contract/operation.js";
import type { Database } from "../database/client.js";
import { beginRequest, RunningRequest, type StoredResponse } from "../database/idempotency.js";
import { retryOnConflict } from "../database/optimistic-lock.js";
import { UnitOfWork, type Versioned } from "../database/unit-of-work.js";
import { beginUsage, withUsage } from "../database/usage.js";
import { httpVariables, requiredNumber } from "../runtime/environment.js";
import { askForFaults, faultPoint, faultsOf } from "../runtime/faults.js";
import { logger } from "../runtime/logger.js";
import { count } from "../runtime/metrics.js";
import { hashOfToken } from "../runtime/tokens.js";
import type { Caller, ResolveCaller } from "./caller.js";
import { headersOf, idempotencyKeyOf, ifMatchOf, type RequestInput, readInput } from "./request.js";
import { failure, type Outcome, success, toGateway } from "./response.js";

/** Who calls an operation: nobody known where it is public. */
type CallerOf<O extends Operation> = O["token"] extends "none" ? undefined : Caller;

/** What a handler is given. */
export interface HandlerRequest<O extends Operation> extends RequestInput<O> {
  readonly caller: CallerOf<O>;
  /** Where the handler plans its writes; committed after it. */
  readonly unitOfWork: UnitOfWork;
  /** The moment of the request: every record and rule of it uses the same. */
  readonly now: Date;
  /** Refuses with 412 if `If-Match` names another version than the record has. */
  readonly requireMatch: (record: Versioned) => void;
  /** The caller's token as it was sent, for calls that only it may make; empty where the operation is public. */
  readonly bearer: string;
  /**
   * The same for every repetition of this request with its idempotency key; undefined without a key. What a request does in several
   * transactions carries it, so that a repetition knows its own work again.
   */
  readonly idempotencyFingerprint: string | undefined;
  /** In test builds, the faults that the request asks for; undefined in all others. */
  readonly faults: string | undefined;
}

/** Does what an operation is for. It is called again where another request got ahead of what it read (`OptimisticLockError`). */
export type Handle<O extends Operation> = (
  request: HandlerRequest<O>,
) => Promise<Outcome<z.input<O["response"]["data"]>>>;

/** The end of the function's time that is reserved for the crash boundary and a last write, in milliseconds. */
const deadlineMargin = 750;

/** What the pipeline is given: the tables, and the way from a token to its caller. */
export interface PipelineServices {
  readonly database: Database;
  readonly resolveCaller: ResolveCaller;
}

/** Makes the function of an operation. */
export function httpHandler<const O extends Operation>(
  operation: O,
  handle: Handle<O>,
  services: PipelineServices,
): (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult> {
  return async (event, context) => {
    const headers = headersOf(event);
    const requestId = event.requestContext.requestId;
    beginUsage();
    logger.resetKeys();
    logger.appendKeys({ requestId, operation: operation.id });
    try {
      const response = await run(operation, handle, services, event, context, headers);
      logger.debug("Answered", { status: response.status });
      return withUsage(toGateway(response, headers.origin));
    } catch (error) {
      return withUsage(toGateway(failure(toApiError(error), requestId), headers.origin));
    }
  };
}

async function run<O extends Operation>(
  operation: O,
  handle: Handle<O>,
  services: PipelineServices,
  event: APIGatewayProxyEvent,
  context: Context,
  headers: Readonly<Record<string, string>>,
): Promise<StoredResponse> {
  const now = new Date();
  const origin = {
    requestId: event.requestContext.requestId,
    sourceIp: event.requestContext.identity?.sourceIp,
    userAgent: headers["user-agent"],
    now,
  };
  const caller =
    operation.token === "none"
      ? undefined
      : await services.resolveCaller(
          event.requestContext.authorizer?.claims,
          operation.token,
          origin,
          services.database,
        );
  if (caller !== undefined) admit(caller, operation);
  logger.appendKeys({ userId: caller?.id });

  const input = readInput(operation, event, headers);
  const ifMatch = ifMatchOf(headers);
  const running = await begin(operation, input, caller, headers, services, now);
  if (running !== undefined && !(running instanceof RunningRequest)) return running;

  const deadline = Date.now() + context.getRemainingTimeInMillis() - deadlineMargin;
  const attempt = async (): Promise<StoredResponse> => {
    const unitOfWork = new UnitOfWork({
      ...origin,
      actor: actorOf(caller),
      activityRetentionDays: requiredNumber(httpVariables.activityRetentionDays),
      database: services.database,
      ifMatch,
      deadline,
    });
    try {
      askForFaults(faultsOf(headers));
      await faultPoint("before-handler");
      const requireMatch = (record: Versioned): void => {
        if (ifMatch !== undefined && record.version !== ifMatch) throw unitOfWork.staleVersion();
      };
      const bearer = caller === undefined ? "" : (headers.authorization ?? "").replace(/^bearer\s+/i, "");
      const idempotencyFingerprint = running?.identity;
      const faults = faultsOf(headers);
      const request = {
        ...input,
        caller,
        unitOfWork,
        now,
        requireMatch,
        bearer,
        idempotencyFingerprint,
        faults,
      } as HandlerRequest<O>;
      const response = success(await handle(request), operation.response.status);
      const changes = unitOfWork.size;
      await faultPoint("before-commit");
      await unitOfWork.commit(running?.keep(response));
      await faultPoint("after-commit");
      if (changes > 0) count("Changes");
      await unitOfWork.finish();
      return response;
    } catch (error) {
      await unitOfWork.undo();
      throw error;
    }
  };
  try {
    return await retryOnConflict(attempt, { deadline });
  } catch (error) {
    await running?.release().catch((releaseError: Error) => {
      logger.warn("The idempotency key stays taken for a minute: it could not be freed", releaseError);
    });
    throw error;
  }
}

function admit(caller: Caller, operation: Operation): void {
  if (operation.roles.includes(caller.role)) return;
  throw new ApiError(forbidden, `This needs the role ${operation.roles.join(" or ")}; yours is ${caller.role}.`);
}

function actorOf(caller: Caller | undefined): Actor {
  return caller === undefined ? systemActor : { id: caller.id, role: caller.role };
}

/** Takes the request's idempotency key, where it has one. */
async function begin<O extends Operation>(
  operation: O,
  input: RequestInput<O>,
  caller: Caller | undefined,
  headers: Readonly<Record<string, string>>,
  services: PipelineServices,
  now: Date,
): Promise<RunningRequest | StoredResponse | undefined> {
  const idempotencyKey = operation.method === "POST" ? idempotencyKeyOf(headers) : undefined;
  if (idempotencyKey === undefined || operation.response.secret === true) return undefined;
  const { path, query, body } = input;
  const userId = caller?.id ?? publicIdentity(operation, body);
  const content = { path, query, body };
  return beginRequest(services.database, { userId, operationId: operation.id, idempotencyKey, content }, now);
}

/** The identity of the sender of a public POST: the token in its body. */
function publicIdentity(operation: Operation, body: unknown): string {
  const { token } = (body ?? {}) as { readonly token?: unknown };
  if (typeof token !== "string") throw new TypeError(`The public operation ${operation.id} has no token in its body.`);
  return `token:${hashOfToken(token)}`;
}

/** DynamoDB errors that pass by themselves. */
const passingErrors = new Set([
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "ThrottlingException",
  "TransactionConflictException",
  "TransactionInProgressException",
  "InternalServerError",
  "TimeoutError",
]);

/** The error as the caller sees it. What is not meant for them is logged and opaque. */
function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) {
    if (error.definition.status >= 500) logger.warn("The request was refused", error);
    else logger.info("The request was refused", { code: error.definition.code, reason: error.message });
    return error;
  }
  logger.error("The request failed", error as Error);
  if (error instanceof Error && passingErrors.has(error.name)) {
    return new ApiError(unavailable, "The database is busy. Repeat the request in a moment.", {
      retryAfterSeconds: 1,
      cause: error,
    });
  }
  return new ApiError(internalError, "Something went wrong on our side. The log has the request id.", { cause: error });
}
