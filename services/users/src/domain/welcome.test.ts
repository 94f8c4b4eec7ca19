import { expect, it } from "vitest";
import { latestEarlierWelcome, secondsUntilWelcome } from "./welcome.js";

const sentAt = "2026-11-24T10:00:00.000Z";
const later = (seconds: number) => new Date(Date.parse(sentAt) + seconds * 1000);

it("a temporary password is mailed again a minute after the last mail, and a refusal says how long to wait", () => {
  expect(latestEarlierWelcome(later(60)).toISOString()).toBe(sentAt);
  expect([-0.5, 0, 0.5, 30, 59, 59.9, 60, 90].map((seconds) => secondsUntilWelcome(sentAt, later(seconds)))).toEqual([
    60, 60, 60, 30, 1, 1, 1, 1,
  ]);
});
