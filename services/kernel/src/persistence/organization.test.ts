import type { Database } from "@aerotage/core/database/client";
import type { GetCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { companyDefaults } from "../domain/organization.js";
import { companyCurrency, companyRates, companySettings } from "./organization.js";

/** A table with one item, which answers what the projection names. */
function tablesWith(stored: Record<string, unknown> | undefined): Database {
  const send = async ({ input }: GetCommand) => {
    expect(input).toMatchObject({ TableName: "settings", Key: { id: "organization" } });
    const names = (input.ProjectionExpression ?? "").split(", ");
    const wanted = names.map((name) => input.ExpressionAttributeNames?.[name] ?? name);
    return { Item: stored && Object.fromEntries(Object.entries(stored).filter(([name]) => wanted.includes(name))) };
  };
  return { send } as unknown as Database;
}

describe("the company's settings for other services", () => {
  beforeEach(() => {
    vi.stubEnv("TABLE_SETTINGS", "settings");
  });

  it("are the defaults while nothing is stored", async () => {
    expect(await companySettings(tablesWith(undefined))).toEqual({
      currency: "USD",
      timezone: "UTC",
      weekStart: "monday",
      holidays: [],
      selfApproval: false,
      budgetThresholds: [50, 80, 100],
      reminderDays: [7, 14, 30],
      invoicePrefix: "INV",
      creditNotePrefix: "CN",
    });
    expect(await companyCurrency(tablesWith(undefined))).toBe("USD");
  });

  it("are what is stored, with defaults for the rest and without what they are not", async () => {
    const stored = {
      currency: "EUR",
      lockedUntil: "2026-10-31",
      selfApproval: true,
      reminderDays: [],
      logo: "https://x",
    };
    const { logo: _logo, ...expected } = stored;
    expect(await companySettings(tablesWith(stored))).toEqual({ ...companyDefaults, ...expected });
    expect(await companyCurrency(tablesWith(stored))).toBe("EUR");
  });

  it("say in which currency and from which date a rate holds", async () => {
    const now = new Date("2026-11-24T12:00:00Z");
    const stored = { currency: "NZD", timezone: "Pacific/Auckland" };
    expect(await companyRates(now, tablesWith(stored))).toEqual({
      currency: "NZD",
      today: "2026-11-25",
      answered: "2026-11-24",
    });
  });
});
