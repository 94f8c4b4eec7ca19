import { expect, test } from "vitest";
import { formatTimestamp } from "./sign-in.js";

test("a timestamp has the one form that Cognito takes: the day without a leading zero", () => {
  expect(formatTimestamp(new Date("2026-01-06T09:05:03Z"))).toBe("Tue Jan 6 09:05:03 UTC 2026");
  expect(formatTimestamp(new Date("2026-11-23T23:59:59Z"))).toBe("Mon Nov 23 23:59:59 UTC 2026");
});
