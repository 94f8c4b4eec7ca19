/** Clocks of people's machines: pure rules. */

/** How far somebody's clock may be ahead of this service's, in milliseconds. */
const aheadMilliseconds = 2 * 60_000;

/**
 * A moment that somebody's machine names as past or present. One that is up to two minutes ahead is now, since clocks differ.
 * Returns undefined for one that is further in the future.
 */
export function saidMoment(text: string, now: Date): Date | undefined {
  const ahead = Date.parse(text) - now.getTime();
  if (ahead > aheadMilliseconds) return undefined;
  return ahead > 0 ? now : new Date(text);
}
