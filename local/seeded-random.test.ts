import { expect, test } from "vitest";
import { seededRandomOf } from "./seeded-random.js";

const throws = (text: string, count = 1000) => {
  const seededRandom = seededRandomOf(text);
  return Array.from({ length: count }, () => seededRandom.below(6));
};

test("fall the same way for the same text, and another way for another", () => {
  expect(throws("a")).toEqual(throws("a"));
  expect(throws("a")).not.toEqual(throws("b"));
});

test("fall evenly", () => {
  for (let side = 0; side < 6; side += 1) {
    const share = throws("even", 6000).filter((thrown) => thrown === side).length / 6000;
    expect(share).toBeCloseTo(1 / 6, 1);
  }
});

test("heed weights and shares", () => {
  const seededRandom = seededRandomOf("weights");
  const chosen = Array.from({ length: 1000 }, () =>
    seededRandom.weighted([
      ["never", 0],
      ["often", 3],
      ["seldom", 1],
    ]),
  );
  expect(chosen).not.toContain("never");
  expect(chosen.filter((one) => one === "often").length / 1000).toBeCloseTo(0.75, 1);
  expect(Array.from({ length: 100 }, () => seededRandom.chance(0))).not.toContain(true);
  expect(Array.from({ length: 100 }, () => seededRandom.chance(1))).not.toContain(false);
  expect(() => seededRandom.pick([])).toThrow("nothing to choose from");
});
