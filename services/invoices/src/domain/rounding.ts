/** How billed time is rounded: pure rules. */
import type { TimeRounding } from "@aerotage/kernel/contract/billing";

/** Minutes as they are billed: whole steps where the rounding has them. Half a step is rounded up. */
export function roundedMinutes(minutes: number, { mode, minutes: step }: TimeRounding): number {
  if (mode === "none" || step === undefined) return minutes;
  return mode === "up" ? Math.ceil(minutes / step) * step : Math.floor((2 * minutes + step) / (2 * step)) * step;
}
