/**
 * The totals of one person's month: what reports are made of, in place of the entries. The time entries service writes them in the transaction
 * of each change of an entry; the reports service reads them.
 *
 * An item holds one cell per day and kind of time. Entries are of one kind if no report can tell them apart. The cells are JSON, deflated:
 * a full month of five projects per day takes about 1 KB, so that an entry's change writes 2 to 4 units more, and 1,000 people's month is
 * read in ten calls.
 */

import { deflateRawSync, inflateRawSync } from "node:zlib";
import { itemId } from "@aerotage/core/contract/tables";

/** The time of a day that no report tells apart. */
export interface TimeKind {
  readonly projectId: string;
  readonly clientId: string;
  /** The person's team when they recorded it. */
  readonly teamId?: string | undefined;
  readonly isBillable: boolean;
  readonly status: string;
  /** Sorted. */
  readonly tags: readonly string[];
  /** ISO 4217; set once an amount is frozen. */
  readonly currency?: string | undefined;
}

/** Sums over some entries. */
export interface TimeSums {
  readonly entries: number;
  readonly minutes: number;
  /** Minor units of the kind's currency, rounded per entry. */
  readonly minor: number;
  /** Minutes from submission to approval, of approved and invoiced entries. */
  readonly approvalMinutes: number;
}

/** The entries of one kind on a day. */
export interface TimeCell extends TimeSums {
  /** Day of the month, from 1. */
  readonly day: number;
  readonly kind: TimeKind;
}

/** A month of a person as it lies in the TimeEntries table. */
export interface MonthTotalsItem {
  readonly id: string;
  readonly cells: Uint8Array;
  /** Another one at each change. */
  readonly revision: string;
}

type PackedKind = readonly [
  projectId: string,
  clientId: string,
  teamId: string,
  isBillable: 0 | 1,
  status: string,
  currency: string,
  ...tags: string[],
];

/** The kinds, and the cells as columns, which deflate better than rows; `kind` is a place in the list of kinds. */
interface Packed {
  readonly kinds: readonly PackedKind[];
  readonly day: number[];
  readonly kind: number[];
  readonly entries: number[];
  readonly minutes: number[];
  readonly minor: number[];
  readonly approvalMinutes: number[];
}

/** Packs cells. Equal content is packed as equal bytes. */
export function packCells(cells: Iterable<TimeCell>): Uint8Array {
  const sorted = [...cells].map((cell) => ({ ...cell, key: kindKey(cell.kind) }));
  sorted.sort((a, b) => a.day - b.day || (a.key < b.key ? -1 : Number(a.key > b.key)));
  const kinds = [...new Set(sorted.map(({ key }) => key))];
  const positions = new Map(kinds.map((key, index) => [key, index]));
  const packed: Packed = {
    kinds: kinds.map((key) => JSON.parse(key) as PackedKind),
    day: sorted.map(({ day }) => day),
    kind: sorted.map(({ key }) => positions.get(key) ?? 0),
    entries: sorted.map(({ entries }) => entries),
    minutes: sorted.map(({ minutes }) => minutes),
    minor: sorted.map(({ minor }) => minor),
    approvalMinutes: sorted.map(({ approvalMinutes }) => approvalMinutes),
  };
  return deflateRawSync(JSON.stringify(packed));
}

/** The cells of a person's month. */
export function unpackCells(bytes: Uint8Array): TimeCell[] {
  const packed = JSON.parse(inflateRawSync(bytes).toString()) as Packed;
  const kinds = packed.kinds.map(kindOf);
  return packed.day.map((day, index) => ({
    day,
    kind: kinds[packed.kind[index] as number] as TimeKind,
    entries: packed.entries[index] as number,
    minutes: packed.minutes[index] as number,
    minor: packed.minor[index] as number,
    approvalMinutes: packed.approvalMinutes[index] as number,
  }));
}

/** The same text for equal kinds. */
export function kindKey({
  projectId,
  clientId,
  teamId = "",
  isBillable,
  status,
  currency = "",
  tags,
}: TimeKind): string {
  return JSON.stringify([
    projectId,
    clientId,
    teamId,
    isBillable ? 1 : 0,
    status,
    currency,
    ...tags,
  ] satisfies PackedKind);
}

function kindOf([projectId, clientId, teamId, isBillable, status, currency, ...tags]: PackedKind): TimeKind {
  return {
    projectId,
    clientId,
    ...(teamId !== "" && { teamId }),
    isBillable: isBillable === 1,
    status,
    tags,
    ...(currency !== "" && { currency }),
  };
}

/** A person's month, changed in memory. Changes commute: the order of additions does not matter. */
export class MonthTotals {
  readonly #cells = new Map<string, TimeCell>();

  constructor(cells: Iterable<TimeCell> = []) {
    for (const cell of cells) this.#cells.set(cellKey(cell), cell);
  }

  /** Adds a cell's sums, or takes them away. A cell of nothing is left out. */
  add(cell: TimeCell, sign: 1 | -1): void {
    const key = cellKey(cell);
    const known = this.#cells.get(key);
    const sums = {
      entries: (known?.entries ?? 0) + sign * cell.entries,
      minutes: (known?.minutes ?? 0) + sign * cell.minutes,
      minor: (known?.minor ?? 0) + sign * cell.minor,
      approvalMinutes: (known?.approvalMinutes ?? 0) + sign * cell.approvalMinutes,
    };
    if (Object.values(sums).every((sum) => sum === 0)) this.#cells.delete(key);
    else this.#cells.set(key, { day: cell.day, kind: cell.kind, ...sums });
  }

  get isEmpty(): boolean {
    return this.#cells.size === 0;
  }

  cells(): TimeCell[] {
    return [...this.#cells.values()];
  }
}

function cellKey({ day, kind }: Pick<TimeCell, "day" | "kind">): string {
  return `${day} ${kindKey(kind)}`;
}

/** The id of a person's month. @param date `YYYY-MM-DD`, or a month */
export function monthTotalsId(userId: string, date: string): string {
  return itemId("TimeEntries", "monthTotals", userId, date.slice(0, 7));
}
