/** Sums of recorded time: pure rules. */
import { hoursOf } from "@aerotage/core/time/dates";
import { toMajor } from "@aerotage/kernel/domain/money";
import type { TimeCell } from "@aerotage/kernel/domain/month-totals";

/** The entries of one kind of somebody's day. */
export interface OwnedCell extends TimeCell {
  readonly userId: string;
  /** Local date. */
  readonly date: string;
}

/** The minutes of some cells. */
export function minutesOf(cells: readonly TimeCell[]): number {
  return cells.reduce((total, { minutes }) => total + minutes, 0);
}

/** Minor units by currency as they are answered: by the code of the currency. */
export function amountsOf(minorByCurrency: Iterable<readonly [string, number]>) {
  return [...minorByCurrency]
    .filter(([, minor]) => minor !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, minor]) => {
      if (!Number.isSafeInteger(minor)) throw new RangeError(`The sum ${minor} in ${currency} is not exact.`);
      return { currency, amount: toMajor({ minor, currency }) };
    });
}

/** The cells of each person. */
export function cellsByPerson(cells: readonly OwnedCell[]): Map<string, OwnedCell[]> {
  const people = new Map<string, OwnedCell[]>();
  for (const cell of cells) {
    const known = people.get(cell.userId);
    if (known === undefined) people.set(cell.userId, [cell]);
    else known.push(cell);
  }
  return people;
}

/** True for the states of which amounts are counted. */
export const isApproved = (status: string) => status === "approved" || status === "invoiced";

/** The sums over some cells. */
export function sumsOf(cells: Iterable<TimeCell>): Sums {
  const sums = new Sums();
  for (const cell of cells) sums.add(cell);
  return sums;
}

/** Sums over cells. */
export class Sums {
  #minutes = 0;
  #billableMinutes = 0;
  #unapprovedMinutes = 0;
  #entries = 0;
  /** By currency. */
  readonly #minor = new Map<string, number>();

  add({ kind, minutes, entries, minor }: TimeCell): void {
    this.#minutes += minutes;
    this.#entries += entries;
    if (kind.isBillable) {
      this.#billableMinutes += minutes;
      if (!isApproved(kind.status)) this.#unapprovedMinutes += minutes;
    }
    if (kind.currency !== undefined) this.#minor.set(kind.currency, (this.#minor.get(kind.currency) ?? 0) + minor);
  }

  get minutes(): number {
    return this.#minutes;
  }

  /** By the code of the currency. */
  get amounts() {
    return amountsOf(this.#minor);
  }

  /** As they are answered. @param withAmounts false for people who see none */
  fields(withAmounts: boolean) {
    return {
      totalHours: hoursOf(this.#minutes),
      billableHours: hoursOf(this.#billableMinutes),
      nonBillableHours: hoursOf(this.#minutes - this.#billableMinutes),
      unapprovedBillableHours: hoursOf(this.#unapprovedMinutes),
      ...(withAmounts && { amounts: this.amounts }),
      entryCount: this.#entries,
    };
  }
}
