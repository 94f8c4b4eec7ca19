import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  defaultPreferences,
  filled,
  preferencesOf,
  type StoredPreferences,
  visiblePreferences,
} from "./preferences.js";

const said: fc.Arbitrary<StoredPreferences> = fc.record(
  {
    theme: fc.constantFrom("light" as const, "dark" as const),
    notifications: fc.boolean(),
    timeTracking: fc.record(
      {
        reminderInterval: fc.nat(60),
        workingHours: fc.record({ start: fc.constant("07:00"), end: fc.constant("15:00") }, { requiredKeys: [] }),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

describe("preferences", () => {
  it("are the defaults for somebody who said nothing", () => {
    expect(preferencesOf(undefined)).toEqual(defaultPreferences);
    expect(visiblePreferences({ timezone: "Asia/Tokyo" })).toEqual({
      theme: "light",
      notifications: true,
      timezone: "Asia/Tokyo",
    });
  });

  it("keep what was said, at every depth, and the defaults for the rest", () => {
    const { timeTracking } = preferencesOf({ timeTracking: { workingHours: { start: "10:00" } } });
    expect(timeTracking).toEqual({
      ...defaultPreferences.timeTracking,
      workingHours: { start: "10:00", end: defaultPreferences.timeTracking.workingHours.end },
    });
  });

  it("are the same whether two things are said at once or one after the other", () => {
    fc.assert(
      fc.property(said, said, (first, second) => {
        const stored = filled(filled({}, first), second);
        expect(preferencesOf(stored)).toEqual(filled(preferencesOf(first), second));
        // Saying the same again changes nothing.
        expect(filled(stored, second)).toEqual(stored);
      }),
    );
  });
});
