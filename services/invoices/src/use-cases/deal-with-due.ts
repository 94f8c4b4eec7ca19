/** Work on what is due, by the clock. */

/** So long before the end of a run nothing is begun any more, in milliseconds. */
const closingMilliseconds = 30_000;

/** True while there is time to begin something. @param deadline the end of the run, epoch milliseconds */
export function isTimeToBegin(deadline: number): boolean {
  return Date.now() < deadline - closingMilliseconds;
}

/**
 * Deals with each item while there is time; the next run finds the rest. One that fails does not keep the others.
 * @param what names the items in the error
 * @throws AggregateError after the others, with all errors
 */
export async function dealWithDue<Item>(
  items: Iterable<Item>,
  { deadline, what }: { readonly deadline: number; readonly what: string },
  deal: (item: Item) => Promise<void>,
): Promise<void> {
  const errors: Error[] = [];
  for (const item of items) {
    if (!isTimeToBegin(deadline)) break;
    try {
      await deal(item);
    } catch (error) {
      errors.push(error as Error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} of the ${what} failed.`);
}
