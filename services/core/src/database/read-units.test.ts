import { describe, expect, it } from "vitest";
import { itemBytes, readUnits } from "./read-units.js";

const item = (bytes: number) => ({ id: "x".repeat(bytes - 2) });

describe("an item's size", () => {
  it("is that of its names and values", () => {
    expect(itemBytes(item(100))).toBe(100);
    expect(itemBytes({ a: "ü", b: true, c: null })).toBe(1 + 2 + 1 + 1 + 1 + 1);
    expect(itemBytes({ n: 1234 })).toBe(1 + 3);
    expect(itemBytes({ n: -0.05 })).toBe(1 + 2);
    expect(itemBytes({ s: new Set(["ab", "c"]) })).toBe(1 + 3);
    expect(itemBytes({ l: ["a", 1] })).toBe(1 + 3 + 2 + 1 + 2);
    expect(itemBytes({ m: { ab: "c" } })).toBe(1 + 3 + 1 + 2 + 1);
  });
});

describe("read units", () => {
  it("of one item count each begun 4 KB, and nothing as the smallest", () => {
    const get = (output: object, ConsistentRead = false) =>
      readUnits({ command: "GetItemCommand", input: { ConsistentRead }, output });
    expect(get({ Item: item(4096) })).toBe(0.5);
    expect(get({ Item: item(4097) }, true)).toBe(2);
    expect(get({}, true)).toBe(1);
  });

  it("of a query count what it answers together", () => {
    const Items = Array.from({ length: 10 }, () => item(1000));
    expect(readUnits({ command: "QueryCommand", input: {}, output: { Items } })).toBe(1.5);
    expect(readUnits({ command: "QueryCommand", input: {}, output: {} })).toBe(0.5);
  });

  it("of a batch count each item, and each that is missing", () => {
    const Keys = [1, 2, 3];
    const RequestItems = { a: { Keys, ConsistentRead: true }, b: { Keys: [1] } };
    const output = { Responses: { a: [item(100), item(5000)] } };
    expect(readUnits({ command: "BatchGetItemCommand", input: { RequestItems }, output })).toBe(4.5);
  });

  it("are none of a write", () => {
    expect(readUnits({ command: "PutItemCommand", input: {}, output: {} })).toBeUndefined();
  });
});
