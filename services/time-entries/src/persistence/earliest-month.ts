/** The earliest month that has entries: lists of all entries are read month by month, from the current one back to it. */
import { itemId } from "@aerotage/core/contract/tables";
import { getItem } from "@aerotage/core/database/batch";
import type { Database } from "@aerotage/core/database/client";
import { OptimisticLockError } from "@aerotage/core/database/optimistic-lock";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";

/** The id of the item that knows it. */
export const monthsKey = itemId("TimeEntries", "months");

/** The item. */
export interface MonthsItem {
  readonly id: typeof monthsKey;
  /** `YYYY-MM` */
  readonly earliest: string;
}

/** The earliest month with entries; undefined while there are none. */
export async function earliestMonth(tables: Database): Promise<string | undefined> {
  return (await getItem<MonthsItem>(tables, "TimeEntries", monthsKey))?.earliest;
}

/** Plans to note the month of a date, if it is earlier than all before. @param earliest as it was read */
export function noteMonth(unitOfWork: UnitOfWork, date: string, earliest: string | undefined): void {
  const month = date.slice(0, 7);
  if (earliest !== undefined && earliest <= month) return;
  unitOfWork.change(
    "TimeEntries",
    monthsKey,
    { set: { earliest: month } },
    {
      where: {
        condition: "attribute_not_exists(earliest) OR earliest > :month",
        values: { ":month": month },
      },
      refused: () => new OptimisticLockError(),
    },
  );
}
