/** What a person prefers: stored as far as they said it, answered in full. */

/** Preferences that everybody who sees the person sees. */
export interface VisiblePreferences {
  readonly theme: "light" | "dark";
  readonly notifications: boolean;
  /** IANA. */
  readonly timezone: string;
}

/** All preferences of a person. */
export interface Preferences extends VisiblePreferences {
  readonly timeTracking: {
    /** Minutes. */
    readonly defaultTimeEntryDuration: number;
    readonly autoStartTimer: boolean;
    readonly showTimerInMenuBar: boolean;
    readonly defaultBillableStatus: boolean;
    /** Minutes; 0 reminds of nothing. */
    readonly reminderInterval: number;
    readonly workingHours: { readonly start: string; readonly end: string };
    /** Hours. */
    readonly timeGoals: { readonly daily: number; readonly weekly: number; readonly notifications: boolean };
  };
  readonly formatting: {
    readonly currency: string;
    readonly dateFormat: string;
    readonly timeFormat: "12h" | "24h";
  };
}

/** A part of an object, at every depth. */
export type DeepPartial<T> = T extends object ? { readonly [K in keyof T]?: DeepPartial<T[K]> | undefined } : T;

/** What of the preferences somebody has said. */
export type StoredPreferences = DeepPartial<Preferences>;

/** The preferences of somebody who said nothing. */
export const defaultPreferences: Preferences = {
  theme: "light",
  notifications: true,
  timezone: "UTC",
  timeTracking: {
    defaultTimeEntryDuration: 60,
    autoStartTimer: false,
    showTimerInMenuBar: true,
    defaultBillableStatus: true,
    reminderInterval: 15,
    workingHours: { start: "09:00", end: "17:00" },
    timeGoals: { daily: 8, weekly: 40, notifications: true },
  },
  formatting: { currency: "USD", dateFormat: "MM/DD/YYYY", timeFormat: "12h" },
};

/** Notification settings in full: what is mailed and shown, and when nothing is. */
export interface NotificationSettings {
  readonly emailEnabled: boolean;
  readonly emailFrequency: "immediate" | "daily" | "weekly" | "never";
  readonly timerReminders: boolean;
  /** Minutes. */
  readonly timerReminderInterval: number;
  readonly goalNotifications: boolean;
  readonly systemNotifications: boolean;
  readonly timeEntrySubmissionReminders: boolean;
  readonly approvalNotifications: boolean;
  readonly projectDeadlineReminders: boolean;
  readonly invoiceStatusUpdates: boolean;
  readonly paymentReminders: boolean;
  readonly teamActivityUpdates: boolean;
  readonly userInvitationUpdates: boolean;
  readonly quietHours: { readonly enabled: boolean; readonly start: string; readonly end: string };
}

/** The notification settings of somebody who said nothing. */
export const defaultNotificationSettings: NotificationSettings = {
  emailEnabled: true,
  emailFrequency: "immediate",
  timerReminders: true,
  timerReminderInterval: 30,
  goalNotifications: true,
  systemNotifications: true,
  timeEntrySubmissionReminders: true,
  approvalNotifications: true,
  projectDeadlineReminders: true,
  invoiceStatusUpdates: true,
  paymentReminders: true,
  teamActivityUpdates: false,
  userInvitationUpdates: true,
  quietHours: { enabled: false, start: "18:00", end: "09:00" },
};

/** All preferences of a person: what they said, and the defaults for the rest. */
export function preferencesOf(stored: StoredPreferences | undefined): Preferences {
  return filled(defaultPreferences, stored ?? {});
}

/** The preferences that everybody who sees the person sees. */
export function visiblePreferences(stored: StoredPreferences | undefined): VisiblePreferences {
  const { theme, notifications, timezone } = preferencesOf(stored);
  return { theme, notifications, timezone };
}

/** The value with the said parts in place of its own, at every depth. */
export function filled<T extends object>(defaults: T, said: DeepPartial<T>): T {
  const entries = Object.entries(said as Record<string, unknown>).filter(([, value]) => value !== undefined);
  const own = defaults as Record<string, unknown>;
  const merged = entries.map(([name, value]) => {
    const before = own[name];
    const nested = isObject(before) && isObject(value);
    return [name, nested ? filled(before, value) : value];
  });
  return { ...defaults, ...Object.fromEntries(merged) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
