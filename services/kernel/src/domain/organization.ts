/** The organization as other services see it. The organization service owns its settings. */
import { itemId } from "@aerotage/core/contract/tables";
import type { Weekday } from "./work-schedule.js";

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

/** What a change of a rate needs to know of the company. */
export interface CompanyRates {
  readonly currency: string;
  /** Its calendar date. */
  readonly today: string;
  /** The date whose rates are answered as those of today by whoever does not ask for the company's. */
  readonly answered: string;
}

/** The key of the organization's item in the Settings table. */
export const organizationId = itemId("Settings", "organization");
