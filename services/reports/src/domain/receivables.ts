/** What clients have to pay, by age: pure rules. */

import { compareText } from "@aerotage/core/text/order";
import { fromMajor, type Money, sum, toMajor } from "@aerotage/kernel/domain/money";
import type { ReceivablesRow, ReceivablesTotal } from "../contract/receivables.js";

/** What of an open invoice is reported. */
export interface OpenAmount {
  readonly clientId: string;
  readonly dueDate: string;
  readonly balance: Money;
}

const millisecondsPerDay = 86_400_000;

/** The ages, each with the most days since the due date. */
const ages = [
  ["current", 0],
  ["days1to30", 30],
  ["days31to60", 60],
  ["days61to90", 90],
  ["over90", Number.POSITIVE_INFINITY],
] as const;
/** How long an amount has been due. */
export type Age = (typeof ages)[number][0];

/** The age of an invoice on a date. An invoice that is due on that date is current. */
export function ageOf(dueDate: string, today: string): Age {
  const days = (Date.parse(today) - Date.parse(dueDate)) / millisecondsPerDay;
  return ages.find(([, most]) => days <= most)?.[0] ?? "over90";
}

/** What the report consists of. */
export interface Receivables {
  /** Per currency and client: by currency, then by total, highest first, then by name. */
  readonly rows: readonly ReceivablesRow[];
  /** By currency, sorted by its code. */
  readonly totals: readonly ReceivablesTotal[];
}

/** Adds open amounts up per client and currency, and per currency. */
export function receivables(
  open: readonly OpenAmount[],
  clientNames: ReadonlyMap<string, string>,
  today: string,
): Receivables {
  const byCurrency = grouped(open, ({ balance }) => balance.currency);
  const totals = [...byCurrency].map(([currency, ofCurrency]) => sumsOf(ofCurrency, currency, today));
  const rows = [...byCurrency].flatMap(([currency, ofCurrency]) =>
    [...grouped(ofCurrency, ({ clientId }) => clientId)].map(([clientId, ofClient]) => {
      const clientName = clientNames.get(clientId) ?? "";
      return { clientId, clientName, ...sumsOf(ofClient, currency, today) };
    }),
  );
  return {
    rows: rows.sort((a, b) => compareText(rowOrder(a), rowOrder(b)) || compareText(a.clientId, b.clientId)),
    totals: totals.sort((a, b) => compareText(a.currency, b.currency)),
  };
}

/** As many digits as the largest amount has. */
const amountDigits = String(Number.MAX_SAFE_INTEGER).length;

/** A text by which rows are sorted, but for clients of the same name and amount. */
export function rowOrder({ currency, total, clientName }: ReceivablesRow): string {
  const rest = Number.MAX_SAFE_INTEGER - fromMajor(total, currency).minor;
  return `${currency}#${String(rest).padStart(amountDigits, "0")}#${clientName}`;
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

function sumsOf(open: readonly OpenAmount[], currency: string, today: string): ReceivablesTotal {
  const byAge = grouped(open, ({ dueDate }) => ageOf(dueDate, today));
  const amountOf = (invoices: readonly OpenAmount[] = []) => {
    const balances = invoices.map(({ balance }) => balance);
    return toMajor(sum(balances, currency));
  };
  return {
    currency,
    invoices: open.length,
    current: amountOf(byAge.get("current")),
    days1to30: amountOf(byAge.get("days1to30")),
    days31to60: amountOf(byAge.get("days31to60")),
    days61to90: amountOf(byAge.get("days61to90")),
    over90: amountOf(byAge.get("over90")),
    total: amountOf(open),
  };
}
