/** Numbers: one item per series has the last number of each year, so that the next one is taken in the transaction that uses it. */
import { itemId } from "@aerotage/core/contract/tables";
import { getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { OptimisticLockError } from "@aerotage/core/database/optimistic-lock";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { numberAttribute, startAttribute } from "@aerotage/kernel/persistence/invoices";
import { numberText } from "../domain/invoice.js";

/** Invoices and credit notes have numbers of their own. */
export type NumberSeries = "invoice" | "creditNote";

const numbersKey = (series: NumberSeries): string => itemId("Invoices", "numbers", series);

/** The item as it was read. */
export type NumbersItem = Readonly<Record<string, unknown>>;

/** Reads the numbers that were given, consistently. */
export async function readNumbers(series: NumberSeries, tables: Database = database): Promise<NumbersItem> {
  const [item = {}] = await getMany(tables, "Invoices", [numbersKey(series)]);
  return item;
}

/** The years that have invoices, as text. */
export function yearsOf(numbers: NumbersItem): string[] {
  return Object.keys(numbers).flatMap((name) => /^y(\d{4})$/.exec(name)?.[1] ?? []);
}

/**
 * Plans that a document takes the next number of the year in which it is issued, and returns the number as text. Refused as by `planNumber`.
 * @param issueDate its calendar date of issue
 */
export async function takeNumber(
  unitOfWork: UnitOfWork,
  series: NumberSeries,
  prefix: string,
  issueDate: string,
): Promise<string> {
  const year = Number(issueDate.slice(0, 4));
  return numberText(prefix, year, planNumber(unitOfWork, series, year, await readNumbers(series)));
}

/**
 * Plans that the next number of a year is given, and returns it. Whoever else takes it meanwhile, or sets another first number, makes this
 * `OptimisticLockError`.
 */
export function planNumber(unitOfWork: UnitOfWork, series: NumberSeries, year: number, numbers: NumbersItem): number {
  const [last, start] = [numbers[numberAttribute(year)], numbers[startAttribute(year)]];
  const next = last === undefined ? Number(start ?? 1) : Number(last) + 1;
  const unchanged = [
    last === undefined ? "attribute_not_exists(#year)" : "#year = :last",
    start === undefined ? "attribute_not_exists(#start)" : "#start = :start",
  ];
  unitOfWork.change(
    "Invoices",
    numbersKey(series),
    { set: { [numberAttribute(year)]: next } },
    {
      where: {
        condition: unchanged.join(" AND "),
        names: { "#year": numberAttribute(year), "#start": startAttribute(year) },
        values: {
          ...(last !== undefined && { ":last": last }),
          ...(start !== undefined && { ":start": start }),
        },
      },
      refused: () => new OptimisticLockError(),
    },
  );
  return next;
}
