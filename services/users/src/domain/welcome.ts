/** How often a temporary password is mailed again: pure rules. */

/** Seconds from one mail to the next. */
const pauseSeconds = 60;

/** The latest moment of an earlier mail after which another one may be sent now. */
export function latestEarlierWelcome(now: Date): Date {
  return new Date(now.getTime() - pauseSeconds * 1000);
}

/**
 * Whole seconds until another mail may be sent: at least one, since a request was just refused, and no more than the pause, where the
 * mail is that of a request which began later.
 */
export function secondsUntilWelcome(sentAt: string, now: Date): number {
  const milliseconds = Date.parse(sentAt) - latestEarlierWelcome(now).getTime();
  return Math.min(Math.max(Math.ceil(milliseconds / 1000), 1), pauseSeconds);
}
