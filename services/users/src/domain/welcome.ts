/** How often a temporary password is mailed again: pure rules. */

/** Seconds from one mail to the next. */
const pauseSeconds = 60;

/** The latest moment of an earlier mail after which another one may be sent now. */
export function latestEarlierWelcome(now: Date): Date {
  return new Date(now.getTime() - pauseSeconds * 1000);
}

/** Whole seconds until another mail may be sent: at least one, since somebody was just refused. */
export function secondsUntilWelcome(sentAt: string, now: Date): number {
  const milliseconds = Date.parse(sentAt) - latestEarlierWelcome(now).getTime();
  return Math.max(Math.ceil(milliseconds / 1000), 1);
}
