/** How the company's settings change, and who sees what of them: pure rules. */
import { changedFields } from "@aerotage/core/audit/activity";
import { ApiError, fieldError } from "@aerotage/core/contract/errors";
import { mergePatch } from "@aerotage/core/contract/merge-patch";
import type { Caller } from "@aerotage/core/lambda/caller";
import { amountProblem } from "@aerotage/kernel/domain/money";
import type { CompanySettings, Holiday } from "@aerotage/kernel/domain/organization";
import {
  invoiceNumbersGiven,
  organizationHasAmounts,
  type SettingsInput,
  type SettingsResponse,
} from "../contract/organization.js";

/** The settings as they are stored, with defaults for what nobody has set; version 0 while nothing is stored. */
export interface Settings extends Omit<SettingsResponse, keyof CompanySettings>, CompanySettings {}

/** The fields that everybody sees; a new field is for administrators alone until it stands here. */
const publicFields = [
  "legalName",
  "address",
  "logo",
  "logoFile",
  "currency",
  "timezone",
  "weekStart",
  "holidays",
  "lockedUntil",
  "lockReason",
  "selfApproval",
  "version",
] as const satisfies readonly (keyof Settings)[];
type PublicField = (typeof publicFields)[number];

/** True if everybody may see the field. */
export function isPublic(field: string): boolean {
  return (publicFields as readonly string[]).includes(field);
}

/** Who changes the settings, when, and what a cleared field falls back to. */
export interface SettingsChange {
  readonly caller: Pick<Caller, "id">;
  readonly now: Date;
  readonly defaults: CompanySettings;
}

/**
 * The settings after a change: their next version, or the same object if nothing is different.
 * @throws `VALIDATION_ERROR` at `lockReason` if the lock moves, or would stay, without a reason
 */
export function changedSettings(before: Settings, input: SettingsInput, change: SettingsChange): Settings {
  const changes = {
    ...input,
    bankDetails: input.bankDetails && mergePatch(input.bankDetails, {}),
    holidays: input.holidays && byDate(input.holidays),
    lockReason: lockReasonAfter(before, input),
  };
  const after: Settings = { ...change.defaults, ...mergePatch(before, changes) };
  if (changedFields({ ...before }, { ...after }).length === 0) return before;
  if (after.creditNotePrefix === after.invoicePrefix)
    throw fieldError("creditNotePrefix", `must not be ${after.invoicePrefix}, which invoice numbers begin with`);
  requireFee(after);
  return { ...after, updatedAt: change.now.toISOString(), updatedBy: change.caller.id, version: before.version + 1 };
}

/** @throws `VALIDATION_ERROR` for a fee that is no amount of the currency */
function requireFee({ reminderFee, currency }: Settings): void {
  const problem = reminderFee === undefined ? undefined : amountProblem(reminderFee, currency);
  if (problem !== undefined) throw fieldError("reminderFee", problem);
}

/** The settings with another logo, or none: their next version. */
export function withLogo(
  before: Settings,
  logoFile: Settings["logoFile"],
  { caller, now }: Pick<SettingsChange, "caller" | "now">,
): Settings {
  const { logoFile: _before, ...rest } = before;
  const updated = { updatedAt: now.toISOString(), updatedBy: caller.id, version: before.version + 1 };
  return { ...rest, ...(logoFile !== undefined && { logoFile }), ...updated };
}

/** What is in the company's currency. */
export interface CompanyAmounts {
  /** Clients without a currency of their own that have rates, projects or invoices. */
  readonly clients: number;
  /** People with a rate. */
  readonly people: number;
}

/**
 * A number never becomes the same number of another currency, so the company keeps its own while anything is in it.
 * @throws `ORGANIZATION_HAS_AMOUNTS` with what exists
 */
export function requireNoCompanyAmounts(before: Settings, after: Settings, { clients, people }: CompanyAmounts): void {
  const found = [
    ...(clients > 0 ? [`${clients} clients without a currency of their own have rates, projects or invoices`] : []),
    ...(people > 0 ? [`${people} people have a rate`] : []),
  ];
  if (found.length === 0) return;
  throw new ApiError(
    organizationHasAmounts,
    `The currency cannot become ${after.currency} while amounts are in ${before.currency}: ${found.join(", and ")}. Give these clients the currency ${before.currency}, and clear these rates.`,
    { details: found.map((message) => ({ path: "currency", message })) },
  );
}

/**
 * The numbers of a year stay one series: its first number is settled once any number of the year is given.
 * @throws `INVOICE_NUMBERS_GIVEN`
 */
export function requireNoNumbers(year: number, isGiven: boolean): void {
  if (!isGiven) return;
  throw new ApiError(
    invoiceNumbersGiven,
    `Invoices of ${year} have numbers already, so their first number can no longer be set.`,
    { details: [{ path: "invoiceNumberStart", message: `is of ${year}, whose invoices have numbers already` }] },
  );
}

function byDate(holidays: readonly Holiday[]): Holiday[] {
  return holidays.toSorted((a, b) => (a.date < b.date ? -1 : 1));
}

/** What becomes of the lock's reason: a text, null where the lock is gone, undefined where it stays as it is. */
function lockReasonAfter(before: Settings, input: SettingsInput): string | null | undefined {
  const lockedUntil = input.lockedUntil === undefined ? before.lockedUntil : (input.lockedUntil ?? undefined);
  const reason = input.lockReason ?? undefined;
  if (lockedUntil !== before.lockedUntil && reason === undefined) {
    throw missingReason(`says why lockedUntil becomes ${lockedUntil ?? "empty"}, and must be in the same request`);
  }
  if (lockedUntil === undefined) return null;
  if (input.lockReason === null) throw missingReason(`must be there while time is locked until ${lockedUntil}`);
  return reason;
}

function missingReason(message: string): ApiError {
  return fieldError("lockReason", message);
}

/** The settings as somebody of a role may see them. */
export function toSettingsResponse(settings: Settings, role: Caller["role"]): SettingsResponse {
  const { holidays, budgetThresholds, reminderDays, ...rest } = settings;
  const all = {
    ...rest,
    holidays: [...holidays],
    budgetThresholds: [...budgetThresholds],
    reminderDays: [...reminderDays],
  };
  if (role === "admin") return all;
  return Object.fromEntries(publicFields.map((name) => [name, all[name]])) as Pick<SettingsResponse, PublicField>;
}
