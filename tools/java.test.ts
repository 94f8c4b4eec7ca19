import { expect, it } from "vitest";
import { isSupportedJava } from "./java.js";

it.each([
  ["openjdk 17.0.15 2025-04-15\nOpenJDK Runtime Environment", true],
  ["openjdk 25.0.2 2026-01-20", true],
  ["java 11.0.1 2018-10-16 LTS", true],
  ["openjdk 9.0.4", false],
  ["", false],
])("takes Java that is new enough: %s", (printed, expected) => {
  expect(isSupportedJava(printed)).toBe(expected);
});
