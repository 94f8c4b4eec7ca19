/** Work in parts: the parts of one person one after another, some people side by side, and none begun once the time is nearly over. */

/** How parts are taken in turn. */
export interface Turns<Part> {
  /** The parts of each person, in their order. */
  readonly people: readonly (readonly Part[])[];
  /** How many people's parts are under way at the same time. */
  readonly peopleAtOnce: number;
  /** When no part is begun any more, epoch milliseconds. */
  readonly closingAt: number;
  readonly run: (part: Part) => Promise<void>;
  /** Told of each part that is not begun. */
  readonly leaveOff: (part: Part) => void;
}

/**
 * Runs all parts that can be begun in time. The people with the most parts come first, since they take the longest.
 * @throws the first error of `run`, once everything that was begun has ended
 */
export async function inTurns<Part>(turns: Turns<Part>): Promise<void> {
  const { people, peopleAtOnce, closingAt, run, leaveOff } = turns;
  const waiting = people.toSorted((a, b) => b.length - a.length);
  const takeTurns = async (): Promise<void> => {
    for (let parts = waiting.shift(); parts !== undefined; parts = waiting.shift()) {
      for (const part of parts) {
        if (Date.now() >= closingAt) leaveOff(part);
        else await run(part);
      }
    }
  };
  // Each to the end, whatever becomes of the others: nothing may go on after the response.
  const settled = await Promise.allSettled(Array.from({ length: peopleAtOnce }, takeTurns));
  for (const outcome of settled) if (outcome.status === "rejected") throw outcome.reason;
}
