/** What entries use up of their projects: pure rules. */
import type { SpentDelta } from "@aerotage/kernel/domain/projects";
import { spentId } from "@aerotage/kernel/domain/projects";
import { entryAmount } from "@aerotage/kernel/domain/time-entries";
import type { Entry } from "./entry.js";

/** What of an entry counts. */
export type Spending = Pick<Entry, "projectId" | "userId" | "duration" | "status" | "isBillable" | "frozen">;

/** The minutes that an entry uses up: all but rejected ones count. */
export function spentMinutes({ status, duration }: Spending): number {
  return status === "rejected" ? 0 : duration;
}

/** How some changes change what is spent, one sum a project and person. */
export class SpendingChanges {
  readonly #sums = new Map<string, { -readonly [K in keyof SpentDelta]: SpentDelta[K] }>();

  /** Adds the change from one version of an entry to the next. */
  add(before: Spending | undefined, after: Spending | undefined): void {
    if (before !== undefined) this.#count(before, -1);
    if (after !== undefined) this.#count(after, 1);
  }

  /** The sums so far, those that change nothing too. */
  deltas(): SpentDelta[] {
    return [...this.#sums.values()];
  }

  #count(entry: Spending, sign: 1 | -1): void {
    const { projectId, userId } = entry;
    const key = spentId(projectId, userId);
    const known = this.#sums.get(key) ?? { projectId, userId, minutes: 0, entries: 0, amounts: {} };
    const amount = entryAmount(entry);
    this.#sums.set(key, {
      ...known,
      minutes: known.minutes + sign * spentMinutes(entry),
      entries: known.entries + sign,
      amounts:
        amount === undefined
          ? known.amounts
          : { ...known.amounts, [amount.currency]: (known.amounts[amount.currency] ?? 0) + sign * amount.minor },
    });
  }
}
