/** Reads of the organization's settings. */
import { type Database, database } from "@aerotage/core/database/client";
import { tableName } from "@aerotage/core/runtime/environment";
import { dateIn } from "@aerotage/core/time/zones";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import {
  type CompanyRates,
  type CompanySettings,
  companyDefaults,
  defaultCurrency,
  organizationId,
} from "../domain/organization.js";
import { responseDate } from "../domain/rates.js";

/** The key of a logo in the bucket of general files. @param id its upload's */
export const organizationLogoKey = (id: string): string => `organization/logo/${id}`;
/** The attributes of the item that `CompanySettings` consists of. */
const companyAttributes = [...Object.keys(companyDefaults), "lockedUntil", "submissionReminder"];
/** The currency of amounts that name none. */
export async function companyCurrency(tables: Database = database): Promise<string> {
  const response = await tables.send(
    new GetCommand({
      TableName: tableName("Settings"),
      Key: { id: organizationId },
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
      Key: { id: organizationId },
      ConsistentRead: true,
      ProjectionExpression: Object.keys(names).join(", "),
      ExpressionAttributeNames: names,
    }),
  );
  return { ...companyDefaults, ...response.Item };
}

/** The company's currency and calendar date. */
export async function companyRates(now: Date, tables: Database = database): Promise<CompanyRates> {
  const { currency, timezone } = await companySettings(tables);
  return { currency, today: dateIn(timezone, now), answered: responseDate(now) };
}
