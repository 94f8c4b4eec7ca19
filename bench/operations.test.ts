import { describe, expect, it } from "vitest";
import { allOperations } from "../tools/openapi-document.js";
import { benchCases, unmeasured } from "./cases.js";
import { parseUsage } from "./operations.js";

describe("the measured operations", () => {
  it("are all that the services have", async () => {
    const operations = await allOperations();
    expect(unmeasured(operations)).toEqual([]);
    expect(unmeasured([...operations, { id: "forgottenOperation" }])).toEqual(["forgottenOperation"]);
    const known = operations.map(({ id }) => id);
    expect(benchCases.map(({ operation }) => operation.id).filter((id) => !known.includes(id))).toEqual([]);
  });

  it("are told apart by the titles of their calls", () => {
    const calls = benchCases.map(({ operation, title }) => `${operation.id}: ${title}`);
    expect(calls).toEqual([...new Set(calls)]);
  });

  it("stand in the order of the stock that they need, since it is only added to", () => {
    const stocks = benchCases.flatMap(({ stock }) => stock ?? []);
    for (const { make } of stocks) {
      const counts = stocks.filter((stock) => stock.make === make).map(({ count }) => count);
      expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    }
  });

  it("are called by somebody who may", () => {
    const refused = benchCases.filter(({ operation, caller = "administrator" }) => {
      const role = caller === "administrator" ? "admin" : "employee";
      return operation.token !== "none" && !operation.roles.includes(role);
    });
    expect(refused).toEqual([]);
  });
});

describe("the usage header", () => {
  it("is read", () => {
    expect(parseUsage("calls=3;read=1.5;write=12;unmetered=1")).toEqual({
      calls: 3,
      read: 1.5,
      write: 12,
      unmetered: 1,
    });
  });

  it("is missing in a product build, which is said", () => {
    expect(() => parseUsage(null)).toThrow("the functions are no test build");
    expect(() => parseUsage("calls=3")).toThrow('"calls=3"');
  });
});
