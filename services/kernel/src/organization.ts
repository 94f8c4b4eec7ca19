/** What every service needs to know of the organization; the organization service owns its settings. */

import { type Database, database } from "@aerotage/core/database/client";
import { tableName } from "@aerotage/core/runtime/environment";
import { dateIn } from "@aerotage/core/time/zones";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { responseDate } from "./rates.js";
import type { Weekday } from "./work-schedule.js";

/** The key of the organization's item in the Settings table. */
export const organizationKey = "organization";

/** The key of a logo in the bucket of general files. @param id its upload's */
export const organizationLogoKey = (id: string): string => `organization/logo/${id}`;

/** The company's currency until somebody sets it. */
export const defaultCurrency = "USD";

/** A day on which the company doesn't work. */
export interface Holiday {
  /** Calendar date, `YYYY-MM-DD`. */
  readonly date: string;
  readonly name: string;
}

/** When people are reminded of time that they have not submitted: in the week after, in the company's zone. */
export interface SubmissionReminder {
  readonly weekday: Weekday;
  /** `HH:MM` */
  readonly time: string;
}

/** The settings that other services go by. */
export interface CompanySettings {
  /** ISO 4217. */
  readonly currency: string;
  /** IANA name. */
  readonly timezone: string;
  readonly weekStart: "monday" | "sunday" | "saturday";
  /** By date, each date once. */
  readonly holidays: readonly Holiday[];
  /** Calendar date: time of it and of all days before is locked. Nothing is locked without it. */
  readonly lockedUntil?: string | undefined;
  /** True if managers may approve their own time. */
  readonly selfApproval: boolean;
  /** Percent of a project's budget at which people are told, ascending. */
  readonly budgetThresholds: readonly number[];
  /** Days after an invoice's due date on which reminders go out, ascending; negative ones are before it. */
  readonly reminderDays: readonly number[];
  /** Nobody is reminded without it. */
  readonly submissionReminder?: SubmissionReminder | undefined;
  /** What invoice numbers begin with. */
  readonly invoicePrefix: string;
  /** What credit note numbers begin with: another text. */
  readonly creditNotePrefix: string;
}

/** What holds until somebody sets something else. */
export const companyDefaults: CompanySettings = {
  currency: defaultCurrency,
  timezone: "UTC",
  weekStart: "monday",
  holidays: [],
  selfApproval: false,
  budgetThresholds: [50, 80, 100],
  reminderDays: [7, 14, 30],
  invoicePrefix: "INV",
  creditNotePrefix: "CN",
};

/** The attributes of the item that `CompanySettings` consists of. */
const companyAttributes = [...Object.keys(companyDefaults), "lockedUntil", "submissionReminder"];

/** The currency of amounts that name none. */
export async function companyCurrency(tables: Database = database): Promise<string> {
  const response = await tables.send(
    new GetCommand({
      TableName: tableName("Settings"),
      Key: { id: organizationKey },
      ProjectionExpression: "currency",
    }),
  );
  return (response.Item?.currency as string | undefined) ?? defaultCurrency;
}

/** The settings that other services go by, read consistently: a lock holds from the next request on. */
export async function companySettings(tables: Database = database): Promise<CompanySettings> {
  // Aliases, since some of the names are words of DynamoDB's own.
  const names = Object.fromEntries(companyAttributes.map((name, index) => [`#f${index}`, name]));
  const response = await tables.send(
    new GetCommand({
      TableName: tableName("Settings"),
      Key: { id: organizationKey },
      ConsistentRead: true,
      ProjectionExpression: Object.keys(names).join(", "),
      ExpressionAttributeNames: names,
    }),
  );
  return { ...companyDefaults, ...response.Item };
}

/** What a change of a rate needs to know of the company. */
export interface CompanyRates {
  readonly currency: string;
  /** Its calendar date. */
  readonly today: string;
  /** The date whose rates are answered as those of today by whoever does not ask for the company's. */
  readonly answered: string;
}

/** The company's currency and calendar date. */
export async function companyRates(now: Date, tables: Database = database): Promise<CompanyRates> {
  const { currency, timezone } = await companySettings(tables);
  return { currency, today: dateIn(timezone, now), answered: responseDate(now) };
}
