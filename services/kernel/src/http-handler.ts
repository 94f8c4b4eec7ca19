/** The functions behind the gateway: the pipeline of core, with the users and sessions of this product as its callers. */
import type { Operation } from "@aerotage/core/contract/operation";
import { database } from "@aerotage/core/database/client";
import { type Handle, httpHandler as handlerOf, type PipelineServices } from "@aerotage/core/lambda/pipeline";
import type { Route } from "@aerotage/core/lambda/routes";
import { resolveCaller } from "./persistence/caller.js";

const defaultServices: PipelineServices = { database, resolveCaller };

/** Makes the function of an operation. */
export function httpHandler<const O extends Operation>(
  operation: O,
  handle: Handle<O>,
  services: PipelineServices = defaultServices,
): ReturnType<typeof handlerOf> {
  return handlerOf(operation, handle, services);
}

/** One of the operations of a function that serves several. */
export function route<const O extends Operation>(operation: O, handle: Handle<O>): Route {
  return { operation, handler: httpHandler(operation, handle) };
}
