/** A function that serves several operations. */

import type { Operation } from "../contract/operation.js";
import type { httpHandler } from "./pipeline.js";

/** An operation and the handler that serves it. */
export interface Route {
  readonly operation: Operation;
  readonly handler: ReturnType<typeof httpHandler>;
}

/** Makes the function of several operations. The gateway names the operation by its method and path. */
export function httpRoutes(...routes: readonly Route[]): ReturnType<typeof httpHandler> {
  const handlers = new Map(routes.map(({ operation, handler }) => [`${operation.method} ${operation.path}`, handler]));
  return (event, context) => {
    const handler = handlers.get(`${event.httpMethod} ${event.resource}`);
    if (handler === undefined) throw new Error(`This function has no operation ${event.httpMethod} ${event.resource}.`);
    return handler(event, context);
  };
}
