import type { SpentItem } from "@aerotage/kernel/domain/projects";
import { describe, expect, it } from "vitest";
import { requireNoTime, requireOneTransaction } from "./recorded-time.js";

const project = { name: "Apollo" };
const spent = (userId: string, entries: number): SpentItem => ({
  id: `spent#p#${userId}`,
  projectId: "p",
  userId,
  minutes: 0,
  entries,
});
const time = (...items: SpentItem[]) => ({ recorderIds: new Set(items.map(({ userId }) => userId)), spent: items });

describe("a project without time", () => {
  it("is one whose people have no entries any more", () => {
    expect(() => requireNoTime(project, time())).not.toThrow();
    expect(() => requireNoTime(project, time(spent("a", 0), spent("b", 0)))).not.toThrow();
  });

  it("is none with a single entry, also a rejected one, which has no minutes", () => {
    expect(() => requireNoTime(project, time(spent("a", 0), spent("b", 1)))).toThrow("Apollo has 1 time entries");
  });
});

describe("a change in one transaction", () => {
  it("has at most as many writes as one holds", () => {
    expect(() => requireOneTransaction(project, 100, 100)).not.toThrow();
    expect(() => requireOneTransaction(project, 101, 100)).toThrow("101 writes, of at most 100");
  });
});
