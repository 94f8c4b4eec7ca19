/**
 * Fault points: places where a test build can make a function throw, crash or hang, asked for by the request header `x-fault`
 * as `<point>=<throw|exit|hang>`. In any other build `FAULT_POINTS` is false and the bundler drops all of it.
 */
declare const FAULT_POINTS: boolean;

/** Where faults can be asked for. */
export type FaultPoint = "before-handler" | "before-commit" | "after-commit";

/** The header that asks for a fault. */
export const faultHeader = "x-fault";

const enabled = typeof FAULT_POINTS !== "undefined" && FAULT_POINTS;

/** Fails here if this is a test build and the request asks for it. */
export async function faultPoint(point: FaultPoint, headers: Readonly<Record<string, string>>): Promise<void> {
  if (!enabled) return;
  const [asked, effect] = (headers[faultHeader] ?? "").split("=");
  if (asked !== point) return;
  if (effect === "throw") throw new Error(`Injected fault: ${point}`);
  if (effect === "exit") process.exit(70);
  if (effect === "hang") await new Promise(() => setInterval(() => undefined, 1000));
}
