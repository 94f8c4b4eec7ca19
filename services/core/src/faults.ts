/**
 * Fault points: places where a test build can make a function throw, crash or hang, asked for by the request header `x-fault`
 * as `<point>=<throw|exit|hang>`. In any other build the bundler replaces `FAULT_POINTS` by false and drops all of it.
 */
declare const FAULT_POINTS: boolean;

/** Where faults can be asked for. */
export type FaultPoint = "before-handler" | "before-commit" | "after-commit";

/** Fails here if this is a test build and the request asks for it. */
export async function faultPoint(point: FaultPoint, headers: Readonly<Record<string, string>>): Promise<void> {
  if (typeof FAULT_POINTS === "undefined" || !FAULT_POINTS) return;
  const [asked, effect] = (headers["x-fault"] ?? "").split("=");
  if (asked !== point) return;
  if (effect === "throw") throw new Error(`Injected fault: ${point}`);
  if (effect === "exit") process.exit(70);
  if (effect === "hang") await new Promise(() => setInterval(() => undefined, 1000));
}
