/**
 * Fault points: places where a test build can make a function throw, crash or hang, asked for by the request header `x-fault` as
 * `<point>=<throw|exit|hang>`. Several are separated by `;`: each run of a piece of work takes the next one. In any other build the bundler
 * replaces `FAULT_POINTS` by false and drops all of it.
 */
declare const FAULT_POINTS: boolean;

/** The fault points. Points inside a piece of work have numbers. */
export type FaultPoint =
  | "before-handler"
  | "before-commit"
  | "after-commit"
  | "task-begun"
  | `part-moved-${number}`
  | "before-task-end"
  | "after-task-end"
  | "before-mail"
  | "after-mail"
  | "run-taken"
  | "export-stored"
  | "before-run-end";

/** The requested fault. A function handles one request at a time. */
let requestedFault: string | undefined;

/** Notes what a request, or the piece of work that it began, asks for. @param run which run of the work this is, from 1 */
export function askForFaults(faults: string | undefined, run = 1): void {
  if (typeof FAULT_POINTS === "undefined" || !FAULT_POINTS) return;
  requestedFault = faults?.split(";")[run - 1];
}

/** Fails here if this is a test build and the request asks for this fault. */
export async function faultPoint(point: FaultPoint): Promise<void> {
  if (typeof FAULT_POINTS === "undefined" || !FAULT_POINTS) return;
  const [where, effect] = (requestedFault ?? "").split("=");
  if (where !== point) return;
  if (effect === "throw") throw new Error(`Injected fault: ${point}`);
  if (effect === "exit") process.exit(70);
  if (effect === "hang") await new Promise(() => setInterval(() => undefined, 1000));
}

/** What a request asks of the pieces of work that it begins. */
export function faultsOf(headers: Readonly<Record<string, string>>): string | undefined {
  if (typeof FAULT_POINTS === "undefined" || !FAULT_POINTS) return undefined;
  return headers["x-fault"];
}
