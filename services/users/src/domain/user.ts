/** What a user is and how it changes: pure rules. */
import { changedFields } from "@aerotage/core/audit/activity";
import { ApiError, forbidden } from "@aerotage/core/contract/errors";
import { mergePatch } from "@aerotage/core/contract/merge-patch";
import { nextVersion } from "@aerotage/core/contract/versions";
import type { Caller } from "@aerotage/core/lambda/caller";
import { canonicalJson } from "@aerotage/core/text/canonical-json";
import { dateIn } from "@aerotage/core/time/zones";
import { toMajor } from "@aerotage/kernel/domain/money";
import type { CompanyRates } from "@aerotage/kernel/domain/organization";
import {
  changedRates,
  changesRate,
  type RateInput,
  rateOn,
  ratesResponse,
  responseDate,
} from "@aerotage/kernel/domain/rates";
import { timezoneOf, type UserItem } from "@aerotage/kernel/domain/users";
import type { ProfileResponse } from "../contract/profiles.js";
import type { UserInput, UserResponse } from "../contract/users.js";
import { type StoredPreferences, visiblePreferences } from "./preferences.js";

/** A user as it is stored. */
export interface User extends UserItem {
  readonly department?: string;
  readonly jobTitle?: string;
  readonly contactInfo?: ContactInfo;
  readonly permissions?: Permissions;
  readonly preferences?: StoredPreferences;
  readonly notificationSettings?: Readonly<Record<string, unknown>>;
  /** The media type of the profile picture, where there is one. */
  readonly pictureType?: string;
  readonly pictureAt?: string;
  /** When a temporary password was last mailed again. */
  readonly welcomeSentAt?: string;
  /** When the person last set a password through the API. */
  readonly passwordChangedAt?: string;
  /** What became of the last mail to the person that failed for good; missing while none did. */
  readonly mailStatus?: UserResponse["mailStatus"] & string;
  /** When that was, ISO instant. */
  readonly mailStatusAt?: string;
  /** The e-mail change whose new address the account is about to take over. */
  readonly emailChangeId?: string;
}

export interface ContactInfo {
  readonly phone?: string;
  readonly address?: string;
  readonly emergencyContact?: string;
}

export interface Permissions {
  readonly features: string[];
  readonly projects: string[];
}

/** Who changes a user, when, and what a rate needs to know of the company. */
export interface ChangeContext {
  readonly caller: Pick<Caller, "id" | "role">;
  readonly now: Date;
  /** Needed where `concernsRate`. */
  readonly company?: CompanyRates | undefined;
}

/** What people may change of themselves; everything else is protected. */
const ownFields: ReadonlySet<string> = new Set(["name", "contactInfo", "preferences"]);
/** What they may change on their profile: how they describe themselves too. */
const ownProfileFields: ReadonlySet<string> = new Set([...ownFields, "jobTitle", "department"]);

/** True if a change may touch the rate. */
export function concernsRate(input: Pick<UserInput, "hourlyRate">): boolean {
  return input.hourlyRate !== undefined;
}

/** What a new user begins with. */
export interface NewUser extends UserInput {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

/** A new user, active unless the input says otherwise. @throws `VALIDATION_ERROR` for a rate that is not one of the company's currency */
export function newUser(input: NewUser, context: ChangeContext): User {
  const now = context.now.toISOString();
  const { id, email, name, ...rest } = input;
  const blank: User = {
    id,
    kind: "user",
    email,
    name,
    role: "employee",
    isActive: true,
    startDate: now.slice(0, 10),
    createdAt: now,
    updatedAt: now,
    createdBy: context.caller.id,
    version: 1,
  };
  return withInactivity(blank, merged(blank, rest, context), context.now);
}

/**
 * A user after a change: its next version. Somebody who is deactivated loses all sign-ins so far for good.
 * @throws `FORBIDDEN` if somebody who is no administrator gives a protected field another value; `VALIDATION_ERROR` as `newUser`
 */
export function changedUser(user: User, input: UserInput, context: ChangeContext): User {
  if (context.caller.role !== "admin") refuseProtected(user, input, ownFields, context);
  const after = withInactivity(user, merged(user, input, context), context.now);
  const ended = user.isActive && !after.isActive && endedSignIns(context.now);
  return nextVersion({ ...after, ...ended }, context.now);
}

/** A user after a change of their profile: their next version. Errors as `changedUser`. */
export function changedProfile(
  user: User,
  input: Pick<UserInput, "name" | "jobTitle" | "department" | "hourlyRate" | "effectiveFrom" | "contactInfo">,
  context: ChangeContext,
): User {
  if (context.caller.role !== "admin") refuseProtected(user, input, ownProfileFields, context);
  return nextVersion(merged(user, input, context), context.now);
}

/** A user after a change, with the beginning or end of a time in which they are inactive. */
function withInactivity(before: User, after: User, now: Date): User {
  if (before.isActive === after.isActive) return after;
  const today = dateIn(timezoneOf(after), now);
  const periods = before.inactivePeriods ?? [];
  if (!after.isActive) return { ...after, inactivePeriods: [...periods, { from: today }] };
  return {
    ...after,
    inactivePeriods: periods.map((period) => (period.until === undefined ? { ...period, until: today } : period)),
  };
}

/** The part of a user that ends all sign-ins so far, but for one to keep. */
export function endedSignIns(
  now: Date,
  keptSessionId?: string,
): { readonly sessionsEndedThrough: number; readonly keptSessionId: string | undefined } {
  return { sessionsEndedThrough: Math.floor(now.getTime() / 1000), keptSessionId };
}

/** True if something differs that only the record's bookkeeping doesn't tell. */
export function isChange(before: User, after: User): boolean {
  return changedFields({ ...before }, { ...after }).length > 0;
}

/** True while somebody counts among the administrators of whom the last one stays. */
export function isActiveAdmin(user: Pick<User, "role" | "isActive">): boolean {
  return user.role === "admin" && user.isActive;
}

/** A user as somebody may see it: rates and failed mails are the administrators'. `today` is the date whose rate is told as the one of today. */
export function toUserResponse(
  user: User,
  viewer: Pick<Caller, "role">,
  today: string,
  profilePicture?: string,
): UserResponse {
  const { id, email, name, role, department, jobTitle, teamId, isActive, startDate, lastLogin } = user;
  const { createdAt, updatedAt, createdBy, version } = user;
  return {
    id,
    email,
    name,
    ...namesOf(name),
    role,
    ...(department !== undefined && { department }),
    ...(jobTitle !== undefined && { jobTitle }),
    ...(viewer.role === "admin" && ratesOf(user, today)),
    ...(teamId !== undefined && { teamId }),
    isActive,
    startDate,
    contactInfo: { ...user.contactInfo },
    ...(profilePicture !== undefined && { profilePicture }),
    permissions: permissionsOf(user),
    preferences: visiblePreferences(user.preferences),
    ...(lastLogin !== undefined && { lastLogin }),
    ...(viewer.role === "admin" && mailStatusOf(user)),
    createdAt,
    updatedAt,
    createdBy,
    version,
  };
}

/** A user's own page. */
export function profileOf(
  user: User,
  viewer: Pick<Caller, "role">,
  today: string,
  profilePicture?: string,
): ProfileResponse {
  const response = toUserResponse(user, viewer, today, profilePicture);
  const { firstName: _f, lastName: _l, permissions: _p, preferences: _q, createdBy: _c, ...rest } = response;
  const { mailStatus: _m, mailStatusAt: _n, ...profile } = rest;
  return profile;
}

/** First and last name: the last word is the last name. */
export function namesOf(name: string): { readonly firstName: string; readonly lastName: string } {
  const words = name.trim().split(/\s+/);
  return words.length < 2
    ? { firstName: name, lastName: "" }
    : { firstName: words.slice(0, -1).join(" "), lastName: words.at(-1) ?? "" };
}

function permissionsOf({ permissions }: Pick<User, "permissions">): { features: string[]; projects: string[] } {
  return { features: [...(permissions?.features ?? [])], projects: [...(permissions?.projects ?? [])] };
}

function mailStatusOf({ mailStatus, mailStatusAt }: User): Pick<UserResponse, "mailStatus" | "mailStatusAt"> {
  return { ...(mailStatus !== undefined && { mailStatus }), ...(mailStatusAt !== undefined && { mailStatusAt }) };
}

function ratesOf({ rates }: Pick<User, "rates">, today: string): Pick<UserResponse, "hourlyRate" | "rates"> {
  if (rates === undefined) return {};
  const rate = rateOn(rates, today);
  return { ...(rate !== undefined && { hourlyRate: toMajor(rate) }), rates: ratesResponse(rates) };
}

/** Whole forms send protected fields back as they are, which is no change. */
function refuseProtected(user: User, input: UserInput, own: ReadonlySet<string>, context: ChangeContext): void {
  const { hourlyRate, effectiveFrom, ...plain } = input;
  const stored = { ...toUserResponse(user, { role: "admin" }, responseDate(context.now)) } as Record<string, unknown>;
  const refused = Object.entries(plain)
    .filter(([field, value]) => !own.has(field) && value !== undefined)
    .filter(([field, value]) => {
      const meant = field === "permissions" ? { ...permissionsOf(user), ...(value as object) } : value;
      return canonicalJson(meant ?? undefined) !== canonicalJson(stored[field]);
    })
    .map(([field]) => field);
  if (concernsRate(input)) {
    const { today, answered } = companyOf(context);
    if (changesRate(user.rates, { amount: hourlyRate, effectiveFrom }, today, answered)) refused.push("hourlyRate");
  }
  if (refused.length > 0)
    throw new ApiError(forbidden, `Only an administrator may change ${refused.sort().join(", ")}.`);
}

function merged(user: User, input: UserInput, context: ChangeContext): User {
  const { contactInfo, preferences, permissions, hourlyRate: amount, effectiveFrom, ...plain } = input;
  const after = mergePatch({ ...user }, plain);
  const rates = concernsRate(input) ? ratesAfter(user, { amount, effectiveFrom }, context) : user.rates;
  // A sent contactInfo replaces the stored one: forms leave out a field that was emptied.
  const contact = contactInfo === undefined ? { ...user.contactInfo } : mergePatch({}, contactInfo ?? {});
  const { rates: _rates, contactInfo: _contact, ...rest } = after;
  return {
    ...rest,
    ...(rates !== undefined && { rates }),
    ...(Object.keys(contact).length > 0 && { contactInfo: contact }),
    ...saidAnew("preferences", preferences, user.preferences ?? {}, visiblePreferences(user.preferences)),
    ...saidAnew("permissions", permissions, permissionsOf(user), permissionsOf(user)),
  };
}

/** A field with what a change says of it; nothing where it only says what is answered already, as whole forms do. */
function saidAnew(
  field: "preferences" | "permissions",
  given: object | undefined,
  stored: object,
  shown: object,
): Partial<User> {
  const next = mergePatch({ ...shown }, given ?? {});
  return canonicalJson(next) === canonicalJson(shown) ? {} : { [field]: mergePatch({ ...stored }, given ?? {}) };
}

/** A rate that holds already keeps its currency; another one is in the company's. */
function ratesAfter(user: User, input: RateInput, context: ChangeContext): User["rates"] {
  return changedRates(user.rates, input, { ...companyOf(context), path: "hourlyRate" });
}

function companyOf({ company }: ChangeContext): CompanyRates {
  if (company === undefined)
    throw new TypeError("A change that concerns the rate needs the company's currency and date.");
  return company;
}
